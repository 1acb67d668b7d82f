using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Search;

namespace Portico.Server.Api;

/// <summary>Search in the shape of Elasticsearch answers, for the queries that OpenMetadata's clients send.</summary>
static class SearchEndpoints
{
    const int MostHits = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var search = api.MapGroup("/search");
        search.MapGet("/query", Handle.Caller(Query));
        search.MapGet("/fieldQuery", Handle.Caller(FieldQuery));
    }

    static async Task FieldQuery(Call call)
    {
        if (call.Query("fieldName") is not { } field || call.Query("fieldValue") is not { } value)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "query params fieldName and fieldValue must not be null");
            return;
        }
        await Run(call, SearchTerms.Narrow(new SearchRequest(), field, value), null);
    }

    static async Task Query(Call call)
    {
        var request = SearchTerms.Parse(call.Query("q") ?? "");
        DslFilter? filter = null;
        if (call.Query("query_filter") is { } dsl)
        {
            try
            {
                filter = DslFilter.Parse(dsl);
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                await Answer.Error(call.Http, StatusCodes.Status400BadRequest, $"query_filter cannot be used: {e.Message}");
                return;
            }
        }
        await Run(call, request, filter);
    }

    static async Task Run(Call call, SearchRequest request, DslFilter? filter)
    {
        var index = call.Query("index") ?? "table_search_index";
        var (from, size) = (call.Number("from", 0) ?? -1, call.Number("size", 10) ?? -1);
        if (from < 0 || size < 0 || from + size > MostHits)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, $"from and size must not be negative, and together not more than {MostHits}");
            return;
        }
        var sort = call.Query("sort_field") is { } field && field != "_score" ? field : null;
        request = request with
        {
            Types = SearchTerms.Types(index),
            Deleted = filter is null ? call.Flag("deleted") : filter.AsksDeleted ? null : call.Flag("deleted"),
            Order = sort switch { null => SearchOrder.Relevance, "fullyQualifiedName" => SearchOrder.FullyQualifiedName, "updatedAt" => SearchOrder.UpdatedAt, _ => SearchOrder.Name },
            Reverse = sort is not null && call.Query("sort_order") != "asc",
            After = call.Query("search_after"),
            ExactTotal = call.Flag("track_total_hits"),
            LastWordIsPrefix = false,
            Filters = [.. request.Filters, .. filter?.Pushed ?? []],
        };
        var (documents, total, exact) = filter is null || filter.IsPushed ? await Plain(call, request, from, size) : await Filtered(call, request, filter, from, size);
        await Write(call, index, documents, total, exact, sort);
    }

    static async Task<(IReadOnlyList<Document> Documents, long Total, bool Exact)> Plain(Call call, SearchRequest request, int from, int size)
    {
        var result = await call.Catalog.Search.Query(request with { From = from, Size = size }, call.Ct);
        var documents = await call.Catalog.GetMany(call.Subject, [.. result.Hits.Select(h => h.Id)], "*", call.HrefBase, call.Ct);
        return (documents, result.Total, result.TotalIsExact);
    }

    /// <summary>For filters that the index does not know: everything that it does find is looked at.</summary>
    static async Task<(IReadOnlyList<Document> Documents, long Total, bool Exact)> Filtered(Call call, SearchRequest request, DslFilter filter, int from, int size)
    {
        var result = await call.Catalog.Search.Query(request with { From = 0, Size = MostHits }, call.Ct);
        var passed = new List<Document>();
        foreach (var chunk in result.Hits.Chunk(500))
        {
            foreach (var document in await call.Catalog.GetMany(call.Subject, [.. chunk.Select(h => h.Id)], "*", call.HrefBase, call.Ct))
            {
                using var json = JsonDocument.Parse(document.Json);
                if (filter.Passes(json.RootElement, document.Type))
                    passed.Add(document);
            }
        }
        return ([.. passed.Skip(from).Take(size)], passed.Count, result.TotalIsExact);
    }

    static Task Write(Call call, string index, IReadOnlyList<Document> documents, long total, bool exact, string? sort) => Answer.Json(call.Http, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("took"u8, 1);
        writer.WriteBoolean("timed_out"u8, false);
        writer.WriteStartObject("_shards"u8);
        writer.WriteNumber("total"u8, 1);
        writer.WriteNumber("successful"u8, 1);
        writer.WriteNumber("skipped"u8, 0);
        writer.WriteNumber("failed"u8, 0);
        writer.WriteEndObject();
        writer.WriteStartObject("hits"u8);
        writer.WriteStartObject("total"u8);
        writer.WriteNumber("value"u8, total);
        writer.WriteString("relation"u8, exact ? "eq" : "gte");
        writer.WriteEndObject();
        writer.WriteNumber("max_score"u8, 1.0);
        writer.WriteStartArray("hits"u8);
        foreach (var document in documents)
            Hit(writer, index, document, sort);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("aggregations"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    static void Hit(Utf8JsonWriter writer, string index, Document document, string? sort)
    {
        writer.WriteStartObject();
        writer.WriteString("_index"u8, index);
        writer.WriteString("_type"u8, "_doc");
        writer.WriteString("_id"u8, document.Id);
        writer.WriteNumber("_score"u8, 1.0);
        writer.WritePropertyName("_source"u8);
        writer.WriteRawValue([.. document.Json.Span[..^1], .. ",\"entityType\":\""u8, .. System.Text.Encoding.UTF8.GetBytes(document.Type), .. "\"}"u8], skipInputValidation: true);
        if (sort is not null)
        {
            writer.WriteStartArray("sort"u8);
            if (sort == "updatedAt")
                writer.WriteNumberValue(document.UpdatedAt);
            else
                writer.WriteStringValue(document.Fqn);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
