namespace Portico.Catalog.Documents;

/// <summary>What became of the rows of a bulk operation; good rows are written whatever happens to the others.</summary>
/// <param name="Passed">Rows that are stored now, in the order of the request.</param>
/// <param name="Failed">Rows that were refused.</param>
/// <param name="DryRun">Whether nothing was written.</param>
public sealed record BulkResult(IReadOnlyList<BulkRow> Passed, IReadOnlyList<BulkRow> Failed, bool DryRun = false);
