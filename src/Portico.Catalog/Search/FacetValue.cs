namespace Portico.Catalog.Search;

/// <summary>A value of a facet and how many matches have it.</summary>
public readonly record struct FacetValue(string Value, long Count);
