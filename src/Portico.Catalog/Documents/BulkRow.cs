namespace Portico.Catalog.Documents;

/// <summary>One row of a bulk operation.</summary>
/// <param name="Fqn">Fully qualified name, or the name where that is not known.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">What was done, or why not.</param>
public sealed record BulkRow(string Fqn, int Status, string Message);
