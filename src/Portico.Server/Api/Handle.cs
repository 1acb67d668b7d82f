using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Portico.Catalog.Policies;

namespace Portico.Server.Api;

/// <summary>What every handler shares: the caller, the body, and failures as error bodies.</summary>
static class Handle
{
    /// <summary>A handler for somebody who is signed in; 401 for anybody else.</summary>
    public static RequestDelegate Caller(Func<Call, Task> handler) => Guarded(async http =>
    {
        if (await Callers.Find(http) is not { } subject)
            await Answer.Error(http, StatusCodes.Status401Unauthorized, "Not Authorized! Token not present");
        else
            await handler(new Call(http, subject));
    });

    /// <summary>A handler for somebody who is signed in, and the request's JSON.</summary>
    public static RequestDelegate Body(Func<Call, JsonElement, Task> handler, params string[] types) => Body(handler, types, rows: false);

    /// <summary>A handler for many rows in one request, which finds members that occur twice by itself, row by row.</summary>
    public static RequestDelegate Rows(Func<Call, JsonElement, Task> handler) => Body(handler, [], rows: true);

    static RequestDelegate Body(Func<Call, JsonElement, Task> handler, string[] types, bool rows) => Caller(async call =>
    {
        var http = call.Http;
        if (http.Request.ContentType is { Length: > 0 } given && !Accepts(given, types))
        {
            await Answer.Error(http, StatusCodes.Status415UnsupportedMediaType, "HTTP 415 Unsupported Media Type");
            return;
        }
        RequestJson body;
        try
        {
            body = await RequestJson.Read(http, allowDuplicates: rows);
        }
        catch (JsonException e)
        {
            await Answer.Error(http, StatusCodes.Status400BadRequest, http.Request.ContentLength == 0 ? "The request needs a JSON body" : $"Unable to process JSON: {e.Message}");
            return;
        }
        using (body)
            await handler(call, body.Root);
    });

    /// <summary>Failures become error bodies; what is a bug or broken infrastructure is logged once, here.</summary>
    public static RequestDelegate Guarded(RequestDelegate handler) => async http =>
    {
        try
        {
            await handler(http);
        }
        catch (BadHttpRequestException e)
        {
            await Answer.Error(http, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is too large" : "The request is malformed");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            ApiLog.Failed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Portico.Server.Api"), http.Request.Method, http.Request.Path, e);
            await Answer.Error(http, StatusCodes.Status500InternalServerError, "The catalog failed to answer this request; its log says why.");
        }
    };

    static bool Accepts(string given, string[] types) =>
        MediaTypeHeaderValue.TryParse(given, out var type) && (types.Length == 0 ? Is(type, "application/json") : types.Any(t => Is(type, t)));

    static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
}
