namespace Portico.Catalog.Documents;

/// <summary>What a write did.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Document">The entity after it, with every member that the write concerns.</param>
public sealed record Change(ChangeKind Kind, Document Document);
