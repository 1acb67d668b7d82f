using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Search;

namespace Portico.Server.Search;

/// <summary>
/// A filter in Elasticsearch's query language, as far as clients use it: <c>bool</c> (must, filter, should, must_not), <c>term</c>, <c>terms</c>, <c>match</c>,
/// <c>match_phrase</c>, <c>wildcard</c>, <c>prefix</c>, <c>exists</c>, <c>range</c>, <c>match_all</c>. What the index can decide becomes filters of the search; the rest
/// is decided on the documents.
/// </summary>
sealed class DocumentFilter
{
    const int DeepestNesting = 32;

    readonly Func<JsonObject, bool> _holds;

    DocumentFilter(Func<JsonObject, bool> holds, IReadOnlyList<SearchFilter> necessary, bool complete) => (_holds, Necessary, IsComplete) = (holds, necessary, complete);

    /// <summary>What holds for every document that passes.</summary>
    public IReadOnlyList<SearchFilter> Necessary { get; }

    /// <summary>Whether <see cref="Necessary"/> says it all, so that no document needs a look.</summary>
    public bool IsComplete { get; }

    public bool Holds(JsonObject document) => _holds(document);

    /// <summary>Parses; fails with a sentence for the caller.</summary>
    public static bool TryParse(string? text, out DocumentFilter filter, out string error)
    {
        filter = new(static _ => true, [], true);
        error = "";
        if (string.IsNullOrWhiteSpace(text))
            return true;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4 * DeepestNesting });
            var root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("query", out var query))
                root = query;
            if (root.ValueKind == JsonValueKind.Object && !root.EnumerateObject().Any())
                return true;
            filter = Parse(root, 0);
            return true;
        }
        catch (JsonException e)
        {
            error = $"query_filter is not JSON: {e.Message}";
        }
        catch (FormatException e)
        {
            error = $"query_filter: {e.Message}";
        }
        return false;
    }

    static DocumentFilter Parse(JsonElement clause, int depth)
    {
        if (depth > DeepestNesting)
            throw new FormatException("nested too deeply");
        if (clause.ValueKind != JsonValueKind.Object || clause.EnumerateObject().Count() != 1)
            throw new FormatException("a clause is an object with one member");
        var (kind, body) = (clause.EnumerateObject().First().Name, clause.EnumerateObject().First().Value);
        return kind switch
        {
            "bool" => Bool(body, depth),
            "match_all" => new(static _ => true, [], true),
            "exists" => Exists(Text(body, "field")),
            "term" or "match" or "match_phrase" => OneOf(Member(body).Name, [Scalar(Member(body).Value)]),
            "terms" => OneOf(Member(body).Name, [.. Member(body).Value.EnumerateArray().Select(Scalar)]),
            "wildcard" => Like(Member(body).Name, Scalar(Member(body).Value)),
            "prefix" => Like(Member(body).Name, Scalar(Member(body).Value) + "*"),
            "range" => Range(Member(body).Name, Member(body).Value),
            "nested" or "constant_score" when body.TryGetProperty(kind == "nested" ? "query" : "filter", out var inner) => Parse(inner, depth + 1),
            _ => throw new FormatException($"{kind} is not supported"),
        };
    }

    static DocumentFilter Bool(JsonElement body, int depth)
    {
        var all = Clauses("must").Concat(Clauses("filter")).ToList();
        var none = Clauses("must_not").ToList();
        var any = Clauses("should").ToList();
        // Beside what must hold, "should" only ranks, as in Elasticsearch.
        if (all.Count > 0 && !body.TryGetProperty("minimum_should_match", out _))
            any = [];
        var necessary = all.SelectMany(f => f.Necessary).ToList();
        var complete = all.TrueForAll(f => f.IsComplete);
        if (any.Count > 0)
        {
            var together = Together(any);
            if (together is not null)
                necessary.Add(together);
            complete &= together is not null;
        }
        foreach (var excluded in none)
        {
            if (excluded is { IsComplete: true, Necessary.Count: 1 })
                necessary.Add(excluded.Necessary[0] with { Not = !excluded.Necessary[0].Not });
            else
                complete = false;
        }
        return new(
            document => all.TrueForAll(f => f._holds(document)) && (any.Count == 0 || any.Exists(f => f._holds(document))) && !none.Exists(f => f._holds(document)),
            necessary,
            complete);

        IEnumerable<DocumentFilter> Clauses(string name) => !body.TryGetProperty(name, out var clauses)
            ? []
            : clauses.ValueKind == JsonValueKind.Array ? clauses.EnumerateArray().Select(c => Parse(c, depth + 1)) : [Parse(clauses, depth + 1)];
    }

    /// <summary>Alternatives on one field are one filter with several values.</summary>
    static SearchFilter? Together(List<DocumentFilter> any)
    {
        if (!any.TrueForAll(f => f is { IsComplete: true, Necessary.Count: 1 } && !f.Necessary[0].Not))
            return null;
        var filters = any.ConvertAll(f => f.Necessary[0]);
        if (filters.Count == 1)
            return filters[0];
        return filters.TrueForAll(f => f.Field == filters[0].Field && f.Values.Count > 0) ? new(filters[0].Field, [.. filters.SelectMany(f => f.Values)]) : null;
    }

    static DocumentFilter OneOf(string name, IReadOnlyList<string> values)
    {
        var path = FieldNames.Plain(name);
        Func<JsonObject, bool> holds = document => DocumentValues.At(document, path).Any(value => values.Contains(value, StringComparer.OrdinalIgnoreCase));
        return FieldNames.Resolve(name) is { } field && values.Count > 0 ? new(holds, [new(field, values)], true) : new(holds, [], false);
    }

    static DocumentFilter Exists(string name)
    {
        var path = FieldNames.Plain(name);
        Func<JsonObject, bool> holds = document => DocumentValues.Exists(document, path);
        return path switch
        {
            "owners" or "owner" => new(holds, [new(SearchFields.Owner, [])], true),
            "tier" => new(holds, [new(SearchFields.Tier, [])], true),
            "domains" or "domain" => new(holds, [new(SearchFields.Domain, [])], true),
            _ when FieldNames.Resolve(name) is { } field && field is not (SearchFields.Name or SearchFields.FullyQualifiedName or SearchFields.Id) => new(holds, [new(field, [])], true),
            _ => new(holds, [], false),
        };
    }

    static DocumentFilter Like(string name, string pattern)
    {
        var path = FieldNames.Plain(name);
        var expression = pattern.Replace("\\", "\\\\", StringComparison.Ordinal);
        return new(document => DocumentValues.At(document, path).Any(value => FileSystemName.MatchesSimpleExpression(expression, value)), [], false);
    }

    static DocumentFilter Range(string name, JsonElement bounds)
    {
        var path = FieldNames.Plain(name);
        var limits = bounds.EnumerateObject().Select(b => (b.Name, Value: b.Value.ValueKind == JsonValueKind.Number ? b.Value.GetDouble() : throw new FormatException("range compares numbers"))).ToList();
        return new(
            document => DocumentValues.At(document, path).Any(text => double.TryParse(text, out var value) && limits.TrueForAll(limit => limit.Name switch
            {
                "gt" => value > limit.Value,
                "gte" => value >= limit.Value,
                "lt" => value < limit.Value,
                "lte" => value <= limit.Value,
                _ => true,
            })),
            [],
            false);
    }

    static (string Name, JsonElement Value) Member(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.EnumerateObject().Any())
            throw new FormatException("a field is expected");
        var member = body.EnumerateObject().First();
        var value = member.Value;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var wrapped in new[] { "value", "query", "wildcard" })
            {
                if (value.TryGetProperty(wrapped, out var inner))
                    return (member.Name, inner);
            }
        }
        return (member.Name, value);
    }

    static string Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} is expected");

    static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new FormatException("a text, number or boolean is expected"),
    };
}
