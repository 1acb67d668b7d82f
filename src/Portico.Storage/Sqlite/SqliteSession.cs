using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Portico.Storage.Sqlite;

/// <summary>SQLite calls are synchronous: every task returned here is complete.</summary>
sealed class SqliteSession(SqliteLink link, Dialect dialect, CancellationToken ct) : Session(dialect, ct)
{
    const int Interrupted = 9;

    public override Task<int> Execute(string sql, params (string Name, object? Value)[] parameters) =>
        Task.FromResult(Run(sql, parameters, static command => command.ExecuteNonQuery()));

    public override Task<int> ExecuteMany(string sql, IReadOnlyList<(string Name, object? Value)[]> rows) => rows.Count == 0
        ? Task.FromResult(0)
        : Task.FromResult(Run(sql, rows[0], command =>
        {
            var changed = command.ExecuteNonQuery();
            for (var i = 1; i < rows.Count; i++)
            {
                Cancellation.ThrowIfCancellationRequested();
                if (!Bind(command, rows[i]))
                    throw new InvalidOperationException($"Row {i} names other parameters than the first: {sql}");
                changed += command.ExecuteNonQuery();
            }
            return changed;
        }));

    public override Task<IReadOnlyList<T>> Query<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters) =>
        Task.FromResult(Run<IReadOnlyList<T>>(sql, parameters, command =>
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(map(reader));
            return rows;
        }));

    public override Task<T?> QueryFirst<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
        where T : default =>
        Task.FromResult(Run(sql, parameters, command =>
        {
            using var reader = command.ExecuteReader();
            return reader.Read() ? map(reader) : default;
        }));

    T Run<T>(string sql, (string Name, object? Value)[] parameters, Func<SqliteCommand, T> execute)
    {
        try
        {
            Enter();
            var command = link.Rent(Dialect.Translate(sql));
            try
            {
                Bind(command, parameters);
                return execute(command);
            }
            finally
            {
                link.Return(command);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, Cancellation);
        }
        catch (Exception e) when (Doom(e))
        {
            throw;
        }
    }

    /// <summary>Whether the command had these parameters already.</summary>
    static bool Bind(SqliteCommand command, (string Name, object? Value)[] parameters)
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
        return same;
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
