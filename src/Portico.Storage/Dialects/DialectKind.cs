namespace Portico.Storage;

/// <summary>The engines that Portico runs on.</summary>
public enum DialectKind
{
    /// <summary>SQLite, embedded: one node.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or later: any number of nodes.</summary>
    Postgres,
}
