using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Portico.SignOn.Bearer;

namespace Portico.SignOn.Http;

/// <summary>Error bodies. The REST API's carries OpenMetadata's members under both names that its clients read; that of <c>/api/v1/auth/*</c> is <c>{"error": ...}</c>.</summary>
static class Answers
{
    public static Task Unauthorized(HttpContext context, string reason)
    {
        context.Response.Headers.WWWAuthenticate = "om-auth";
        return Error(context, StatusCodes.Status401Unauthorized, BearerRefusal.Because(reason));
    }

    public static Task Error(HttpContext context, int status, string message)
    {
        Prepare(context, status);
        return context.Response.WriteAsJsonAsync(new ErrorBody(status, message, message), HttpJson.Plain.ErrorBody, cancellationToken: context.RequestAborted);
    }

    public static Task AuthError(HttpContext context, int status, string message)
    {
        Prepare(context, status);
        return context.Response.WriteAsJsonAsync(new AuthErrorBody(message), HttpJson.Plain.AuthErrorBody, cancellationToken: context.RequestAborted);
    }

    /// <summary>Whether a person looks at the answer.</summary>
    public static bool WantsPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    static void Prepare(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";
    }
}

sealed record ErrorBody(int Code, string Message, string ResponseMessage);

sealed record AuthErrorBody(string Error);

/// <summary>OpenMetadata's JwtResponse. <c>expiryDuration</c> is the time of expiry in milliseconds of the Unix epoch, whatever its name says.</summary>
sealed record TokenBody(string AccessToken, string TokenType, long ExpiryDuration);

sealed record MessageBody(string Message);

[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(AuthErrorBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class HttpJson : JsonSerializerContext
{
    /// <summary>Writes apostrophes as such: some clients compare messages as text. The answers are JSON, never part of a page.</summary>
    public static HttpJson Plain { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
}
