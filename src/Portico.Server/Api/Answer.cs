using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;

namespace Portico.Server.Api;

/// <summary>Writes answers in OpenMetadata's envelopes. Documents are written as they are.</summary>
static class Answer
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An error, in the body that OpenMetadata's clients read: they look at <c>code</c>, not at the status.</summary>
    public static Task Error(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "om-auth";
        return Json(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("code"u8, status);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        });
    }

    public static Task Refuse(HttpContext http, Refusal refusal) => Error(http, (int)refusal.Kind, refusal.Message);

    /// <summary>One entity.</summary>
    public static Task Entity(HttpContext http, Result<Document> result)
    {
        if (!result.Ok)
            return Refuse(http, result.Refusal);
        http.Response.Headers.ETag = MetadataCatalog.StrongTag(result.Value);
        return Raw(http, result.Value.Json);
    }

    /// <summary>What a write did: the entity, with the kind of change in a header.</summary>
    public static Task Change(HttpContext http, Result<Change> result)
    {
        if (!result.Ok)
            return Refuse(http, result.Refusal);
        var (kind, document) = result.Value;
        http.Response.Headers["X-OpenMetadata-Change"] = kind.EventType();
        http.Response.Headers.ETag = MetadataCatalog.StrongTag(document);
        if (kind == ChangeKind.Created)
        {
            http.Response.StatusCode = StatusCodes.Status201Created;
            var call = new Call(http, null!);
            http.Response.Headers.Location = $"{call.HrefBase}/{Portico.Catalog.Types.EntityTypes.Find(document.Type)!.Collection}/{document.Id}";
        }
        return Raw(http, document.Json);
    }

    /// <summary>A page of entities.</summary>
    public static Task Page(HttpContext http, Result<Page> result)
    {
        if (!result.Ok)
            return Refuse(http, result.Refusal);
        var page = result.Value;
        return Json(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var item in page.Items)
                writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteStartObject("paging"u8);
            if (page.Before is not null)
                writer.WriteString("before"u8, page.Before);
            if (page.After is not null)
                writer.WriteString("after"u8, page.After);
            writer.WriteNumber("total"u8, page.Total);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>What became of the rows of a bulk operation.</summary>
    public static Task Bulk(HttpContext http, Result<BulkResult> result)
    {
        if (!result.Ok)
            return Refuse(http, result.Refusal);
        var (passed, failed, dryRun) = result.Value;
        return Json(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("dryRun"u8, dryRun);
            writer.WriteString("status"u8, failed.Count == 0 ? "success" : passed.Count == 0 ? "failure" : "partialSuccess");
            writer.WriteNumber("numberOfRowsProcessed"u8, passed.Count + failed.Count);
            writer.WriteNumber("numberOfRowsPassed"u8, passed.Count);
            writer.WriteNumber("numberOfRowsFailed"u8, failed.Count);
            Rows(writer, "successRequest", passed);
            Rows(writer, "failedRequest", failed);
            writer.WriteEndObject();
        });
    }

    static void Rows(Utf8JsonWriter writer, string name, IReadOnlyList<BulkRow> rows)
    {
        writer.WriteStartArray(name);
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("request"u8, row.Fqn);
            writer.WriteNumber("status"u8, row.Status);
            writer.WriteString("message"u8, row.Message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>The versions of an entity: each one a text that holds JSON, as OpenMetadata has it.</summary>
    public static Task Versions(HttpContext http, string type, Result<IReadOnlyList<Document>> result)
    {
        if (!result.Ok)
            return Refuse(http, result.Refusal);
        return Json(http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("entityType"u8, type);
            writer.WriteStartArray("versions"u8);
            foreach (var version in result.Value)
                writer.WriteStringValue(version.Json.Span);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>JSON made by <paramref name="write"/>.</summary>
    public static Task Json(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
            write(writer);
        return Raw(http, buffer.WrittenMemory);
    }

    /// <summary>A JSON object.</summary>
    public static Task Json(HttpContext http, JsonObject value) => Json(http, writer => value.WriteTo(writer));

    /// <summary>JSON as it is.</summary>
    public static Task Raw(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }
}
