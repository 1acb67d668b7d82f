namespace Portico.Catalog.Storing;

/// <summary>A row of the relation table to be written.</summary>
sealed record RelationRow(Guid From, string Kind, Guid To, long Position = 0, string? Data = null);
