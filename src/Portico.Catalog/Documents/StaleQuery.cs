namespace Portico.Catalog.Documents;

/// <summary>What <c>DELETE /deleteStale</c> asks for.</summary>
/// <param name="Scope">Fully qualified name of what contains the entities.</param>
/// <param name="ScopeType">Its type, or <c>service</c>.</param>
/// <param name="Seen">Fully qualified names of what shall stay; names outside the scope do not matter.</param>
/// <param name="DryRun">Only tells.</param>
/// <param name="Hard">Deletes for good.</param>
public sealed record StaleQuery(string Scope, string ScopeType, IReadOnlyList<string> Seen, bool DryRun = false, bool Hard = false);
