namespace Portico.Storage;

/// <summary>The error ids of this project; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>The SQLite file cannot be opened or created: the folder is missing or not writable. Create it or choose another with <c>--data</c>.</summary>
    public const string CannotOpen = "PORTICO-STO-001";

    /// <summary>The SQLite file is damaged or no database. Restore it from a backup, or move it away to start empty.</summary>
    public const string Damaged = "PORTICO-STO-002";

    /// <summary>PostgreSQL cannot be reached or refuses the connection. Check host, port, user, password and database of the connection string.</summary>
    public const string CannotConnect = "PORTICO-STO-003";

    /// <summary>The database was written by a newer version of Portico. Start that version, or restore a backup.</summary>
    public const string TooNew = "PORTICO-STO-004";

    /// <summary>A migration failed; the database is as it was before. The message names the file and the engine's reason.</summary>
    public const string MigrationFailed = "PORTICO-STO-005";

    /// <summary>The options name no database, or both kinds at once.</summary>
    public const string NoDatabase = "PORTICO-STO-006";

    /// <summary>Another process holds the SQLite file. Stop it, or choose another data folder.</summary>
    public const string InUse = "PORTICO-STO-007";
}
