using System.Globalization;
using System.Text;
using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;

namespace Portico.Server.Api;

/// <summary>What workflows tell about entities that makes no version of them: profiles, samples, joins, usage.</summary>
static class RecordEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/tables/{id:guid}/tableProfile", Handle.Body((call, body) => Profile(call, body)));
        api.MapGet("/tables/{fqn}/tableProfile/latest", Handle.Caller(call => Latest(call, call.Segment(2), "tableProfile", Operation.ViewDataProfile)));
        api.MapPut("/tables/{id:guid}/sampleData", Handle.Body((call, body) => Put(call, "table", body, "sampleData", "", Operation.EditSampleData)));
        api.MapGet("/tables/{id:guid}/sampleData", Handle.Caller(call => Latest(call, call.Id()!.Value, "sampleData", Operation.ViewSampleData)));
        api.MapPut("/tables/{id:guid}/joins", Handle.Body((call, body) => Put(call, "table", body, "joins", Text(body, "startDate") ?? "", Operation.EditAll)));
        api.MapPost("/usage/{type}/{id:guid}", Handle.Body(Usage));
        api.MapPut("/usage/{type}/{id:guid}", Handle.Body(Usage));
        // Percentiles are computed when usage is read.
        api.MapPost("/usage/compute.percentile/{type}/{date}", Handle.Caller(call => Answer.Json(call.Http, [])));
        api.MapPut("/queries/{id:guid}/usage", Handle.Body((call, body) => Put(call, "query", body, "queryUsage", "", Operation.EditAll)));
    }

    static async Task Profile(Call call, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("tableProfile", out var profile) || profile.ValueKind != JsonValueKind.Object
            || !profile.TryGetProperty("timestamp", out var timestamp) || !timestamp.TryGetInt64(out var at))
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "tableProfile with a timestamp must not be null");
            return;
        }
        await Store(call, "table", body, "tableProfile", at.ToString(CultureInfo.InvariantCulture), at, Operation.EditDataProfile);
    }

    static Task Put(Call call, string type, JsonElement body, string kind, string key, Operation operation) => Store(call, type, body, kind, key, 0, operation);

    static async Task Store(Call call, string type, JsonElement body, string kind, string key, long at, Operation operation)
    {
        var stored = await call.Catalog.PutRecord(call.Subject, type, call.Id()!.Value, operation, kind, key, at, body.GetRawText(), call.Ct);
        if (!stored.Ok)
            await Answer.Refuse(call.Http, stored.Refusal);
        else
            await Answer.Entity(call.Http, await call.Catalog.Get(call.Subject, type, call.Id()!.Value, new ReadOptions { Include = Include.All, HrefBase = call.HrefBase }, call.Ct));
    }

    static async Task Latest(Call call, EntityKey table, string kind, Operation operation)
    {
        var found = await call.Catalog.Records(call.Subject, "table", table, operation, kind, 0, long.MaxValue, 1, call.Ct);
        if (!found.Ok)
        {
            await Answer.Refuse(call.Http, found.Refusal);
            return;
        }
        var entity = await call.Catalog.Get(call.Subject, "table", table, new ReadOptions { Include = Include.All, HrefBase = call.HrefBase }, call.Ct);
        if (!entity.Ok)
        {
            await Answer.Refuse(call.Http, entity.Refusal);
            return;
        }
        // The record becomes a member of the table, as OpenMetadata answers it.
        var record = found.Value is [var json, ..] ? json : null;
        if (record is not null && kind == "tableProfile")
        {
            using var parsed = JsonDocument.Parse(record);
            record = parsed.RootElement.GetProperty("tableProfile").GetRawText();
        }
        var member = kind == "tableProfile" ? "profile" : kind;
        await Answer.Raw(call.Http, record is null ? entity.Value.Json
            : Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(entity.Value.Json.Span[..^1])},\"{member}\":{record}}}"));
    }

    static async Task Usage(Call call, JsonElement body)
    {
        var type = (string)call.Http.Request.RouteValues["type"]!;
        if (Portico.Catalog.Types.EntityTypes.Find(type) is null || Text(body, "date") is not { } date || !body.TryGetProperty("count", out var count) || !count.TryGetInt64(out _))
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "date and count must not be null");
            return;
        }
        var stored = await call.Catalog.PutRecord(call.Subject, type, call.Id()!.Value, Operation.EditUsage, "usage", date, 0, body.GetRawText(), call.Ct);
        if (!stored.Ok)
        {
            await Answer.Refuse(call.Http, stored.Refusal);
            return;
        }
        call.Http.Response.StatusCode = StatusCodes.Status201Created;
        await Answer.Json(call.Http, []);
    }

    static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
