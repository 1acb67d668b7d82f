namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>source</c> of a workflow.</summary>
public sealed record SourceSettings
{
    /// <summary><c>postgres</c> or <c>sqlite</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the service in the catalog.</summary>
    public required string ServiceName { get; init; }

    /// <summary>The service's type in the catalog: <c>Postgres</c> or <c>SQLite</c>.</summary>
    public required string ServiceType { get; init; }

    /// <summary>The connection; <c>null</c> when the catalog keeps it.</summary>
    public SourceConnection? Connection { get; init; }

    /// <summary>What to read.</summary>
    public required MetadataOptions Options { get; init; }

    /// <summary>Block <c>sourceConfig</c> as JSON, for the pipeline's record.</summary>
    public required string ConfigJson { get; init; }
}
