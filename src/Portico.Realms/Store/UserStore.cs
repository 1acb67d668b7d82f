using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>Users of all realms. Each lookup is one round trip and returns the whole user.</summary>
sealed class UserStore(Database database, Envelope envelope, TimeProvider time, RealmStore realms)
{
    public Task<RealmUser?> FindById(RealmSnapshot realm, string id, CancellationToken ct) =>
        database.Read(session => FindById(session, realm, id), ct);

    /// <summary>The same within a read that goes on.</summary>
    public Task<RealmUser?> FindById(Session session, RealmSnapshot realm, string id) => UserRows.FindById(session, envelope, realm.Id, id);

    /// <summary>In any letter case.</summary>
    public Task<RealmUser?> FindByUsername(RealmSnapshot realm, string username, CancellationToken ct) =>
        database.Read(session => UserRows.FindByUsername(session, envelope, realm.Id, username), ct);

    /// <summary>In any letter case; the first by user name where the realm allows an address to be used twice.</summary>
    public Task<RealmUser?> FindByEmail(RealmSnapshot realm, string email, CancellationToken ct) =>
        database.Read(session => UserRows.FindByEmail(session, envelope, realm.Id, email), ct);

    /// <summary>What a person typed into a login form: a user name or, where the realm allows it, an e-mail address.</summary>
    public Task<RealmUser?> FindByLogin(RealmSnapshot realm, string login, CancellationToken ct) =>
        realm.Settings.LoginWithEmailAllowed && !realm.Settings.DuplicateEmailsAllowed
            ? database.Read(session => UserRows.FindByLogin(session, envelope, realm.Id, login), ct)
            : FindByUsername(realm, login, ct);

    /// <summary>A client's service account, remembered with the snapshot (a change of such a user makes a new one); null when it has none.</summary>
    public ValueTask<RealmUser?> ServiceAccount(RealmSnapshot realm, Client client, CancellationToken ct) => client.ServiceAccountUserId is { } id
        ? realm.TryGetServiceAccount(id, out var user) ? new(user) : new(LoadServiceAccount(realm, id, ct))
        : new((RealmUser?)null);

    async Task<RealmUser?> LoadServiceAccount(RealmSnapshot realm, string id, CancellationToken ct)
    {
        if (await FindById(realm, id, ct) is not { } user)
            return null;
        realm.Remember(user);
        return user;
    }

    /// <summary>Adds a user as given, with its credentials, roles and groups. A taken name or address is a <see cref="System.Data.Common.DbException"/> for which <c>DbExceptions.IsUniqueViolation</c> holds.</summary>
    public Task Add(RealmSnapshot realm, RealmUser user, CancellationToken ct) => database.Write(session => UserRows.Add(session, envelope, realm, [user]), ct);

    /// <summary>Reads a user, lets <paramref name="change"/> alter its own members (not roles, groups, credentials), and writes it, in one transaction. Null when it is gone.</summary>
    public Task<RealmUser?> Update(RealmSnapshot realm, string userId, Func<RealmUser, RealmUser> change, CancellationToken ct) => Touch(realm, userId, async (session, user) =>
    {
        var changed = change(user);
        await UserRows.Save(session, realm, changed);
        return changed;
    }, ct);

    /// <summary>Adds a credential or replaces the one with its id.</summary>
    public Task PutCredential(RealmSnapshot realm, string userId, Credential credential, CancellationToken ct) =>
        database.Write(session => UserRows.PutCredential(session, envelope, realm.Id, userId, credential), ct);

    public Task<int> RemoveCredential(RealmSnapshot realm, string userId, string credentialId, CancellationToken ct) =>
        database.Write(session => UserRows.RemoveCredential(session, realm.Id, userId, credentialId), ct);

    /// <summary>
    /// Replaces the password, keeping the former ones that the policy's history wants as credentials of type <c>password-history</c>; adds or removes the required action
    /// UPDATE_PASSWORD. The policy itself is checked by the caller.
    /// </summary>
    public Task<RealmUser?> SetPassword(RealmSnapshot realm, string userId, Credential password, bool temporary, int history, CancellationToken ct) => Touch(realm, userId, async (session, user) =>
    {
        var former = user.Credentials.FirstOrDefault(c => c.Type == "password");
        foreach (var old in user.Credentials.Where(c => c.Type == "password").Concat(user.Credentials.Where(c => c.Type == "password-history").OrderByDescending(c => c.CreatedAt).Skip(Math.Max(0, history - 2))))
            await UserRows.RemoveCredential(session, realm.Id, userId, old.Id);
        if (former is not null && history > 1)
            await UserRows.PutCredential(session, envelope, realm.Id, userId, former with { Type = "password-history", Id = Guid.NewGuid().ToString() });
        await UserRows.PutCredential(session, envelope, realm.Id, userId, password with { Priority = former?.Priority ?? NextPriority(user) });
        var actions = user.RequiredActions.Where(a => a != "UPDATE_PASSWORD");
        var changed = user with { RequiredActions = [.. temporary ? actions.Append("UPDATE_PASSWORD") : actions] };
        await UserRows.Save(session, realm, changed);
        return changed;
    }, ct);

    /// <summary>The priority of a credential that is to be used after those that the user has.</summary>
    public static int NextPriority(RealmUser user) => user.Credentials.Count == 0 ? 10 : user.Credentials.Max(c => c.Priority) + 10;

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Works on a user in one transaction. Service accounts live in snapshots, so a change of one is a change of the realm.</summary>
    internal async Task<RealmUser?> Touch(RealmSnapshot realm, string userId, Func<Session, RealmUser, Task<RealmUser>> work, CancellationToken ct)
    {
        var (user, snapshot) = await database.Write(async session =>
        {
            if (await UserRows.FindById(session, envelope, realm.Id, userId) is not { } known)
                return ((RealmUser?)null, (RealmSnapshot?)null);
            if (known.ServiceAccountClientId is null)
                return (await work(session, known), null);
            var draft = await realms.Begin(session, realm);
            return (await work(session, known), await draft.Save());
        }, ct);
        if (snapshot is not null)
            realms.Publish(snapshot);
        return user;
    }
}
