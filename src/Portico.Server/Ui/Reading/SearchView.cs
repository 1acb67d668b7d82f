namespace Portico.Server.Ui.Reading;

/// <summary>The answer of a search.</summary>
public sealed record SearchView
{
    public const int PageSize = 20;

    public required SearchQuery Query { get; init; }
    public IReadOnlyList<SearchHit> Hits { get; init; } = [];
    public IReadOnlyList<Facet> Facets { get; init; } = [];
    public long Total { get; init; }

    /// <summary>Whether <see cref="Total"/> is only a lower bound.</summary>
    public bool TotalIsCapped { get; init; }

    public bool HasNext => (long)Query.Page * PageSize < Total;
}

/// <summary>A found asset.</summary>
/// <param name="Row">The asset.</param>
/// <param name="Title">Its label in pieces, the found ones marked.</param>
/// <param name="Snippet">Where the words were found, in pieces.</param>
public sealed record SearchHit(AssetRow Row, IReadOnlyList<Piece> Title, IReadOnlyList<Piece> Snippet);

/// <summary>A piece of text, marked when it was searched for.</summary>
public readonly record struct Piece(string Text, bool Marked);

/// <summary>A filter with its values, most frequent first.</summary>
/// <param name="Name">Name of the query member: <c>type</c>, <c>service</c>, <c>owner</c>, <c>tag</c>.</param>
/// <param name="Label">For people.</param>
public sealed record Facet(string Name, string Label, IReadOnlyList<FacetValue> Values);

/// <summary>A value of a filter.</summary>
public sealed record FacetValue(string Value, string Label, long Count, bool Chosen);
