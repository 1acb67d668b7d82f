using Portico.Catalog.Documents;

namespace Portico.Catalog.Writing;

/// <summary>What happened, when, by whom. The entity itself is found by id and version; <paramref name="Data"/> holds only what could not be found later.</summary>
sealed record ChangeEvent(
    long At, ChangeKind Kind, string Type, Guid EntityId, string Fqn, long Version, long PreviousVersion, string UserName, string? Data);
