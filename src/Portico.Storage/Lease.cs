namespace Portico.Storage;

/// <summary>A held lock; see <see cref="Locks"/>.</summary>
public sealed class Lease : IAsyncDisposable
{
    readonly Locks _locks;
    readonly string _holder;

    internal Lease(Locks locks, string name, string holder) => (_locks, Name, _holder) = (locks, name, holder);

    /// <summary>The lock's name.</summary>
    public string Name { get; }

    /// <summary>Holds on for another <paramref name="ttl"/> from now; <c>false</c> when the lease was lost meanwhile.</summary>
    public Task<bool> TryExtend(TimeSpan ttl, CancellationToken ct) => _locks.TryExtend(Name, _holder, ttl, ct);

    /// <summary>Releases the lock.</summary>
    public async ValueTask DisposeAsync() => await _locks.Free(Name, _holder);
}
