using System.Data.Common;
using Npgsql;

namespace Portico.Storage.Postgres;

sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction, Dialect dialect, CancellationToken ct) : Session(dialect, ct)
{
    /// <summary>One PostgreSQL channel carries all of ours: "channel, line feed, payload".</summary>
    public const string Channel = "portico";

    public override async Task<int> Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return Math.Max(0, await command.ExecuteNonQueryAsync(Cancellation));
    }

    public override async Task<int> ExecuteMany(string sql, IReadOnlyList<(string Name, object? Value)[]> rows)
    {
        if (rows.Count == 0)
            return 0;
        var text = PostgresText.Of(sql, Dialect);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(text.Sql);
            Bind(command.Parameters, text, row);
            batch.BatchCommands.Add(command);
        }
        return Math.Max(0, await batch.ExecuteNonQueryAsync(Cancellation));
    }

    public override async Task<IReadOnlyList<T>> Query<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add(map(reader));
        return rows;
    }

    public override async Task<T?> QueryFirst<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
        where T : default
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        return await reader.ReadAsync(Cancellation) ? map(reader) : default;
    }

    /// <summary>NOTIFY is transactional in PostgreSQL: it is delivered at commit, or never.</summary>
    public override Task Notify(string channel, string payload) =>
        Execute("SELECT pg_notify(@channel, @payload)", ("channel", Channel), ("payload", $"{channel}\n{payload}"));

    NpgsqlCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var text = PostgresText.Of(sql, Dialect);
        var command = new NpgsqlCommand(text.Sql, connection, transaction);
        Bind(command.Parameters, text, parameters);
        return command;
    }

    static void Bind(NpgsqlParameterCollection bound, PostgresText text, (string Name, object? Value)[] parameters)
    {
        foreach (var name in text.Names)
        {
            var index = Array.FindIndex(parameters, p => p.Name == name);
            if (index < 0)
                throw new InvalidOperationException($"The parameter '{name}' has no value in: {text.Sql}");
            bound.Add(new NpgsqlParameter { Value = parameters[index].Value ?? DBNull.Value });
        }
    }
}
