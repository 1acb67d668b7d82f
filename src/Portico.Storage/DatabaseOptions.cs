namespace Portico.Storage;

/// <summary>Where a database lives. Exactly one of the two is set.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Path of the SQLite file; it is created when missing, its folder is not.</summary>
    public string? SqliteFile { get; init; }

    /// <summary>Npgsql connection string of a PostgreSQL database that exists.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>Names the place without its secrets, for messages.</summary>
    public override string ToString() => SqliteFile is not null
        ? $"SQLite file '{SqliteFile}'"
        : PostgresConnectionString is null ? "no database" : $"PostgreSQL database {Postgres.PostgresEngine.Describe(PostgresConnectionString)}";
}
