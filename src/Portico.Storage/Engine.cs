namespace Portico.Storage;

/// <summary>One engine's way to run work on a connection; <see cref="Database"/> is the only caller.</summary>
abstract class Engine : IAsyncDisposable
{
    public abstract Dialect Dialect { get; }

    public abstract Task<T> Read<T>(Func<Session, Task<T>> work, CancellationToken ct);

    public abstract Task<T> Write<T>(Func<Session, Task<T>> work, CancellationToken ct);

    /// <summary>Runs work as the only migrating process, on any number of nodes; not rerun.</summary>
    public abstract Task Exclusively(Func<Session, Task> work, CancellationToken ct);

    /// <summary>Starts delivering notices to <paramref name="deliver"/> (channel, payload).</summary>
    public abstract Task Listen(Action<string, string> deliver, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
