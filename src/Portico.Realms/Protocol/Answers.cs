using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Portico.Realms.Protocol;

/// <summary>Writes answers: JSON, errors, redirects; each with the headers that Keycloak sends along.</summary>
static class Answers
{
    public const string NoStore = "no-store";
    public const string NoCache = "no-cache";
    public const string PageCache = "no-store, must-revalidate, max-age=0";

    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Task Json(HttpContext http, int status, string? cacheControl, Action<Utf8JsonWriter> write)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (cacheControl is not null)
            response.Headers.CacheControl = cacheControl;
        using (var json = new Utf8JsonWriter(response.BodyWriter, s_json))
            write(json);
        return response.BodyWriter.FlushAsync(http.RequestAborted).AsTask();
    }

    public static Task Bytes(HttpContext http, string contentType, string cacheControl, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = cacheControl;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).AsTask();
    }

    public static Task Error(HttpContext http, Refusal refusal, string? cacheControl = NoStore)
    {
        if (cacheControl == NoStore)
            http.Response.Headers.Pragma = NoCache;
        return Json(http, refusal.Status, cacheControl, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", refusal.Error);
            if (refusal.Description is not null)
                json.WriteString("error_description", refusal.Description);
            json.WriteEndObject();
        });
    }

    public static Task Empty(HttpContext http, int status, string? cacheControl)
    {
        http.Response.StatusCode = status;
        if (cacheControl is not null)
            http.Response.Headers.CacheControl = cacheControl;
        if (status != StatusCodes.Status204NoContent)
            http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>A header takes ASCII only: what is beyond it is percent-encoded, as browsers do with addresses.</summary>
    static string Ascii(string address) => System.Text.Ascii.IsValid(address)
        ? address
        : string.Concat(address.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    public static Task Redirect(HttpContext http, string location, string cacheControl = PageCache)
    {
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = Ascii(location);
        http.Response.Headers.CacheControl = cacheControl;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
