using System.Data.Common;

namespace Portico.Storage;

/// <summary>
/// Runs SQL on the connection (and, in a write, in the transaction) that the surrounding <c>Read</c> or <c>Write</c> owns. Valid only inside that call.
/// Values: <c>string</c>, <c>long</c>, <c>int</c>, <c>bool</c>, <c>double</c>, <c>byte[]</c>, <c>null</c>, and <c>string[]</c> or <c>long[]</c> for <c>$any</c>.
/// </summary>
public abstract class Session
{
    const int MostNoticeBytes = 7900;

    private protected Session(Dialect dialect, CancellationToken ct) => (Dialect, Cancellation) = (dialect, ct);

    /// <summary>The engine's dialect, for the few places whose text must differ.</summary>
    public Dialect Dialect { get; }

    /// <summary>The caller's token.</summary>
    public CancellationToken Cancellation { get; }

    internal List<(string Channel, string Payload)>? Notices { get; private set; }

    /// <summary>The first statement that failed: it dooms the transaction, whatever the work made of the exception.</summary>
    internal Exception? Failure { get; private set; }

    bool Ended { get; set; }

    /// <summary>Runs a statement; returns the number of rows it changed.</summary>
    public abstract Task<int> Execute(string sql, params (string Name, object? Value)[] parameters);

    /// <summary>
    /// Runs one statement for many rows, in order: a prepared statement on SQLite; on PostgreSQL one batch, or one statement where the text has <c>$rows</c>. Every row names the same parameters in the same order.
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
    public async Task Notify(string channel, string payload)
    {
        if (channel.Length == 0 || channel.Contains('\n', StringComparison.Ordinal) || System.Text.Encoding.UTF8.GetByteCount(channel) + System.Text.Encoding.UTF8.GetByteCount(payload) > MostNoticeBytes)
            throw new ArgumentException($"A notice has a channel of one line and at most {MostNoticeBytes} bytes.", nameof(payload));
        await Send(channel, payload);
    }

    private protected virtual Task Send(string channel, string payload)
    {
        (Notices ??= []).Add((channel, payload));
        return Task.CompletedTask;
    }

    /// <summary>Before each statement: the call that owns the session is still running, and its caller still waits.</summary>
    private protected void Enter()
    {
        if (Ended)
            throw new InvalidOperationException("The session has ended: it is used only inside the Read or Write that was given it, and every call of it is awaited there.");
        Cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Remembers that a statement failed; for use as an exception filter.</summary>
    private protected bool Doom(Exception e)
    {
        Failure ??= e;
        return false;
    }

    internal void End() => Ended = true;

    /// <summary>After the work: PostgreSQL turns the commit of a failed transaction into a silent rollback, and SQLite would keep half of the work.</summary>
    internal void ThrowIfDoomed()
    {
        if (Failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Failure);
    }
}
