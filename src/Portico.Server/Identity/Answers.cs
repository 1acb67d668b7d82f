using System.Text.Json;
using Portico.Catalog.Documents;

namespace Portico.Server.Identity;

/// <summary>Answers of the endpoints of this folder, in OpenMetadata's shapes.</summary>
static class Answers
{
    public static Task Json(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return Bytes(context, status, buffer.WrittenMemory);
    }

    public static Task Bytes(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    /// <summary>OpenMetadata's error body: its clients read the status from <c>code</c>, and the reason from either of the other two.</summary>
    public static Task Refused(HttpContext context, int status, string message) => Json(context, status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("code", status);
        writer.WriteString("message", message);
        writer.WriteString("responseMessage", message);
        writer.WriteEndObject();
    });

    public static Task Refused(HttpContext context, Refusal refusal) => Refused(context, (int)refusal.Kind, refusal.Message);

    public static Task Forbidden(HttpContext context, string reason) => Refused(context, StatusCodes.Status403Forbidden, reason);

    /// <summary>The list envelope: <c>data</c> and <c>paging.total</c>.</summary>
    public static Task List<T>(HttpContext context, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write) => Json(context, StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        foreach (var item in items)
            write(writer, item);
        writer.WriteEndArray();
        writer.WriteStartObject("paging");
        writer.WriteNumber("total", items.Count);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>The body as JSON, or <c>null</c> after a 400 was sent.</summary>
    public static async Task<JsonElement?> Body(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Answered below like any other body that is no object.
        }
        await Refused(context, StatusCodes.Status400BadRequest, "The body must be a JSON object");
        return null;
    }
}
