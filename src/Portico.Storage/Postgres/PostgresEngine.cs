using System.Data;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Portico.Storage.Postgres;

/// <summary>PostgreSQL through one pooled data source; one connection per read or write, one more that listens.</summary>
sealed class PostgresEngine : Engine
{
    /// <summary>Whoever lost may lose again to writers that come fresh; on a busy machine twenty times in a row has been seen.</summary>
    const int PatientTries = 3;
    const int MostConflicts = 50;
    const int MostLostConnections = 4;
    const long MigrationLock = 0x506F727469636F;
    static readonly TimeSpan s_reconnectAfter = TimeSpan.FromSeconds(1);

    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    readonly NpgsqlDataSource _source;
    readonly string _connectionString;
    readonly string _listenString;
    readonly ILogger _log;
    readonly SemaphoreSlim _again = new(1);
    readonly SemaphoreSlim _turnstile = new(1);
    readonly CancellationTokenSource _stopping = new();
    Task _listening = Task.CompletedTask;

    public PostgresEngine(string connectionString, ILogger log)
    {
        _log = log;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 3 };
            builder.ApplicationName ??= "portico";
            // Sessions leave no settings, temporary tables or open cursors behind, so nothing is to be reset when a connection goes back to the pool.
            builder.NoResetOnClose = true;
            if (!builder.ContainsKey("TCP Keepalive"))
            {
                // A peer that vanished without a word is noticed, also by the connection that only listens.
                builder.TcpKeepAlive = true;
                builder.TcpKeepAliveTime = 30;
                builder.TcpKeepAliveInterval = 10;
            }
            _connectionString = builder.ConnectionString;
            builder.Pooling = false;
            _listenString = builder.ConnectionString;
            _source = new NpgsqlDataSourceBuilder(_connectionString).Build();
        }
        catch (ArgumentException e)
        {
            throw new StorageException(Errors.CannotConnect, $"The PostgreSQL connection string is not valid: {e.Message}", e);
        }
    }

    public override Dialect Dialect { get; } = new(DialectKind.Postgres);

    /// <summary>Host, port, database and user of a connection string; never its password.</summary>
    public static string Describe(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            return $"'{builder.Database}' on {builder.Host}:{builder.Port} as '{builder.Username}'";
        }
        catch (ArgumentException)
        {
            return "with an invalid connection string";
        }
    }

    public override async Task<T> Read<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(ct);
                var session = new PostgresSession(connection, null, Dialect, ct);
                try
                {
                    return await work(session);
                }
                finally
                {
                    session.End();
                }
            }
            catch (NpgsqlException e) when (attempt < MostLostConnections && IsLostConnection(e))
            {
                await Pause(attempt, ct);
            }
        }
    }

    public override async Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        if (_turnstile.CurrentCount == 0)
        {
            await _turnstile.WaitAsync(ct);
            _turnstile.Release();
        }
        var committing = new StrongBox<bool>();
        try
        {
            return await WriteOnce(work, IsolationLevel.RepeatableRead, committing, ct);
        }
        catch (NpgsqlException e) when (IsConflict(e) || (!committing.Value && IsLostConnection(e)))
        {
            return await WriteAgain(work, ct);
        }
    }

    /// <summary>
    /// Those that lost a race run again one by one, and after a few more losses no new write of this node begins meanwhile: of many writers of one row each gets its turn.
    /// </summary>
    async Task<T> WriteAgain<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        await _again.WaitAsync(ct);
        var alone = false;
        try
        {
            for (var attempt = 2; ; attempt++)
            {
                if (!alone && attempt > PatientTries)
                {
                    await _turnstile.WaitAsync(ct);
                    alone = true;
                }
                var committing = new StrongBox<bool>();
                try
                {
                    return await WriteOnce(work, IsolationLevel.RepeatableRead, committing, ct);
                }
                catch (NpgsqlException e) when (IsConflict(e) ? attempt < MostConflicts : attempt < MostLostConnections && !committing.Value && IsLostConnection(e))
                {
                    if (!IsConflict(e))
                        await Pause(attempt, ct);
                }
            }
        }
        finally
        {
            if (alone)
                _turnstile.Release();
            _again.Release();
        }
    }

    static bool IsConflict(NpgsqlException e) => e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>The server went away or is coming up: nothing was committed unless the commit had been sent.</summary>
    static bool IsLostConnection(NpgsqlException e) => e is PostgresException { SqlState: var state }
        ? state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        : e.InnerException is IOException or SocketException;

    static Task Pause(int attempt, CancellationToken ct) => Task.Delay(Random.Shared.Next(20, 100 * attempt), ct);

    async Task<T> WriteOnce<T>(Func<Session, Task<T>> work, IsolationLevel isolation, StrongBox<bool> committing, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(isolation, ct);
        var result = await work(new PostgresSession(connection, transaction, Dialect, ct));
        committing.Value = true;
        // From here on the outcome is the server's: a cancellation could only make it unknown.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <summary>Read committed: what the node before us in the queue for the lock has migrated must be seen.</summary>
    public override Task Exclusively(Func<Session, Task> work, CancellationToken ct) => Connecting(() => WriteOnce(
        async session =>
        {
            await session.Execute("SELECT pg_advisory_xact_lock(@key)", ("key", MigrationLock));
            await work(session);
            session.ThrowIfDoomed();
            return true;
        },
        IsolationLevel.ReadCommitted, new StrongBox<bool>(), ct));

    /// <summary>At the start, whatever the server or the network has to say is a matter of the connection string.</summary>
    async Task<T> Connecting<T>(Func<Task<T>> connect)
    {
        try
        {
            return await connect();
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StorageException(Errors.CannotConnect, $"PostgreSQL database {Describe(_connectionString)} cannot be used: {e.Message}{(e.Message.EndsWith('.') ? "" : ".")} Check host, port, user, password, database and the user's rights.", e);
        }
    }

    public override async Task Listen(Action<string, string> deliver, CancellationToken ct)
    {
        var first = await Connecting(() => Subscribe(deliver, ct));
        _listening = Task.Run(() => KeepListening(first, deliver), CancellationToken.None);
    }

    async Task<NpgsqlConnection> Subscribe(Action<string, string> deliver, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(_listenString);
        connection.Notification += (_, notice) =>
        {
            var cut = notice.Payload.IndexOf('\n', StringComparison.Ordinal);
            if (cut > 0)
                deliver(notice.Payload[..cut], notice.Payload[(cut + 1)..]);
        };
        try
        {
            await connection.OpenAsync(ct);
            await using var listen = new NpgsqlCommand($"LISTEN {PostgresSession.Channel}", connection);
            await listen.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task KeepListening(NpgsqlConnection? connection, Action<string, string> deliver)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (connection is null)
                {
                    connection = await Subscribe(deliver, _stopping.Token);
                    deliver("", "");
                }
                // A cancellation that comes just when the wait begins can get lost in the driver, so no wait is for ever.
                await connection.WaitAsync(s_longestWait, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Log.ListeningInterrupted(_log, e);
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
                await Task.Delay(s_reconnectAfter, _stopping.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        if (connection is not null)
            await connection.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _listening;
        await _source.DisposeAsync();
        _stopping.Dispose();
        _again.Dispose();
        _turnstile.Dispose();
    }
}
