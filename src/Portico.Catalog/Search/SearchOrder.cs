namespace Portico.Catalog.Search;

/// <summary>The orders of hits.</summary>
public enum SearchOrder
{
    /// <summary>Best first; without words, by name.</summary>
    Relevance,

    /// <summary>By name, ascending.</summary>
    Name,

    /// <summary>By fully qualified name, ascending.</summary>
    FullyQualifiedName,

    /// <summary>Oldest change first.</summary>
    UpdatedAt,
}
