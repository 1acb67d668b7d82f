using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;

namespace Portico.Server.Api;

/// <summary>What tables have besides: their columns as a list of their own.</summary>
static class TableEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/tables/name/{fqn}/columns", Handle.Caller(call => Columns(call, call.Segment(1))));
        api.MapGet("/tables/{id:guid}/columns", Handle.Caller(call => Columns(call, call.Id()!.Value)));
    }

    static async Task Columns(Call call, EntityKey key)
    {
        var (limit, offset) = (call.Number("limit", 50) ?? 50, call.Number("offset", 0) ?? 0);
        if (limit is < 1 or > 1000 || offset < 0)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "limit must be between 1 and 1000, offset must not be negative");
            return;
        }
        var table = await call.Catalog.Get(call.Subject, "table", key, new ReadOptions { Include = call.Include ?? Include.NonDeleted }, call.Ct);
        if (!table.Ok)
        {
            await Answer.Refuse(call.Http, table.Refusal);
            return;
        }
        using var json = JsonDocument.Parse(table.Value.Json);
        var columns = json.RootElement.TryGetProperty("columns", out var found) ? found.EnumerateArray().ToList() : [];
        await Answer.Json(call.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var column in columns.Skip(offset).Take(limit))
                column.WriteTo(writer);
            writer.WriteEndArray();
            writer.WriteStartObject("paging"u8);
            writer.WriteNumber("offset"u8, offset);
            writer.WriteNumber("limit"u8, limit);
            writer.WriteNumber("total"u8, columns.Count);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
