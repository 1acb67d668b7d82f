using System.Data.Common;

namespace Portico.Storage;

/// <summary>
/// Runs SQL on the connection (and, in a write, in the transaction) that the surrounding <c>Read</c> or <c>Write</c> owns. Valid only inside that call.
/// Values: <c>string</c>, <c>long</c>, <c>int</c>, <c>bool</c>, <c>double</c>, <c>byte[]</c>, <c>null</c>, and <c>string[]</c> or <c>long[]</c> for <c>$any</c>.
/// </summary>
public abstract class Session
{
    private protected Session(Dialect dialect, CancellationToken ct) => (Dialect, Cancellation) = (dialect, ct);

    /// <summary>The engine's dialect, for the few places whose text must differ.</summary>
    public Dialect Dialect { get; }

    /// <summary>The caller's token.</summary>
    public CancellationToken Cancellation { get; }

    internal List<(string Channel, string Payload)>? Notices { get; private set; }

    /// <summary>Runs a statement; returns the number of rows it changed.</summary>
    public abstract Task<int> Execute(string sql, params (string Name, object? Value)[] parameters);

    /// <summary>
    /// Runs one statement for many rows, in order: a prepared statement on SQLite, one batch on PostgreSQL. Every row names the same parameters in the same order.
    /// Returns the number of rows changed.
    /// </summary>
    public abstract Task<int> ExecuteMany(string sql, IReadOnlyList<(string Name, object? Value)[]> rows);

    /// <summary>All rows of a query, mapped while they are read.</summary>
    public abstract Task<IReadOnlyList<T>> Query<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters);

    /// <summary>The first row, or <c>default</c> when there is none.</summary>
    public abstract Task<T?> QueryFirst<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters);

    /// <summary>
    /// Tells every node, once this transaction is committed. The payload is a hint of at most 7,900 bytes (an id, a version), never data; a listener that was
    /// cut off is told with an empty payload that anything may have changed.
    /// </summary>
    public virtual Task Notify(string channel, string payload)
    {
        (Notices ??= []).Add((channel, payload));
        return Task.CompletedTask;
    }
}
