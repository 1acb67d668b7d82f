using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>
/// Realms in memory and on disk. <see cref="Find"/> is a dictionary lookup; a change goes through <see cref="Change{T}"/>, which holds the realm's row for the
/// transaction, so that what it checks against the snapshot is still true when it commits. Other nodes hear of a change by a notice, and look at the version at most
/// <see cref="s_checkEvery"/> later whether the notice came or not.
/// </summary>
sealed class RealmStore : IAsyncDisposable
{
    const string Channel = "realms";
    const string Names = "SELECT name FROM realm ORDER BY name";
    const string ByName = "SELECT id, version, document, secret FROM realm WHERE name = @name";
    const string ById = "SELECT id, version, document, secret FROM realm WHERE id = @id";
    const string Objects = "SELECT kind, id, document, secret FROM realm_object WHERE realm_id = @id AND version > @known";
    const string Bump = "UPDATE realm SET version = version + 1 WHERE id = @id RETURNING version";
    const string KeyIds = "SELECT key_id FROM realm_protection";
    const string AddKeyId = "INSERT INTO realm_protection (key_id) VALUES (@id)";
    static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(1);

    /// <summary>How many realms are held in memory; of more, those that nobody asked for the longest are read again when they are needed.</summary>
    internal const int MostInMemory = 256;

    readonly ConcurrentDictionary<string, Slot> _byName = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Slot> _byId = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> _versions = new(StringComparer.Ordinal);
    readonly Lock _evicting = new();
    readonly IDisposable _notices;
    readonly bool _shared;

    RealmStore(Database database, Envelope envelope, TimeProvider time, ILoggerFactory logs)
    {
        Database = database;
        Envelope = envelope;
        Time = time;
        Log = logs.CreateLogger("Portico.Realms");
        Users = new UserStore(database, envelope, time, this);
        Pool = new KeyPool();
        _shared = database.Dialect.Kind == DialectKind.Postgres;
        _notices = database.Notices.Subscribe(Channel, Hear);
    }

    /// <summary>The migrations of this module, for <see cref="Portico.Storage.Database.Open"/>.</summary>
    public static MigrationSet Migrations { get; } = new("realms", typeof(RealmStore).Assembly, "Portico.Realms.Migrations");

    public Database Database { get; }

