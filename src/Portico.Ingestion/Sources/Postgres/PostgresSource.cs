using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;
using Portico.Ingestion.Model;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Sources.Postgres;

/// <summary>
/// Reads PostgreSQL 12 or newer from its catalogs: one query per kind of fact for a whole database, two round trips, one snapshot. Names inside expressions are always
/// qualified (the search path is <c>pg_catalog</c>), so that what is read does not depend on who reads it.
/// </summary>
sealed class PostgresSource(PostgresConnection settings, Selection selection) : ISource
{
    const int OldestVersion = 12;

    NpgsqlDataSource? _dataSource;
    NpgsqlConnection? _first;

    public async Task<string> Connect(CancellationToken ct)
    {
        try
        {
            _dataSource = Open(settings.Database);
            _first = await _dataSource.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or IOException or ArgumentException or InvalidOperationException)
        {
            throw Explain(e);
        }
        return _first.PostgreSqlVersion.Major >= OldestVersion
            ? $"PostgreSQL {_first.PostgreSqlVersion.ToString(2)}"
            : throw new IngestionException(Errors.SourceUnusable, $"{settings.Where} runs PostgreSQL {_first.PostgreSqlVersion.Major}; {OldestVersion} is the oldest that can be read.");
    }

    public async IAsyncEnumerable<SourceItem> Read([EnumeratorCancellation] CancellationToken ct)
    {
        var first = _first ?? throw new InvalidOperationException("Connect comes first.");
        var databases = await Lost(() => PostgresQueries.Databases(first, settings.AllDatabases, ct));
        foreach (var database in databases)
        {
            if (!selection.Database(database.Name))
            {
                yield return new LeftOut(EntityKind.Database, database.Name, null, null, ByFilter: true);
                continue;
            }
            yield return database;
            await using var other = database.Name == settings.Database ? null : Open(database.Name);
            await using var connection = other is null ? null : await Lost(() => other.OpenConnectionAsync(ct).AsTask());
            var reader = new PostgresDatabaseReader(connection ?? first, database.Name, selection, settings.Classification);
            await using var items = reader.Read(ct).GetAsyncEnumerator(ct);
            while (await Lost(() => items.MoveNextAsync().AsTask()))
                yield return items.Current;
            yield return new DatabaseEnd(database.Name);
        }
        yield return new SourceEnd();
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null)
            await _first.DisposeAsync();
        if (_dataSource is not null)
            await _dataSource.DisposeAsync();
    }

    NpgsqlDataSource Open(string database)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = settings.Address.Host,
            Port = settings.Address.Port,
            Username = settings.Username,
            Password = settings.Password,
            Database = database,
            ApplicationName = settings.Arguments.GetValueOrDefault("application_name", "portico-metadata"),
            Timeout = int.TryParse(settings.Arguments.GetValueOrDefault("connect_timeout"), out var seconds) && seconds is > 0 and <= 1024 ? seconds : 15,
            CommandTimeout = 600,
            Options = settings.Arguments.GetValueOrDefault("options"),
            SearchPath = "pg_catalog",
            Pooling = false,
            SslMode = settings.SslMode switch
            {
                "disable" => SslMode.Disable,
                "allow" => SslMode.Allow,
                "require" => SslMode.Require,
                "verify-ca" => SslMode.VerifyCA,
                "verify-full" => SslMode.VerifyFull,
                _ => SslMode.Prefer,
            },
            RootCertificate = settings.CaCertificate,
            SslCertificate = settings.ClientCertificate,
            SslKey = settings.ClientKey,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        if (text.SslMode != SslMode.Disable)
            builder.EnableTransportSecurity();
        return builder.Build();
    }

    IngestionException Explain(Exception e) => e switch
    {
        PostgresException { SqlState: "28P01" or "28000" } p =>
            new IngestionException(Errors.SourceLogin, $"PostgreSQL at {settings.Address} refuses user '{settings.Username}': {p.MessageText}.", e),
        PostgresException { SqlState: "3D000" } =>
            new IngestionException(Errors.SourceUnusable, $"PostgreSQL at {settings.Address} has no database '{settings.Database}'.", e),
        PostgresException p => new IngestionException(Errors.SourceUnusable, $"PostgreSQL at {settings.Address} refuses the connection: {p.MessageText}.", e),
        NpgsqlException when e.Message.Contains("No password", StringComparison.Ordinal) =>
            new IngestionException(Errors.SourceLogin, $"PostgreSQL at {settings.Address} asks user '{settings.Username}' for a password, and the workflow has none (authType.password).", e),
        ArgumentException or InvalidOperationException => new IngestionException(Errors.SourceUnusable, $"The connection to {settings.Address} cannot be made: {e.Message}", e),
        _ => new IngestionException(Errors.SourceUnreachable, $"No PostgreSQL answers at {settings.Address}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Start it, or correct hostPort.", e),
    };

    async Task<T> Lost<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            throw new IngestionException(Errors.SourceLost, $"Reading {settings.Where} broke off: {(e as PostgresException)?.MessageText ?? e.Message}", e);
        }
    }
}
