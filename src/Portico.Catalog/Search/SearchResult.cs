namespace Portico.Catalog.Search;

/// <summary>The answer to a search.</summary>
public sealed record SearchResult
{
    /// <summary>The page of hits.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>How many match; when not <see cref="TotalIsExact"/>, at least so many.</summary>
    public required long Total { get; init; }

    /// <summary>Whether <see cref="Total"/> counts every match.</summary>
    public required bool TotalIsExact { get; init; }

    /// <summary>For every facet that was asked for its values with their counts, most frequent first, over the first 10,000 matches.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; }
}
