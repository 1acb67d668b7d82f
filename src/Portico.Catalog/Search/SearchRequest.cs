namespace Portico.Catalog.Search;

/// <summary>A search. Every word must occur, in whatever field; the last one may still be being typed.</summary>
public sealed record SearchRequest
{
    /// <summary>What was typed; empty or <c>*</c> finds everything that passes the filters.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the last word may be the beginning of one.</summary>
    public bool LastWordIsPrefix { get; init; } = true;

    /// <summary>Entity types to look in; empty means all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What must hold besides; each filter holds when one of its values does.</summary>
    public IReadOnlyList<SearchFilter> Filters { get; init; } = [];

    /// <summary>Fully qualified name in which <c>*</c> stands for anything; <c>null</c> when any will do.</summary>
    public string? NamePattern { get; init; }

    /// <summary>Live entities, deleted ones, or (<c>null</c>) both.</summary>
    public bool? Deleted { get; init; } = false;

    /// <summary>How many hits to skip; together with <see cref="Size"/> at most 10,000.</summary>
    public int From { get; init; }

    /// <summary>How many hits to return.</summary>
    public int Size { get; init; } = 10;

    /// <summary>The order.</summary>
    public SearchOrder Order { get; init; } = SearchOrder.Relevance;

    /// <summary>Whether the order is turned around.</summary>
    public bool Reverse { get; init; }

    /// <summary>In orders by name or fully qualified name: only what comes after this value. For reading very many hits page by page.</summary>
    public string? After { get; init; }

    /// <summary>The facets to count, out of <see cref="SearchFields"/>.</summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>Whether to count every match; otherwise counting ends at 10,000.</summary>
    public bool ExactTotal { get; init; }
}
