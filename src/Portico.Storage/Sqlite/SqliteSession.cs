using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Portico.Storage.Sqlite;

/// <summary>SQLite calls are synchronous: every task returned here is complete.</summary>
sealed class SqliteSession(SqliteLink link, Dialect dialect, CancellationToken ct) : Session(dialect, ct)
{
    public override Task<int> Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Rent(sql, parameters);
        try
        {
            return Task.FromResult(command.ExecuteNonQuery());
        }
        finally
        {
            link.Return(command);
        }
    }

    public override Task<int> ExecuteMany(string sql, IReadOnlyList<(string Name, object? Value)[]> rows)
    {
        if (rows.Count == 0)
            return Task.FromResult(0);
        var command = Rent(sql, rows[0]);
        try
        {
            var changed = command.ExecuteNonQuery();
            for (var i = 1; i < rows.Count; i++)
            {
                Bind(command, rows[i]);
                changed += command.ExecuteNonQuery();
            }
            return Task.FromResult(changed);
        }
        finally
        {
            link.Return(command);
        }
    }

    public override Task<IReadOnlyList<T>> Query<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        var command = Rent(sql, parameters);
        try
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(map(reader));
            return Task.FromResult<IReadOnlyList<T>>(rows);
        }
        finally
        {
            link.Return(command);
        }
    }

    public override Task<T?> QueryFirst<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
        where T : default
    {
        var command = Rent(sql, parameters);
        try
        {
            using var reader = command.ExecuteReader();
            return Task.FromResult(reader.Read() ? map(reader) : default);
        }
        finally
        {
            link.Return(command);
        }
    }

    SqliteCommand Rent(string sql, (string Name, object? Value)[] parameters)
    {
        Cancellation.ThrowIfCancellationRequested();
        var command = link.Rent(Dialect.Translate(sql));
        Bind(command, parameters);
        return command;
    }

    static void Bind(SqliteCommand command, (string Name, object? Value)[] parameters)
    {
        var bound = command.Parameters;
        var same = bound.Count == parameters.Length;
        for (var i = 0; same && i < parameters.Length; i++)
            same = bound[i].ParameterName.AsSpan(1).SequenceEqual(parameters[i].Name);
        if (!same)
        {
            bound.Clear();
            foreach (var (name, _) in parameters)
                bound.Add(new SqliteParameter { ParameterName = "@" + name });
        }
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = bound[i];
            parameter.ResetSqliteType();
            parameter.Value = parameters[i].Value switch
            {
                null => DBNull.Value,
                string[] texts => Json(texts),
                long[] numbers => Json(numbers),
                var value => value,
            };
        }
    }

    static string Json(string[] texts)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static string Json(long[] numbers) => $"[{string.Join(',', numbers)}]";
}
