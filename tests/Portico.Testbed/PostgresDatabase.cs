using Npgsql;

namespace Portico.Testbed;

/// <summary>An empty database of a test's own on a <see cref="PostgresServer"/>; dropped on dispose, whoever is still connected.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    readonly PostgresServer _server;

    internal PostgresDatabase(PostgresServer server, string name) => (_server, Name) = (server, name);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>The server's TCP port on 127.0.0.1; the user is <c>postgres</c>, any password is accepted.</summary>
    public int Port => _server.Port;

    /// <summary>Npgsql connection string.</summary>
    public string ConnectionString => _server.ConnectionString(Name);

    /// <summary>Runs SQL (one or many statements) in this database.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of the first row of a query.</summary>
    public async Task<T> Scalar<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(connection);
        await _server.Execute($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }
}
