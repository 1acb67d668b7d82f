using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Storage;

namespace Portico.Catalog.Policies;

/// <summary>
/// May this subject do that? As OpenMetadata decides it: administrators may everything; a reviewer of the stored entity may; then no rule may deny any of the
/// operations, and the rules that allow must cover them all. Roles, teams and policies are held in memory at a version; no request waits for a query unless
/// something changed. A change counts on this node with the next request, on others within a second.
/// </summary>
public sealed class Authorizer : IDisposable
{
    const string Channel = "catalog-access";
    static readonly TimeSpan LongestBlindness = TimeSpan.FromSeconds(1);

    readonly Database _database;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly IDisposable _notices;
    readonly SemaphoreSlim _loading = new(1, 1);
    volatile Loaded _loaded = new(AccessSnapshot.Empty);
    long _changes;
    long _checkedAt;

    /// <summary>Decides from a database that was opened with <see cref="Migrations"/> and the catalog's.</summary>
    public Authorizer(Database database, TimeProvider time, ILoggerFactory? logs = null)
    {
        _database = database;
        _time = time;
        _log = (logs ?? NullLoggerFactory.Instance).CreateLogger("Portico.Catalog.Policies");
        _notices = database.Notices.Subscribe(Channel, _ => Invalidate());
    }

    /// <summary>The table that counts the versions of users, teams, roles and policies.</summary>
    public static MigrationSet Migrations { get; } = new("catalog-access", typeof(Authorizer).Assembly, "Portico.Catalog.Policies.Migrations");

    /// <summary>Whether a write to this type changes who may do what: after it comes <see cref="Changed"/> in the same transaction, and <see cref="Invalidate"/> after the commit.</summary>
    public static bool Concerns(string type) => type is "user" or "team" or "role" or "policy";

    /// <summary>Tells every node, with the commit of the session's transaction, that users, teams, roles or policies changed.</summary>
    public static async Task Changed(Session session)
    {
        await session.Execute("UPDATE catalog_access SET version = version + 1");
        await session.Notify(Channel, "");
    }

    /// <summary>Makes the next <see cref="Find"/> look again; called after the commit of a change, so that it counts with the next request.</summary>
    public void Invalidate() => Interlocked.Increment(ref _changes);

    /// <summary>The user as a subject; <c>null</c> when there is no such user or it is deleted.</summary>
    public async ValueTask<Subject?> Find(Guid userId, CancellationToken ct) => (await Known(userId, ct)).Subject;

    /// <summary>The user, deleted or not; <c>null</c> when there is none.</summary>
    public async ValueTask<AccessUser?> FindUser(Guid userId, CancellationToken ct) => (await Known(userId, ct)).User;

    /// <summary>The id of the user of that name (in any case), deleted or not.</summary>
    public Task<Guid?> FindUserId(string name, CancellationToken ct) => _database.Read(session => AccessReader.UserByName(session, name), ct);

    /// <summary>Why a condition may not be written: it cannot be understood, or names what does not exist; <c>null</c> when it may.</summary>
    public async Task<string?> Refuse(string condition, CancellationToken ct)
    {
        if (!Condition.TryParse(condition, out var parsed, out var error))
            return $"Failed to parse - {error}";
        return await _database.Read(session => AccessReader.Missing(session, parsed.References), ct) is { } missing ? $"Failed to evaluate - {missing}" : null;
    }

    /// <summary>The first entity that the conditions of a policy name and that does not exist, in OpenMetadata's words; <c>null</c> when all do.</summary>
    public static Task<string?> Missing(Session session, System.Text.Json.Nodes.JsonObject policy) => AccessReader.Missing(session, PolicyRules.References(policy));

    /// <summary>The verdict on <paramref name="operations"/>, all of them, on a resource of the type (<c>table</c>, <c>user</c>, <c>lineage</c>, …).</summary>
    public Decision Check(Subject subject, string resourceType, OperationSet operations, ResourceContext context)
    {
        var decision = PolicyEvaluator.Check(subject, resourceType, operations, context);
        if (!decision.Allowed)
            Log.Refused(_log, resourceType, decision.Reason);
        return decision;
    }

    /// <summary>For what only administrators may.</summary>
    public static Decision CheckAdmin(Subject subject) =>
        subject.IsAdmin ? Decision.Allow : Decision.Deny($"Principal: CatalogPrincipal{{name='{subject.Name}'}} is not admin");

    /// <summary>For what only administrators and bots may.</summary>
    public static Decision CheckAdminOrBot(Subject subject) => subject.IsBot ? Decision.Allow : CheckAdmin(subject);

    /// <inheritdoc/>
    public void Dispose()
    {
        _notices.Dispose();
        _loading.Dispose();
    }

    async ValueTask<KnownUser> Known(Guid userId, CancellationToken ct)
    {
        var loaded = await Current(ct);
        if (loaded.Users.TryGetValue(userId, out var known))
            return known;
        var user = await _database.Read(session => AccessReader.User(session, userId), ct);
        if (user is null)
            return default;
        known = new(user, user.Deleted ? null : loaded.Snapshot.Resolve(user));
        // Read after a change that this snapshot does not know: good for this request, not to be kept.
        if (loaded.Changes == Interlocked.Read(ref _changes))
            loaded.Keep(known);
        return known;
    }

    async ValueTask<Loaded> Current(CancellationToken ct)
    {
        var loaded = _loaded;
        if (IsFresh(loaded))
            return loaded;
        await _loading.WaitAsync(ct);
        try
        {
            loaded = _loaded;
            if (IsFresh(loaded))
                return loaded;
            var changes = Interlocked.Read(ref _changes);
            var now = _time.GetTimestamp();
            if (loaded.Changes == changes && await _database.Read(AccessReader.Version, ct) == loaded.Snapshot.Version)
            {
                Interlocked.Exchange(ref _checkedAt, now);
                return loaded;
            }
            loaded = new(await _database.Read(session => AccessReader.Load(session, _log), ct)) { Changes = changes };
            _loaded = loaded;
            Interlocked.Exchange(ref _checkedAt, now);
            return loaded;
        }
        finally
        {
            _loading.Release();
        }
    }

    bool IsFresh(Loaded loaded) =>
        loaded.Snapshot.Version >= 0 && loaded.Changes == Interlocked.Read(ref _changes) && _time.GetElapsedTime(Interlocked.Read(ref _checkedAt)) < LongestBlindness;

    sealed class Loaded(AccessSnapshot snapshot)
    {
        /// <summary>More people than are active at a time; what is over it is read again.</summary>
        const int MostUsers = 20_000;

        public AccessSnapshot Snapshot => snapshot;

        public long Changes { get; init; }

        public ConcurrentDictionary<Guid, KnownUser> Users { get; } = new();

        public void Keep(KnownUser known)
        {
            if (Users.Count >= MostUsers)
                Users.Clear();
            Users[known.User!.Id] = known;
        }
    }

    readonly record struct KnownUser(AccessUser? User, Subject? Subject);
}
