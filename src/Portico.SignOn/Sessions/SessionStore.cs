using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using Portico.SignOn.Protection;
using Portico.Storage;

namespace Portico.SignOn.Sessions;

/// <summary>
/// Sessions in the database, shared by all nodes. The cookie holds 32 random bytes; the table holds their hash. What was read is kept for seconds, and dropped at once when any
/// node ends the session (a notice after commit), so the next request sees it. Rows are deleted when a session ends.
/// </summary>
sealed class SessionStore : IDisposable
{
    const string Channel = "signon.session";
    const string Purpose = "session tokens";
    const int CookieLength = 43;
    const long TrustedFor = 5_000;
    const long TouchPause = 60_000;

    const string Columns = "hash, id, account_id, issuer, subject, expires_at, renew_at, seen_at";
    const string ReadByHash = $"SELECT {Columns} FROM signon_session WHERE hash = @hash";
    const string HashById = "SELECT hash FROM signon_session WHERE id = @id";

    const string Insert = """
        INSERT INTO signon_session (hash, id, account_id, issuer, subject, provider_session, sealed, created_at, seen_at, expires_at, renew_at, lease_until)
        VALUES (@hash, @id, @account, @issuer, @subject, @providerSession, @sealed, @now, @now, @expires, @renew, 0)
        """;

    const string OverCap = "SELECT hash FROM signon_session WHERE account_id = @account AND hash <> @hash ORDER BY seen_at DESC, created_at DESC LIMIT 1000 OFFSET @others";
    const string Delete = "DELETE FROM signon_session WHERE $any(hash, @hashes)";
    const string OfAccount = "SELECT hash FROM signon_session WHERE account_id = @account";
    const string Touched = "UPDATE signon_session SET seen_at = @now WHERE hash = @hash AND seen_at < @now";
    const string ReadTokens = "SELECT sealed FROM signon_session WHERE hash = @hash";
    const string Lease = "UPDATE signon_session SET lease_until = @until WHERE hash = @hash AND lease_until <= @now AND renew_at <= @now";
    const string Postpone = "UPDATE signon_session SET renew_at = @renew, lease_until = 0 WHERE hash = @hash";
    const string Renewed = "UPDATE signon_session SET renew_at = @renew, lease_until = 0, sealed = @sealed WHERE hash = @hash";
    const string Purge = "DELETE FROM signon_session WHERE expires_at <= @now OR seen_at <= @idle";

    readonly Database _database;
    readonly Vault _vault;
    readonly SignOnOptions _options;
    readonly TimeProvider _time;
    readonly BoundedCache<Digest, Session> _cache = new(20_000);
    readonly BoundedCache<string, object> _byId = new(20_000);
    readonly IDisposable _notices;
    int _notice;

    public SessionStore(Database database, Vault vault, SignOnOptions options, TimeProvider time)
    {
        (_database, _vault, _options, _time) = (database, vault, options, time);
        _notices = database.Notices.Subscribe(Channel, payload =>
        {
            Interlocked.Increment(ref _notice);
            if (Digest.TryParse(payload, out var hash))
                _cache.Remove(hash);
            else
                _cache.Clear();
        });
    }

    /// <summary>Starts a session under a new random id. Beyond the cap the least recently used sessions of the account end.</summary>
    /// <returns>The cookie's value, which is nowhere else, and the session's public id.</returns>
    public async Task<(string Cookie, string Id)> Create(
        Guid account, string issuer, string subject, string? providerSession, SessionTokens tokens, DateTimeOffset? renewAt, CancellationToken ct)
    {
        var cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Digest.Of(cookie).ToString();
        var id = Guid.NewGuid().ToString();
        var sealedTokens = _vault.Seal(Purpose, hash, tokens.ToBytes());
        await _database.Write(async session =>
        {
            var now = Now();
            await session.Execute(Insert, ("hash", hash), ("id", id), ("account", account.ToString()), ("issuer", issuer), ("subject", subject), ("providerSession", providerSession),
                ("sealed", sealedTokens), ("now", now), ("expires", now + (long)_options.SessionLifetime.TotalMilliseconds), ("renew", renewAt?.ToUnixTimeMilliseconds()));
            var over = await session.Query(OverCap, row => row.GetString(0), ("account", account.ToString()), ("hash", hash), ("others", Math.Max(1, _options.MaxSessionsPerAccount) - 1));
            await End(session, over);
        }, ct);
        return (cookie, id);
    }

    /// <summary>The live session of a cookie, or <c>null</c>.</summary>
    public ValueTask<Session?> Find(string cookie, CancellationToken ct) => cookie.Length == CookieLength ? Find(Digest.Of(cookie), ct) : default;

    /// <summary>The live session of that public id, or <c>null</c>.</summary>
    public async ValueTask<Session?> FindById(string id, CancellationToken ct)
    {
        if (!_byId.TryGet(id, out var known))
        {
            var text = await _database.Read(session => session.QueryFirst(HashById, row => row.GetString(0), ("id", id)), ct);
            if (text is null || !Digest.TryParse(text, out var hash))
                return null;
            _byId.Set(id, known = hash);
        }
        return await Find((Digest)known, ct);
    }

