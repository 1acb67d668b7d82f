using Portico.Catalog.Search;
using Portico.Catalog.Storing;

namespace Portico.Catalog.Writing;

/// <summary>A new state of an entity.</summary>
/// <param name="Before">What it replaces: it is only written while that is what is stored.</param>
/// <param name="After">The new state.</param>
/// <param name="History">References of the state before, as one JSON object, when that state goes to the history; <c>null</c> when the history stays as it is.</param>
/// <param name="Dropped">Version, in tenths, that this change makes disappear from the history; 0 for none.</param>
/// <param name="Added">Relations to add.</param>
/// <param name="Removed">Relations to remove.</param>
/// <param name="Tags">All tags that it carries now.</param>
/// <param name="Search">What search shall know; <c>null</c> when the type is not searched.</param>
sealed record Replacement(
    EntityRow Before, EntityRow After, string? History, long Dropped, IReadOnlyList<RelationRow> Added, IReadOnlyList<RelationRow> Removed,
    IReadOnlyCollection<string> Tags, SearchDocument? Search);
