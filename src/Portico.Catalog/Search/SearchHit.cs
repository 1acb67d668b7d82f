namespace Portico.Catalog.Search;

/// <summary>One hit. <paramref name="Score"/> compares hits of one search only.</summary>
public sealed record SearchHit(Guid Id, string Type, string Name, string FullyQualifiedName, double Score);
