using Portico.Ingestion.Model;

namespace Portico.Ingestion.Catalog;

/// <summary>A create request, ready to send.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Fqn">The name it will have.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Json">The request, with the hash in it.</param>
/// <param name="Hash">The hash over everything else of it: equal hashes mean that nothing changed.</param>
sealed record EntityRequest(EntityKind Kind, Fqn Fqn, Fqn Parent, ReadOnlyMemory<byte> Json, string Hash)
{
    /// <summary>The same without foreign keys, for a catalog that wants the tables they point at first; <c>null</c> when there are none.</summary>
    public Func<EntityRequest>? WithoutForeignKeys { get; init; }
}