    /// <summary>Writes down that the session was used, once a minute.</summary>
    public async Task Touch(Session used, CancellationToken ct)
    {
        var now = Now();
        if (used.TryTouch(now, TouchPause))
            await _database.Write(session => session.Execute(Touched, ("hash", used.Hash.ToString()), ("now", now)), ct);
    }

    /// <summary>Ends the session, on every node, from the next request on.</summary>
    public async Task End(Digest hash, CancellationToken ct)
    {
        await _database.Write(session => End(session, [hash.ToString()]), ct);
        _cache.Remove(hash);
    }

    /// <summary>Ends all sessions of an account.</summary>
    public async Task EndAll(Guid account, CancellationToken ct)
    {
        var ended = await _database.Write(async session =>
        {
            var hashes = await session.Query(OfAccount, row => row.GetString(0), ("account", account.ToString()));
            await End(session, hashes);
            return hashes;
        }, ct);
        // The notice comes by way of the database; on this node the next request must not wait for it.
        foreach (var text in ended)
        {
            if (Digest.TryParse(text, out var hash))
                _cache.Remove(hash);
        }
    }

    /// <summary>What the provider gave, or <c>null</c> when the session ended meanwhile.</summary>
    public async Task<SessionTokens?> Tokens(Digest hash, CancellationToken ct)
    {
        var place = hash.ToString();
        var found = await _database.Read(session => session.QueryFirst(ReadTokens, row => (byte[])row[0], ("hash", place)), ct);
        return found is null ? null : _vault.TryOpen(Purpose, place, found) is { } clear ? SessionTokens.Parse(clear) : new SessionTokens();
    }

    /// <summary>Whether this caller, of all on all nodes, is the one to renew the session now.</summary>
    public async Task<bool> TryLease(Digest hash, TimeSpan duration, CancellationToken ct)
    {
        var now = Now();
        return await _database.Write(
            session => session.Execute(Lease, ("hash", hash.ToString()), ("now", now), ("until", now + (long)duration.TotalMilliseconds)), ct) == 1;
    }

    /// <summary>Ends the lease: renewed, with what the provider gave; or, without tokens, to be tried again later.</summary>
    public async Task Release(Digest hash, DateTimeOffset? renewAt, SessionTokens? tokens, CancellationToken ct)
    {
        var place = hash.ToString();
        var renew = renewAt?.ToUnixTimeMilliseconds();
        await _database.Write(async session =>
        {
            if (tokens is null)
                await session.Execute(Postpone, ("hash", place), ("renew", renew));
            else
                await session.Execute(Renewed, ("hash", place), ("renew", renew), ("sealed", _vault.Seal(Purpose, place, tokens.ToBytes())));
            await session.Notify(Channel, place);
        }, ct);
        _cache.Remove(hash);
    }

    /// <summary>Reads the session past the cache.</summary>
    public ValueTask<Session?> Reload(Digest hash, CancellationToken ct)
    {
        _cache.Remove(hash);
        return Find(hash, ct);
    }

    /// <summary>Deletes what has lapsed.</summary>
    public Task DeleteLapsed(CancellationToken ct)
    {
        var now = Now();
        return _database.Write(session => session.Execute(Purge, ("now", now), ("idle", now - (long)_options.SessionIdleTimeout.TotalMilliseconds)), ct);
    }

    public void Dispose() => _notices.Dispose();

    ValueTask<Session?> Find(Digest hash, CancellationToken ct)
    {
        var now = Now();
        return _cache.TryGet(hash, out var session) && now - session.ReadAt < TrustedFor ? new(IsLive(session, now) ? session : null) : new(Read(hash, ct));
    }

    async Task<Session?> Read(Digest hash, CancellationToken ct)
    {
        var (now, notice) = (Now(), Volatile.Read(ref _notice));
        var session = await _database.Read(s => s.QueryFirst(ReadByHash, row => Map(row, hash, now), ("hash", hash.ToString())), ct);
        if (session is null || !IsLive(session, now))
        {
            _cache.Remove(hash);
            return null;
        }
        _cache.Set(hash, session);
        // A notice between the reading and the keeping found nothing to remove; what was kept may be what it was about.
        if (Volatile.Read(ref _notice) != notice)
            _cache.Remove(hash);
        return session;
    }

    bool IsLive(Session session, long now) => now < session.ExpiresAt && now - session.SeenAt < (long)_options.SessionIdleTimeout.TotalMilliseconds;

    long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    static async Task End(Storage.Session session, IReadOnlyList<string> hashes)
    {
        if (hashes.Count == 0)
            return;
        await session.Execute(Delete, ("hashes", hashes.ToArray()));
        foreach (var hash in hashes)
            await session.Notify(Channel, hash);
    }

    static Session Map(DbDataReader row, Digest hash, long now) => new()
    {
        Hash = hash,
        Id = row.GetString(1),
        AccountId = Guid.Parse(row.GetString(2)),
        Issuer = row.GetString(3),
        Subject = row.GetString(4),
        ExpiresAt = row.GetInt64(5),
        RenewAt = row.IsDBNull(6) ? null : row.GetInt64(6),
        SeenAt = row.GetInt64(7),
        ReadAt = now,
    };
}
