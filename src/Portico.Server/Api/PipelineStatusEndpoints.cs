using System.Text;
using System.Text.Json;
using Portico.Catalog.Policies;

namespace Portico.Server.Api;

/// <summary>The runs of ingestion pipelines, as the workflow reports them.</summary>
static class PipelineStatusEndpoints
{
    const string Kind = "pipelineStatus";

    public static void Map(IEndpointRouteBuilder api)
    {
        var pipelines = api.MapGroup("/services/ingestionPipelines/{fqn}/pipelineStatus");
        pipelines.MapPut("", Handle.Body(Put));
        pipelines.MapGet("", Handle.Caller(List));
        pipelines.MapGet("/{run}", Handle.Caller(Get));
    }

    static async Task Put(Call call, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("runId", out var run) || run.ValueKind != JsonValueKind.String)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "runId must not be null");
            return;
        }
        var at = body.TryGetProperty("timestamp", out var timestamp) && timestamp.TryGetInt64(out var number) ? number : 0;
        var stored = await call.Catalog.PutRecord(
            call.Subject, "ingestionPipeline", call.Segment(1), Operation.EditIngestionPipelineStatus, Kind, run.GetString()!, at, body.GetRawText(), call.Ct);
        if (!stored.Ok)
        {
            await Answer.Refuse(call.Http, stored.Refusal);
            return;
        }
        call.Http.Response.StatusCode = StatusCodes.Status201Created;
        await Answer.Raw(call.Http, Encoding.UTF8.GetBytes(body.GetRawText()));
    }

    static async Task Get(Call call)
    {
        var found = await call.Catalog.Record(call.Subject, "ingestionPipeline", call.Segment(2), Operation.ViewAll, Kind, call.Segment(), call.Ct);
        if (!found.Ok)
            await Answer.Refuse(call.Http, found.Refusal);
        else if (found.Value.Length == 0)
            call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await Answer.Raw(call.Http, Encoding.UTF8.GetBytes(found.Value));
    }

    static async Task List(Call call)
    {
        long Time(string name, long otherwise) => long.TryParse(call.Query(name), out var time) ? time : otherwise;
        var found = await call.Catalog.Records(
            call.Subject, "ingestionPipeline", call.Segment(1), Operation.ViewAll, Kind, Time("startTs", 0), Time("endTs", long.MaxValue), Math.Clamp(call.Number("limit", 100) ?? 100, 1, 1000), call.Ct);
        if (!found.Ok)
        {
            await Answer.Refuse(call.Http, found.Refusal);
            return;
        }
        await Answer.Json(call.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var run in found.Value)
                writer.WriteRawValue(run);
            writer.WriteEndArray();
            writer.WriteStartObject("paging"u8);
            writer.WriteNumber("total"u8, found.Value.Count);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
