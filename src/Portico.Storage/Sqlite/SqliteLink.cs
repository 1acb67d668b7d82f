using Microsoft.Data.Sqlite;

namespace Portico.Storage.Sqlite;

/// <summary>A connection with its prepared statements. Used by one thread at a time.</summary>
sealed class SqliteLink : IDisposable
{
    /// <summary>SQL is constant text, so this is only reached by a mistake; then the cache starts over.</summary>
    const int MostStatements = 1000;

    readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);
    SQLitePCL.sqlite3_stmt? _begin;
    SQLitePCL.sqlite3_stmt? _commit;

    public SqliteLink(string connectionString, string pragmas)
    {
        Connection = new SqliteConnection(connectionString);
        Connection.Open();
        Run(pragmas);
    }

    public SqliteConnection Connection { get; }

    public SqliteCommand Rent(string sql)
    {
        if (_idle.Remove(sql, out var command))
            return command;
        command = Connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public void Return(SqliteCommand command)
    {
        if (_idle.Count >= MostStatements)
            Forget();
        if (!_idle.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    public void Run(string sql)
    {
        var command = Rent(sql);
        command.ExecuteNonQuery();
        Return(command);
    }

    /// <summary>Begins a transaction of reads. It and <see cref="Commit"/> frame every read, so they go past the commands, which cost more than the statements do.</summary>
    public void Begin() => Step(ref _begin, "BEGIN");

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void Commit() => Step(ref _commit, "COMMIT");

    void Step(ref SQLitePCL.sqlite3_stmt? statement, string sql)
    {
        if (statement is null)
            SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_prepare_v2(Connection.Handle, sql, out statement), Connection.Handle);
        SQLitePCL.raw.sqlite3_step(statement);
        // The reset says what the step came to.
        SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_reset(statement), Connection.Handle);
    }

    /// <summary>Pages written to the log since this was asked last.</summary>
    public int TakePagesWritten()
    {
        SQLitePCL.raw.sqlite3_db_status(Connection.Handle, SQLitePCL.raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Ends the statement that runs, if any; callable from any thread.</summary>
    public void Interrupt() => SQLitePCL.raw.sqlite3_interrupt(Connection.Handle);

    void Forget()
    {
        foreach (var command in _idle.Values)
            command.Dispose();
        _idle.Clear();
    }

    public void Dispose()
    {
        Forget();
        _begin?.Dispose();
        _commit?.Dispose();
        Connection.Dispose();
    }
}
