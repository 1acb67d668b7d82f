using Portico.Catalog.Documents;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Writing;

/// <summary>What a set of create requests meets in the database.</summary>
sealed class Plan
{
    public required Resolver Resolver { get; init; }

    /// <summary>What contains the new entities, by id.</summary>
    public Dictionary<Draft, EntityRow> Containers { get; } = [];

    /// <summary>Entities that exist under the names requested.</summary>
    public Dictionary<string, EntityState> Existing { get; } = [];

    /// <summary>Owners and domains of containers, which what they contain inherits.</summary>
    public ILookup<Guid, Relation> Inherited { get; set; } = Enumerable.Empty<Relation>().ToLookup(r => r.Of);

    /// <summary>Drafts that cannot go on.</summary>
    public Dictionary<Draft, Refusal> Refused { get; } = [];
}
