namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>serviceConnection.config</c> of a workflow.</summary>
public abstract record SourceConnection
{
    /// <summary>The block as JSON, passwords included, as the catalog keeps it.</summary>
    public required string Json { get; init; }

    /// <summary>The connection's own schema filter.</summary>
    public FilterPattern Schemas { get; init; } = FilterPattern.All;

    /// <summary>The connection's own table filter.</summary>
    public FilterPattern Tables { get; init; } = FilterPattern.All;

    /// <summary>The connection's own database filter.</summary>
    public FilterPattern Databases { get; init; } = FilterPattern.All;

    /// <summary>Options that have no effect here, for a warning.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Says where, never how.</summary>
    public sealed override string ToString() => Where;

    /// <summary>Address or path, for messages.</summary>
    public abstract string Where { get; }
}

/// <summary>An SQLite file.</summary>
public sealed record SqliteConnection : SourceConnection
{
    /// <summary><c>databaseMode</c>: path of the file, relative to the working folder.</summary>
    public required string File { get; init; }

    /// <summary><c>database</c>: the database's name in the catalog.</summary>
    public required string Database { get; init; }

    /// <inheritdoc/>
    public override string Where => File;
}

/// <summary>A PostgreSQL server.</summary>
public sealed record PostgresConnection : SourceConnection
{
    /// <summary>Where it listens.</summary>
    public required HostPort Address { get; init; }

    /// <summary>The user.</summary>
    public required string Username { get; init; }

    /// <summary><c>authType.password</c>; <c>null</c>: none is sent.</summary>
    public string? Password { get; init; }

    /// <summary>The database to read, or to start from.</summary>
    public required string Database { get; init; }

    /// <summary>Whether to read every database of the server.</summary>
    public bool AllDatabases { get; init; }

    /// <summary><c>sslMode</c> in libpq's words; <c>null</c>: encrypted where the server offers it.</summary>
    public string? SslMode { get; init; }

    /// <summary>Path of the certificate authority's certificate.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>Path of the client's certificate.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Path of the client certificate's key.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The classification of the tags made from row security policies.</summary>
    public string Classification { get; init; } = "PostgresPolicyTags";

    /// <summary>libpq's <c>options</c>, <c>application_name</c> and <c>connect_timeout</c>.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string Where => $"{Address}/{Database}";
}
