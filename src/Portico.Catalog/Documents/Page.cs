namespace Portico.Catalog.Documents;

/// <summary>A page of a listing.</summary>
/// <param name="Items">The entities, in order.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Before">Cursor for the page before this one; <c>null</c> on the first.</param>
/// <param name="After">Cursor for the page after this one; <c>null</c> on the last.</param>
public sealed record Page(IReadOnlyList<Document> Items, long Total, string? Before, string? After);