    public Envelope Envelope { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    /// <summary>Users of all realms.</summary>
    public UserStore Users { get; }

    /// <summary>RSA keys made ahead.</summary>
    public KeyPool Pool { get; }

    /// <summary>Opens the store on a database that has its migrations. Fails with <see cref="RealmsException"/> when the key file is not this database's.</summary>
    public static async Task<RealmStore> Open(Database database, string keyFile, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        var used = await database.Read(session => session.QueryFirst(KeyIds, row => row.GetString(0)), ct);
        if (used is not null && !File.Exists(keyFile))
            throw new RealmsException(Errors.KeyFile, $"The key file '{keyFile}' is missing, but the database has secrets that were encrypted with it. Restore it from a backup.");
        var envelope = Envelope.Open(keyFile);
        if (used is null)
            await database.Write(session => session.Execute(AddKeyId, ("id", envelope.KeyId)), ct);
        else if (used != envelope.KeyId)
            throw new RealmsException(Errors.KeyFile, $"The key file '{keyFile}' belongs to another database. Restore the one that was used with this database.");
        var store = new RealmStore(database, envelope, time, logs);
        // The realms of a first start will need keys soon.
        if (used is null)
            store.Pool.Fill();
        return store;
    }

    /// <summary>The realm of that name (case-sensitive), or null. Completes synchronously while the snapshot is fresh.</summary>
    public ValueTask<RealmSnapshot?> Find(string name, CancellationToken ct) =>
        _byName.TryGetValue(name, out var slot) && IsFresh(slot) ? new(slot.Used(Time.GetTimestamp())) : new(Look(name, slot, ct));

    /// <summary>The realm with that id, or null.</summary>
    public async ValueTask<RealmSnapshot?> FindById(string id, CancellationToken ct)
    {
        if (_byId.TryGetValue(id, out var slot) && await Fresh(slot, ct) is { } known)
            return known;
        return await Database.Read(session => Load(session, ById, ("id", id)), ct) is { } loaded ? Publish(loaded) : null;
    }

    /// <summary>Names of all realms, sorted.</summary>
    public Task<IReadOnlyList<string>> ListNames(CancellationToken ct) => Database.Read(session => session.Query(Names, row => row.GetString(0)), ct);

    /// <summary>
    /// Changes a realm in one transaction. <paramref name="work"/> awaits nothing but the draft's session; when it throws, nothing has happened. Fails with
    /// <see cref="RealmGoneException"/> when the realm was deleted meanwhile.
    /// </summary>
    public async Task<T> Change<T>(RealmSnapshot realm, Func<RealmDraft, Task<T>> work, CancellationToken ct)
    {
        var (result, next) = await Database.Write(async session =>
        {
            var draft = await Begin(session, realm);
            var done = await work(draft);
            return (done, await draft.Save());
        }, ct);
        Publish(next);
        return result;
    }

    /// <inheritdoc cref="Change{T}"/>
    public Task Change(RealmSnapshot realm, Func<RealmDraft, Task> work, CancellationToken ct) => Change(realm, async draft =>
    {
        await work(draft);
        return true;
    }, ct);

    /// <summary>The key that signs with an algorithm. A realm without one gets the fallback key that Keycloak makes; null when the algorithm is not known.</summary>
    public async ValueTask<RealmKey?> SigningKey(RealmSnapshot realm, string algorithm, CancellationToken ct)
    {
        if (realm.Keys.Active(algorithm) is { } key)
            return key;
        if ((await WithKeys(realm, ["rsa-generated"], ct)).Keys.Active(algorithm) is { } made)
            return made;
        if (KeyMaker.Fallback(algorithm) is not { } component)
            return null;
        component["parentId"] = realm.Id;
        var secrets = KeyMaker.Secrets(component, realm.Name, Pool, Time.GetUtcNow());
        return await Change(realm, draft =>
        {
            if (draft.Realm.Keys.Active(algorithm) is null)
                draft.Put(ObjectKind.Component, component.Text("id")!, component, secrets);
            return Task.FromResult(draft.Realm.Keys.Active(algorithm));
        }, ct);
    }

    /// <summary>
    /// The realm with the keys that its creation put off: an RSA key takes longer than everything else about a realm. One that signs is made when something is signed, all of
    /// them when they are listed or exported.
    /// </summary>
    public ValueTask<RealmSnapshot> WithAllKeys(RealmSnapshot realm, CancellationToken ct) => WithKeys(realm, ["rsa-generated", "rsa-enc-generated"], ct);

    async ValueTask<RealmSnapshot> WithKeys(RealmSnapshot realm, string[] providers, CancellationToken ct)
    {
        bool Lacks(Component component) => component.ProviderType == KeyMaker.ProviderType && providers.Contains(component.ProviderId) && component.Setting("privateKey") is null;

        var made = new Dictionary<string, (JsonObject Component, JsonObject Secrets)>(StringComparer.Ordinal);
        foreach (var component in realm.Components.Where(Lacks))
        {
            var document = component.Document.ToObject();
            made[component.Id] = (document, KeyMaker.Secrets(document, realm.Name, Pool, Time.GetUtcNow()));
        }
        return made.Count == 0 ? realm : await Change(realm, draft =>
        {
            foreach (var (id, (document, secrets)) in made)
            {
                if (draft.Realm.Components.Any(c => c.Id == id && Lacks(c)))
                    draft.Put(ObjectKind.Component, id, document, secrets);
            }
            return Task.FromResult(draft.Realm);
        }, ct);
    }

    /// <summary>Takes the realm's row for the rest of the transaction, and brings the caller's snapshot up to date.</summary>
    internal async Task<RealmDraft> Begin(Session session, RealmSnapshot realm)
    {
        var version = await session.QueryFirst(Bump, row => row.GetInt64(0), ("id", realm.Id));
        if (version == 0)
            throw new RealmGoneException(realm.Name);
        if (_byId.TryGetValue(realm.Id, out var slot) && slot.Current.Version > realm.Version)
            realm = slot.Current;
        if (realm.Version != version - 1)
            realm = (await Refresh(session, realm))!;
        return new RealmDraft(this, session, realm, version);
    }

    internal RealmSnapshot Publish(RealmSnapshot snapshot)
    {
        var newest = _versions.AddOrUpdate(snapshot.Id, static (_, v) => v, static (_, known, v) => Math.Max(known, v), snapshot.Version);
        var slot = _byId.GetOrAdd(snapshot.Id, static (_, s) => new Slot(s), snapshot);
        slot.Used(Time.GetTimestamp());
        // Read before a change, and published after the changed one was evicted: to be read again.
        if (newest > slot.Current.Version && newest > snapshot.Version && newest > Volatile.Read(ref slot.StaleUpTo))
            Volatile.Write(ref slot.StaleUpTo, newest);
        var former = slot.Offer(snapshot);
        Volatile.Write(ref slot.CheckedAt, Time.GetTimestamp());
        var current = slot.Current;
        if (former != current.Name)
            _byName.TryRemove(new(former, slot));
        _byName[current.Name] = slot;
        if (_byId.Count > MostInMemory)
            Evict();
        return current;
    }

    void Evict()
    {
        lock (_evicting)
        {
            var surplus = _byId.Count - (MostInMemory - MostInMemory / 8);
            foreach (var slot in _byId.Values.Where(s => !s.Current.IsMaster).OrderBy(s => Volatile.Read(ref s.UsedAt)).Take(surplus))
            {
                if (_byId.TryRemove(new(slot.Current.Id, slot)))
                    _byName.TryRemove(new(slot.Current.Name, slot));
            }
        }
    }

    internal void Drop(RealmSnapshot realm)
    {
        _versions.TryRemove(realm.Id, out _);
        if (_byId.TryRemove(realm.Id, out var slot))
            _byName.TryRemove(slot.Current.Name, out _);
    }

    bool IsFresh(Slot slot) =>
        Volatile.Read(ref slot.StaleUpTo) <= slot.Current.Version && (!_shared || Time.GetElapsedTime(Volatile.Read(ref slot.CheckedAt)) < s_checkEvery);

    async Task<RealmSnapshot?> Look(string name, Slot? slot, CancellationToken ct)
    {
        if (slot is not null && await Fresh(slot, ct) is { } known && known.Name == name)
            return known;
        return await Database.Read(session => Load(session, ByName, ("name", name)), ct) is { } loaded ? Publish(loaded) : null;
    }

    async ValueTask<RealmSnapshot?> Fresh(Slot slot, CancellationToken ct)
    {
        if (IsFresh(slot))
            return slot.Current;
        var stale = Volatile.Read(ref slot.StaleUpTo);
        var realm = slot.Current;
        var next = await Database.Read(session => Refresh(session, realm), ct);
        if (next is null)
        {
            Drop(realm);
            return null;
        }
        // A notice of a transaction that this read did not see yet (another node's clock of commits is not ours) stays pending only until the version is reached.
        Interlocked.CompareExchange(ref slot.StaleUpTo, next.Version, stale);
        return Publish(next);
    }

    void Hear(string payload)
    {
        if (payload.Length == 0)
        {
            foreach (var slot in _byId.Values)
                Volatile.Write(ref slot.StaleUpTo, long.MaxValue);
            return;
        }
        var cut = payload.IndexOf(' ', StringComparison.Ordinal);
        if (_byId.TryGetValue(payload[..cut], out var known) && long.Parse(payload.AsSpan(cut + 1)) is var version && version > Volatile.Read(ref known.StaleUpTo))
            Volatile.Write(ref known.StaleUpTo, version);
    }

    async Task<RealmSnapshot?> Refresh(Session session, RealmSnapshot realm)
    {
        var row = await session.QueryFirst(ById, Row, ("id", realm.Id));
        if (row is null)
            return null;
        return row.Version == realm.Version ? realm : await Read(session, row, realm);
    }

    async Task<RealmSnapshot?> Load(Session session, string sql, (string, object?) key) =>
        await session.QueryFirst(sql, Row, key) is { } row ? await Read(session, row, null) : null;

    async Task<RealmSnapshot> Read(Session session, RealmRow row, RealmSnapshot? previous)
    {
        var changes = await session.Query(Objects, reader => ReadObject(row.Id, reader), ("id", row.Id), ("known", previous?.Version ?? -1));
        var index = (previous?.Index ?? new RealmIndex()).With([.. changes]);
        return new RealmSnapshot(Json.Parse(row.Document), row.Secret is { } secret ? Json.Parse(Envelope.Unseal(secret, row.Id)) : null, row.Version, index, previous);
    }

    RealmObject ReadObject(string realmId, DbDataReader row)
    {
        var (kind, id, document) = ((ObjectKind)row.GetInt64(0), row.GetString(1), row.GetString(2));
        return new RealmObject(kind, id, document.Length == 0 ? null : Json.Parse(document),
            row.IsDBNull(3) ? null : Json.Parse(Envelope.Unseal((byte[])row.GetValue(3), Purpose(realmId, kind, id))));
    }

    internal static string Purpose(string realmId, ObjectKind kind, string id) => $"{realmId}/{kind}/{id}";

    static RealmRow Row(DbDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : (byte[])row.GetValue(3));

    public ValueTask DisposeAsync()
    {
        _notices.Dispose();
        Pool.Dispose();
        Envelope.Dispose();
        return ValueTask.CompletedTask;
    }

    sealed record RealmRow(string Id, long Version, string Document, byte[]? Secret);

    sealed class Slot(RealmSnapshot current)
    {
        readonly Lock _lock = new();
        volatile RealmSnapshot _current = current;

        public long CheckedAt;
        public long StaleUpTo;
        public long UsedAt;

        public RealmSnapshot Current => _current;

        /// <summary>The snapshot, for somebody who asks for it now.</summary>
        public RealmSnapshot Used(long now)
        {
            Volatile.Write(ref UsedAt, now);
            return _current;
        }

        /// <summary>Takes the snapshot if it is newer; returns the name that the realm had.</summary>
        public string Offer(RealmSnapshot snapshot)
        {
            lock (_lock)
            {
                var former = _current.Name;
                if (snapshot.Version > _current.Version)
                    _current = snapshot;
                return former;
            }
        }
    }
}
