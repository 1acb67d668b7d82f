namespace Portico.Catalog.Storing;

/// <summary>A relation as one side sees it: <paramref name="Of"/> has, under the member's kind, <paramref name="To"/>.</summary>
sealed record Relation(Guid Of, string Kind, RelationSide Side, Related To, string? Data);
