using Microsoft.Extensions.Logging;
using Npgsql;

namespace Portico.Storage.Postgres;

/// <summary>PostgreSQL through one pooled data source; one connection per read or write, one more that listens.</summary>
sealed class PostgresEngine : Engine
{
    const int MostTries = 10;
    const long MigrationLock = 0x506F727469636F;
    static readonly TimeSpan s_reconnectAfter = TimeSpan.FromSeconds(1);

    readonly NpgsqlDataSource _source;
    readonly string _connectionString;
    readonly ILogger _log;
    readonly CancellationTokenSource _stopping = new();
    Task _listening = Task.CompletedTask;

    public PostgresEngine(string connectionString, ILogger log)
    {
        _log = log;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 3 };
            builder.ApplicationName ??= "portico";
            _connectionString = builder.ConnectionString;
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
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await work(new PostgresSession(connection, null, Dialect, ct));
    }

    public override async Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnce(work, ct);
            }
            catch (PostgresException e) when (attempt < MostTries
                && e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(Random.Shared.Next(1, 5 * attempt), ct);
            }
        }
    }

    async Task<T> WriteOnce<T>(Func<Session, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(new PostgresSession(connection, transaction, Dialect, ct));
        await transaction.CommitAsync(ct);
        return result;
    }

    public override async Task Exclusively(Func<Session, Task> work, CancellationToken ct)
    {
        try
        {
            await WriteOnce(async session =>
            {
                await session.Execute("SELECT pg_advisory_xact_lock(@key)", ("key", MigrationLock));
                await work(session);
                return true;
            }, ct);
        }
        catch (NpgsqlException e) when (e is not PostgresException || ((PostgresException)e).SqlState.StartsWith("28", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw new StorageException(Errors.CannotConnect, $"PostgreSQL database {Describe(_connectionString)} cannot be used: {e.Message} Check host, port, user, password and database.", e);
        }
    }

    public override async Task Listen(Action<string, string> deliver, CancellationToken ct)
    {
        var first = await Subscribe(deliver, ct);
        _listening = Task.Run(() => KeepListening(first, deliver), CancellationToken.None);
    }

    async Task<NpgsqlConnection> Subscribe(Action<string, string> deliver, CancellationToken ct)
    {
        var connection = await _source.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            var cut = notice.Payload.IndexOf('\n', StringComparison.Ordinal);
            if (cut > 0)
                deliver(notice.Payload[..cut], notice.Payload[(cut + 1)..]);
        };
        await using var listen = new NpgsqlCommand($"LISTEN {PostgresSession.Channel}", connection);
        await listen.ExecuteNonQueryAsync(ct);
        return connection;
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
                await connection.WaitAsync(_stopping.Token);
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
    }
}
