using Portico.Catalog.Search;

namespace Portico.Server.Search;

/// <summary>The query parameters of <c>/search/query</c>, read; or why they cannot be.</summary>
sealed record SearchParameters
{
    const int LongestText = 2_000;

    public required SearchRequest Request { get; init; }

    /// <summary>Filters that the index does not decide.</summary>
    public required IReadOnlyList<DocumentFilter> Filters { get; init; }

    public required IReadOnlyList<string> IncludedFields { get; init; }

    public required IReadOnlyList<string> ExcludedFields { get; init; }

    public bool WithSource { get; init; }

    public bool WithAggregations { get; init; }

    public static bool TryRead(IQueryCollection query, out SearchParameters parameters, out string error)
    {
        parameters = null!;
        error = "";
        var types = IndexNames.Resolve(query["index"]);
        if (types is null)
            error = $"There is no index {query["index"]}";
        else if (query["q"].ToString() is { Length: > LongestText })
            error = $"q is longer than {LongestText} characters";
        else if (!Number(query, "from", 0, SearchIndex.MostMatches, out var from, ref error) || !Number(query, "size", 10, SearchIndex.MostMatches, out var size, ref error))
            return false;
        else if (from + size > SearchIndex.MostMatches)
            error = $"from and size reach at most {SearchIndex.MostMatches}; read on with search_after";
        else if (DocumentFilter.TryParse(query["query_filter"], out var filter, out error) && DocumentFilter.TryParse(query["post_filter"], out var post, out error))
        {
            parameters = Read(query, types, from, size, [filter, post]);
            return true;
        }
        return false;
    }

    static SearchParameters Read(IQueryCollection query, IReadOnlyList<string> types, int from, int size, DocumentFilter[] filters)
    {
        var (text, named) = Text(query["q"].ToString());
        var order = FieldNames.Plain(query["sort_field"].ToString()) switch
        {
            "name" or "displayName" => SearchOrder.Name,
            "fullyQualifiedName" => SearchOrder.FullyQualifiedName,
            "updatedAt" => SearchOrder.UpdatedAt,
            _ => SearchOrder.Relevance,
        };
        var aggregations = !IsFalse(query["include_aggregations"]) && size > 0 || IsTrue(query["include_aggregations"]);
        return new()
        {
            Request = new()
            {
                Text = text,
                NamePattern = named.Pattern,
                Types = types,
                From = from,
                Size = size,
                Deleted = IsTrue(query["deleted"]),
                Order = order,
                // OpenMetadata sorts downwards unless told otherwise.
                Reverse = order != SearchOrder.Relevance && !string.Equals(query["sort_order"], "asc", StringComparison.OrdinalIgnoreCase),
                After = query["search_after"].ToString() is { Length: > 0 } after ? after : null,
                Filters = [.. filters.SelectMany(f => f.Necessary), .. named.Filters],
                ExactTotal = IsTrue(query["track_total_hits"]),
                Facets = aggregations ? [.. FieldNames.Aggregations.Select(a => a.Field)] : [],
            },
            Filters = [.. filters.Where(f => !f.IsComplete)],
            IncludedFields = List(query["include_source_fields"]),
            ExcludedFields = List(query["exclude_source_fields"]),
            WithSource = !IsFalse(query["fetch_source"]),
            WithAggregations = aggregations,
        };
    }

    /// <summary>What was typed, or <c>field:value</c> as programs write it.</summary>
    static (string Text, (string? Pattern, IReadOnlyList<SearchFilter> Filters) Named) Text(string q)
    {
        var colon = q.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && q[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c == '.') && FieldNames.Resolve(q[..colon]) is { } field)
        {
            var value = q[(colon + 1)..].Trim().Replace("\\", "", StringComparison.Ordinal);
            if (value.Length > 1 && value[0] == '"' && value[^1] == '"' && value.Count(c => c == '"') == 2)
                value = value[1..^1];
            if (field == SearchFields.FullyQualifiedName && value.Contains('*', StringComparison.Ordinal))
                return ("", (value, []));
            return value == "*" ? ("", (null, [new(field, [])])) : ("", (null, [new(field, [value])]));
        }
        return (q.Trim().Trim('*'), (null, []));
    }

    static IReadOnlyList<string> List(Microsoft.Extensions.Primitives.StringValues values) =>
        [.. values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    static bool Number(IQueryCollection query, string name, int standard, int most, out int value, ref string error)
    {
        value = standard;
        var text = query[name].ToString();
        if (text.Length == 0 || (int.TryParse(text, out value) && value >= 0 && value <= most))
            return true;
        error = $"{name} must be a number from 0 to {most}";
        return false;
    }

    static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);

    static bool IsFalse(string? text) => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase);
}
