namespace Portico.Catalog.Engine;

/// <summary>What the catalog needs besides a database.</summary>
public sealed record CatalogOptions
{
    /// <summary>32 bytes that encrypt the secrets of service connections at rest.</summary>
    public required byte[] SecretKey { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
