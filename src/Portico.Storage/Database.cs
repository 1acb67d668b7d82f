using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Portico.Storage.Postgres;
using Portico.Storage.Sqlite;

namespace Portico.Storage;

/// <summary>An open database, on SQLite or PostgreSQL. Safe for use by many threads.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Set while this flow of control runs the work of a write; the box outlives it only as <c>false</c>.</summary>
    static readonly AsyncLocal<StrongBox<bool>?> s_writing = new();

    readonly Engine _engine;

    Database(Engine engine, TimeProvider time, ILogger log)
    {
        _engine = engine;
        Locks = new Locks(this, time);
        Notices = new Notices(log);
    }

    /// <summary>The engine's dialect.</summary>
    public Dialect Dialect => _engine.Dialect;

    /// <summary>Leases that hold across nodes.</summary>
    public Locks Locks { get; }

    /// <summary>Change notices that reach every node.</summary>
    public Notices Notices { get; }

    /// <summary>Opens the database and brings it up to date, one node at a time. Fails with <see cref="StorageException"/>.</summary>
    public static async Task<Database> Open(
        DatabaseOptions options, IReadOnlyList<MigrationSet> migrations, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        var log = logs.CreateLogger("Portico.Storage");
        Engine engine = (options.SqliteFile, options.PostgresConnectionString) switch
        {
            ({ } file, null) => new SqliteEngine(file),
            (null, { } connectionString) => new PostgresEngine(connectionString, log),
            _ => throw new StorageException(Errors.NoDatabase, "Name one database: a SQLite file or a PostgreSQL connection string."),
        };
        try
        {
            await Migrator.Run(engine, [new MigrationSet("storage", typeof(Database).Assembly, "Portico.Storage.Migrations"), .. migrations], time, log, ct);
            var database = new Database(engine, time, log);
            await engine.Listen((channel, payload) =>
            {
                if (channel.Length == 0)
                    database.Notices.DeliverUnknown();
                else
                    database.Notices.Deliver(channel, payload);
            }, ct);
            return database;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Reads: on SQLite one snapshot, on PostgreSQL each statement its own. On SQLite a cancellation interrupts a running statement. On PostgreSQL the work is run
    /// again when the connection was lost.
    /// </summary>
    public Task<T> Read<T>(Func<Session, Task<T>> work, CancellationToken ct) => _engine.Read(work, ct);

    /// <summary>
    /// One transaction: when the task completes it is on disk, when it fails nothing of it is. <paramref name="work"/> awaits nothing but the session, and may be
    /// run again (PostgreSQL: another transaction changed the same row first, a deadlock, a lost connection), so it changes nothing outside. What it read is still
    /// so when it commits, as far as it writes the rows it read. A <see cref="DbException"/> of a statement fails the transaction, even when the work catches it.
    /// A write within a write is refused: it would wait for itself.
    /// </summary>
    public Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        if (s_writing.Value is { Value: true })
            throw new InvalidOperationException("A write cannot be begun within a write; pass the session on.");
        return _engine.Write(session => Work(work, session), ct);
    }

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(Func<Session, Task> work, CancellationToken ct) => Write(async session =>
    {
        await work(session);
        return true;
    }, ct);

    static async Task<T> Work<T>(Func<Session, Task<T>> work, Session session)
    {
        var writing = new StrongBox<bool>(true);
        s_writing.Value = writing;
        try
        {
            var result = await work(session);
            session.ThrowIfDoomed();
            return result;
        }
        finally
        {
            writing.Value = false;
            session.End();
        }
    }

    /// <summary>Finishes the writes that were accepted, then closes.</summary>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
