namespace Portico.Storage;

/// <summary>Named leases in a table: at most one holder on all nodes, until released or expired. For work that must happen once (key rotation, clean-up, a refresh).</summary>
public sealed class Locks
{
    const string Acquire = """
        INSERT INTO storage_lease (name, holder, expires_at) VALUES (@name, @holder, @expires)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE storage_lease.expires_at <= @now
        """;

    const string Extend = "UPDATE storage_lease SET expires_at = @expires WHERE name = @name AND holder = @holder AND expires_at > @now";
    const string Release = "DELETE FROM storage_lease WHERE name = @name AND holder = @holder";

    readonly Database _database;
    readonly TimeProvider _time;

    internal Locks(Database database, TimeProvider time) => (_database, _time) = (database, time);

    /// <summary>The lease, or <c>null</c> when another holder has it. Dispose releases it.</summary>
    public async Task<Lease?> TryAcquire(string name, TimeSpan ttl, CancellationToken ct)
    {
        var holder = Guid.NewGuid().ToString("N");
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var taken = await _database.Write(
            session => session.Execute(Acquire, ("name", name), ("holder", holder), ("now", now), ("expires", now + (long)ttl.TotalMilliseconds)), ct);
        return taken == 1 ? new Lease(this, name, holder) : null;
    }

    internal async Task<bool> TryExtend(string name, string holder, TimeSpan ttl, CancellationToken ct)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return await _database.Write(
            session => session.Execute(Extend, ("name", name), ("holder", holder), ("now", now), ("expires", now + (long)ttl.TotalMilliseconds)), ct) == 1;
    }

    internal Task Free(string name, string holder) =>
        _database.Write(session => session.Execute(Release, ("name", name), ("holder", holder)), CancellationToken.None);
}
