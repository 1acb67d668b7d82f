using System.Data.Common;
using Npgsql;

namespace Portico.Storage.Postgres;

sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction? transaction, Dialect dialect, CancellationToken ct) : Session(dialect, ct)
{
    /// <summary>One PostgreSQL channel carries all of ours: "channel, line feed, payload".</summary>
    public const string Channel = "portico";

    public override async Task<int> Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        try
        {
            await using var command = Command(sql, parameters);
            return Math.Max(0, await command.ExecuteNonQueryAsync(Cancellation));
        }
        catch (Exception e) when (Doom(e))
        {
            throw;
        }
    }

    public override async Task<int> ExecuteMany(string sql, IReadOnlyList<(string Name, object? Value)[]> rows)
    {
        if (rows.Count == 0)
            return 0;
        try
        {
            Enter();
            var text = PostgresText.Of(sql, Dialect);
            if (text.RowColumns.Count > 0)
                return await AtOnce(text, rows);
            var places = Places(text, rows[0]);
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var row in rows)
            {
                var command = new NpgsqlBatchCommand(text.Sql);
                Bind(command.Parameters, text, places, row);
                batch.BatchCommands.Add(command);
            }
            return Math.Max(0, await batch.ExecuteNonQueryAsync(Cancellation));
        }
        catch (Exception e) when (Doom(e))
        {
            throw;
        }
    }

    /// <summary>One statement for all rows: each column is an array.</summary>
    async Task<int> AtOnce(PostgresText text, IReadOnlyList<(string Name, object? Value)[]> rows)
    {
        var places = Places(text, rows[0]);
        await using var command = new NpgsqlCommand(text.Sql, connection, transaction);
        for (var i = 0; i < places.Length; i++)
        {
            var (name, place) = (text.Names[i], places[i]);
            if (rows.Any(row => place >= row.Length || row[place].Name != name))
                throw Unbound(text, i);
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = text.RowColumns.GetValueOrDefault(name) switch
                {
                    "text" => rows.Select(row => (string?)row[place].Value).ToArray(),
                    "bigint" => rows.Select(row => row[place].Value is { } value ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : (long?)null).ToArray(),
                    "boolean" => rows.Select(row => (bool?)row[place].Value).ToArray(),
                    "bytes" => rows.Select(row => (byte[]?)row[place].Value).ToArray(),
                    _ => throw new InvalidOperationException($"A statement for many rows takes its values from $rows; '{name}' is not there: {text.Sql}"),
                },
            });
        }
        return Math.Max(0, await command.ExecuteNonQueryAsync(Cancellation));
    }

    public override async Task<IReadOnlyList<T>> Query<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        try
        {
            await using var command = Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            var rows = new List<T>();
            while (await reader.ReadAsync(Cancellation))
                rows.Add(map(reader));
            return rows;
        }
        catch (Exception e) when (Doom(e))
        {
            throw;
        }
    }

    public override async Task<T?> QueryFirst<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
        where T : default
    {
        try
        {
            await using var command = Command(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SingleRow, Cancellation);
            return await reader.ReadAsync(Cancellation) ? map(reader) : default;
        }
        catch (Exception e) when (Doom(e))
        {
            throw;
        }
    }

    /// <summary>NOTIFY is transactional in PostgreSQL: it is delivered at commit, or never.</summary>
    private protected override Task Send(string channel, string payload) =>
        Execute("SELECT pg_notify(@channel, @payload)", ("channel", Channel), ("payload", $"{channel}\n{payload}"));

    NpgsqlCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        Enter();
        var text = PostgresText.Of(sql, Dialect);
        var command = new NpgsqlCommand(text.Sql, connection, transaction);
        Bind(command.Parameters, text, Places(text, parameters), parameters);
        return command;
    }

    /// <summary>For each positional parameter of the text, its place in a row.</summary>
    static int[] Places(PostgresText text, (string Name, object? Value)[] row)
    {
        if (text.Names.Length == 0)
            return [];
        var places = new int[text.Names.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = Array.FindIndex(row, p => p.Name == text.Names[i]);
            if (places[i] < 0)
                throw Unbound(text, i);
        }
        return places;
    }

    static void Bind(NpgsqlParameterCollection bound, PostgresText text, int[] places, (string Name, object? Value)[] row)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= row.Length || row[places[i]].Name != text.Names[i])
                throw Unbound(text, i);
            bound.Add(new NpgsqlParameter { Value = row[places[i]].Value ?? DBNull.Value });
        }
    }

    static InvalidOperationException Unbound(PostgresText text, int index) =>
        new($"The parameter '{text.Names[index]}' has no value in its place in: {text.Sql}");
}
