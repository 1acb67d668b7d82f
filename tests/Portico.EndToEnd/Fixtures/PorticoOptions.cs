namespace Portico.EndToEnd.Fixtures;

/// <summary>How a <see cref="PorticoServer"/> is started.</summary>
public sealed record PorticoOptions
{
    /// <summary>The state's folder; <c>null</c>: a new one, deleted on dispose.</summary>
    public string? DataFolder { get; init; }

    /// <summary>PostgreSQL in place of SQLite.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Whether the bundled sample is ingested.</summary>
    public bool Sample { get; init; }

    /// <summary>A provider elsewhere (its origin); the embedded one is not started, <see cref="Environment"/> configures the catalog.</summary>
    public Uri? ExternalProvider { get; init; }

    /// <summary>Secret of the client; <c>null</c>: a random one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>More environment variables; <c>{catalog}</c> in a value becomes the catalog's address.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>More arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
