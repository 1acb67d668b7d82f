using System.Text.Json;
using Portico.Catalog.Documents;

namespace Portico.Server.Api;

/// <summary>Lineage: edges between entities.</summary>
static class LineageEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var lineage = api.MapGroup("/lineage");
        lineage.MapPut("", Handle.Body(Put));
        lineage.MapGet("/{type}/{id:guid}", Handle.Caller(call => Get(call, call.Id()!.Value)));
        lineage.MapGet("/{type}/name/{fqn}", Handle.Caller(call => Get(call, call.Segment())));
        lineage.MapGet("/getLineageEdge/{from:guid}/{to:guid}", Handle.Caller(Edge));
        lineage.MapDelete("/{fromType}/{from:guid}/{toType}/{to:guid}", Handle.Caller(Delete));
    }

    static async Task Put(Call call, JsonElement body)
    {
        var edge = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("edge", out var found) ? found : default;
        if (await call.Catalog.PutEdge(call.Subject, edge, call.Ct) is { } refusal)
            await Answer.Refuse(call.Http, refusal);
    }

    static async Task Get(Call call, EntityKey key)
    {
        if (call.Number("upstreamDepth", 1) is not { } up || call.Number("downstreamDepth", 1) is not { } down || up is < 0 or > 3 || down is < 0 or > 3)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "query params upstreamDepth and downstreamDepth must be between 0 and 3");
            return;
        }
        var result = await call.Catalog.Lineage(call.Subject, (string)call.Http.Request.RouteValues["type"]!, key, up, down, call.Ct);
        await (result.Ok ? Answer.Json(call.Http, result.Value) : Answer.Refuse(call.Http, result.Refusal));
    }

    static async Task Edge(Call call)
    {
        var result = await call.Catalog.Edge(call.Subject, call.Id("from")!.Value, call.Id("to")!.Value, call.Ct);
        await (result.Ok ? Answer.Json(call.Http, result.Value) : Answer.Refuse(call.Http, result.Refusal));
    }

    static async Task Delete(Call call)
    {
        var values = call.Http.Request.RouteValues;
        var refusal = await call.Catalog.DeleteEdge(
            call.Subject, (call.Id("from")!.Value, (string)values["fromType"]!), (call.Id("to")!.Value, (string)values["toType"]!), call.Ct);
        await (refusal is null ? Answer.Json(call.Http, []) : Answer.Refuse(call.Http, refusal));
    }
}
