using Portico.Catalog.Search;
using Portico.Catalog.Storing;

namespace Portico.Catalog.Writing;

/// <summary>A new entity with everything that is written along.</summary>
sealed record Insertion(EntityRow Row, IReadOnlyList<RelationRow> Relations, IReadOnlyCollection<string> Tags, SearchDocument? Search);
