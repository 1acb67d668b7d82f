using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Portico.Storage;

/// <summary>Reads the reason out of an engine's exception, the same for both engines.</summary>
public static class DbExceptions
{
    const int SqliteConstraintPrimaryKey = 1555;
    const int SqliteConstraintUnique = 2067;
    const int SqliteConstraintRowId = 2579;

    /// <summary>Whether a row with the same key exists already.</summary>
    public static bool IsUniqueViolation(DbException exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteConstraintPrimaryKey or SqliteConstraintUnique or SqliteConstraintRowId,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
