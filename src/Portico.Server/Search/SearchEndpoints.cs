using System.Net;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Server.Identity;

namespace Portico.Server.Search;

/// <summary>
/// <c>/api/v1/search</c>. The index names the hits, the catalog gives their documents, so that a hit shows what is true now and only to whom may see it.
/// </summary>
sealed class SearchEndpoints(MetadataCatalog catalog, SearchIndex index, TimeProvider time)
{
    /// <summary>With filters that only documents can answer, so many candidates are looked at.</summary>
    const int MostInspected = 2_000;

    const int FacetValues = 50;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/search/query", Query);
        routes.MapGet("/api/v1/search/fieldQuery", FieldQuery);
        routes.MapGet("/api/v1/search/suggest", Suggest);
        routes.MapGet("/api/v1/search/aggregate", Aggregate);
        routes.MapGet("/api/v1/search/entityTypeCounts", EntityTypeCounts);
        routes.MapGet("/api/v1/search/get/{index}/doc/{id:guid}", Document);
    }

    async Task Query(HttpContext context)
    {
        if (!SearchParameters.TryRead(context.Request.Query, out var parameters, out var error))
            await Answers.Refused(context, StatusCodes.Status400BadRequest, error);
        else
            await Search(context, parameters);
    }

    /// <summary>Entities whose field has a value, in which <c>*</c> stands for anything.</summary>
    async Task FieldQuery(HttpContext context)
    {
        var query = context.Request.Query;
        var (name, value) = (query["fieldName"].ToString(), query["fieldValue"].ToString());
        if (!SearchParameters.TryRead(query, out var parameters, out var error))
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, error);
            return;
        }
        if (FieldNames.Resolve(name) is not { } field || value.Length == 0)
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, value.Length == 0 ? "fieldValue is missing" : $"There is no field {name}");
            return;
        }
        var pattern = value.Contains('*', StringComparison.Ordinal) && field == SearchFields.FullyQualifiedName;
        await Search(context, parameters with
        {
            WithAggregations = false,
            Request = parameters.Request with
            {
                Text = "",
                NamePattern = pattern ? value : null,
                Filters = pattern ? [] : [new(field, [value])],
                Facets = [],
            },
        });
    }

    async Task Search(HttpContext context, SearchParameters parameters)
    {
        var (started, ct, subject) = (time.GetTimestamp(), context.RequestAborted, context.GetSubject()!);
        var request = parameters.Request;
        var inspects = parameters.Filters.Count > 0;
        var result = await index.Query(inspects ? request with { From = 0, Size = MostInspected, After = request.After } : request, ct);
        var hits = new List<(SearchHit Hit, JsonObject Source)>();
        foreach (var hit in result.Hits)
        {
            var found = await catalog.Get(subject, hit.Type, hit.Id, ReadAll(context), ct);
            if (!found.Ok)
                continue;
            var source = SearchAnswer.Source(hit.Type, found.Value.ToObject());
            if (!inspects || parameters.Filters.All(f => f.Holds(source)))
                hits.Add((hit, source));
        }
        var total = inspects ? hits.Count : result.Total;
        if (inspects)
            hits = [.. hits.Skip(request.From).Take(request.Size)];
        var highlighter = new Highlighter(request.Text);
        await Answers.Json(context, StatusCodes.Status200OK, writer => SearchAnswer.Write(
            writer,
            (long)time.GetElapsedTime(started).TotalMilliseconds,
            total,
            inspects ? result.Hits.Count < MostInspected : result.TotalIsExact,
            hits.Count > 0 ? hits.Max(h => h.Hit.Score) : null,
            w =>
            {
                foreach (var (hit, source) in hits)
                {
                    var highlight = Highlight(highlighter, source);
                    SearchAnswer.WriteHit(w, hit, Projected(source, parameters), highlight, Sort(hit, source, request.Order));
                }
            },
            parameters.WithAggregations ? w => SearchAnswer.WriteAggregations(w, result, FieldNames.Aggregations, FacetValues) : null));
    }

    /// <summary>Completions while somebody types, in the shape of Elasticsearch's completion suggester.</summary>
    async Task Suggest(HttpContext context)
    {
        if (!SearchParameters.TryRead(context.Request.Query, out var parameters, out var error))
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, error);
            return;
        }
        var (request, ct, subject) = (parameters.Request with { Facets = [] }, context.RequestAborted, context.GetSubject()!);
        var options = new JsonArray();
        foreach (var hit in (await index.Query(request, ct)).Hits)
        {
            var found = await catalog.Get(subject, hit.Type, hit.Id, ReadAll(context), ct);
            if (!found.Ok)
                continue;
            options.Add(new JsonObject
            {
                ["text"] = hit.Name,
                ["_index"] = IndexNames.Of(hit.Type),
                ["_type"] = "_doc",
                ["_id"] = hit.Id.ToString(),
                ["_score"] = hit.Score,
                ["_source"] = Projected(SearchAnswer.Source(hit.Type, found.Value.ToObject()), parameters),
            });
        }
        var answer = new JsonObject
        {
            ["suggest"] = new JsonObject
            {
                ["metadata-suggest"] = new JsonArray(new JsonObject { ["text"] = request.Text, ["offset"] = 0, ["length"] = request.Text.Length, ["options"] = options }),
            },
        };
        await Answers.Json(context, StatusCodes.Status200OK, writer => answer.WriteTo(writer));
    }

    /// <summary>Counts of the values of one field.</summary>
    async Task Aggregate(HttpContext context)
    {
        var query = context.Request.Query;
        var name = query["field"].ToString();
        if (!SearchParameters.TryRead(query, out var parameters, out var error) || FieldNames.Resolve(name) is not { } field)
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, error.Length > 0 ? error : $"There is no field {name}");
            return;
        }
        var result = await index.Query(parameters.Request with { Size = 0, From = 0, Facets = [field] }, context.RequestAborted);
        var wanted = query["value"].ToString().Trim('*', '.');
        if (wanted.Length > 0)
        {
            IReadOnlyList<FacetValue> values = [.. result.Facets.GetValueOrDefault(field)?.Where(v => v.Value.Contains(wanted, StringComparison.OrdinalIgnoreCase)) ?? []];
            result = result with { Facets = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal) { [field] = values } };
        }
        await Answers.Json(context, StatusCodes.Status200OK, writer => SearchAnswer.Write(
            writer, 0, result.Total, result.TotalIsExact, null, _ => { }, w => SearchAnswer.WriteAggregations(w, result, [(name, field)], Math.Max(parameters.Request.Size, 10))));
    }

    async Task EntityTypeCounts(HttpContext context)
    {
        if (!SearchParameters.TryRead(context.Request.Query, out var parameters, out var error))
        {
            await Answers.Refused(context, StatusCodes.Status400BadRequest, error);
            return;
        }
        var result = await index.Query(parameters.Request with { Size = 0, From = 0, Facets = [SearchFields.Type] }, context.RequestAborted);
        await Answers.Json(context, StatusCodes.Status200OK, writer => SearchAnswer.Write(
            writer, 0, result.Total, result.TotalIsExact, null, _ => { }, w => SearchAnswer.WriteAggregations(w, result, [("entityType", SearchFields.Type)], FacetValues)));
    }

    async Task Document(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        var name = (string)context.Request.RouteValues["index"]!;
        foreach (var type in IndexNames.Resolve(name) ?? [])
        {
            var found = await catalog.Get(context.GetSubject()!, type, id, ReadAll(context), context.RequestAborted);
            if (found.Ok)
            {
                await Answers.Json(context, StatusCodes.Status200OK, writer => SearchAnswer.Source(type, found.Value.ToObject()).WriteTo(writer));
                return;
            }
            if (found.Refusal.Kind == RefusalKind.Forbidden)
            {
                await Answers.Refused(context, found.Refusal);
                return;
            }
        }
        await Answers.Refused(context, StatusCodes.Status404NotFound, $"Document {id} of {name} not found");
    }

    static ReadOptions ReadAll(HttpContext context) => ReadOptions.Everything with { HrefBase = $"{context.Request.Scheme}://{context.Request.Host}/api/v1" };

    static string? Sort(SearchHit hit, JsonObject source, SearchOrder order) => order switch
    {
        SearchOrder.Name => hit.Name,
        SearchOrder.FullyQualifiedName => hit.FullyQualifiedName,
        SearchOrder.UpdatedAt => source["updatedAt"]?.ToJsonString(),
        _ => null,
    };

    static JsonObject? Highlight(Highlighter highlighter, JsonObject source)
    {
        var highlight = new JsonObject();
        foreach (var member in new[] { "name", "displayName", "description" })
        {
            if (source[member] is JsonValue value && value.TryGetValue<string>(out var text)
                && highlighter.Mark(text, "<span class=\"text-highlighter\">", "</span>", WebUtility.HtmlEncode, whole: member != "description") is { } marked)
                highlight[member] = new JsonArray(marked);
        }
        return highlight;
    }

    static JsonObject Projected(JsonObject source, SearchParameters parameters)
    {
        if (!parameters.WithSource)
            return [];
        foreach (var member in parameters.ExcludedFields)
            source.Remove(member);
        if (parameters.IncludedFields.Count == 0)
            return source;
        // A path keeps the member that it begins with.
        var kept = parameters.IncludedFields.Select(f => f.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var member in source.Select(m => m.Key).Where(m => !kept.Contains(m)).ToList())
            source.Remove(member);
        return source;
    }
}
