namespace Portico.Server.Hosting;

/// <summary>What the command line and the environment say about a run; everything has a default that works.</summary>
sealed record ServeOptions
{
    /// <summary>Folder of the state: databases, keys, settings of the first start.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Port of the catalog, 1 to 65535; 0 takes a free one.</summary>
    public int CatalogPort { get; init; } = 8585;

    /// <summary>Port of the embedded provider, 1 to 65535; 0 takes a free one.</summary>
    public int ProviderPort { get; init; } = 8080;

    /// <summary>Address to listen on. Loopback unless somebody decides otherwise.</summary>
    public string Bind { get; init; } = "localhost";

    /// <summary>Whether the embedded provider is started: not when the configuration names another one.</summary>
    public bool EmbeddedProvider { get; init; } = true;

    /// <summary>Whether the bundled sample is ingested at the first start.</summary>
    public bool Sample { get; init; } = true;

    /// <summary>Connection string of a PostgreSQL database in place of SQLite.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Keycloak realm exports (files or folders) that are imported at start.</summary>
    public IReadOnlyList<string> ImportRealms { get; init; } = [];

    /// <summary>An openmetadata.yaml to read settings from.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Where the embedded provider goes when a realm's settings name an address; <c>null</c> follows from <see cref="Bind"/>.</summary>
    public Realms.Reach? Outbound { get; init; }

    /// <summary>Whether requests and details are logged.</summary>
    public bool Verbose { get; init; }
}
