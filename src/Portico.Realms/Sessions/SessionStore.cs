using System.Data.Common;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Sessions;

/// <summary>The realms' sessions in the database: seen by every node, kept over a restart. Reading never creates, and a session that is over is not found.</summary>
sealed class SessionStore(Database database, TimeProvider time)
{
    const string Columns = "s.id, s.offline, s.realm_id, s.user_id, s.login_name, s.ip, s.started, s.last_access, s.auth_time, s.remember_me";

    const string SelectWithClient = $"""
        SELECT {Columns}, c.client_id, c.started, c.last_access, c.acr
        FROM idp_user_session s LEFT JOIN idp_client_session c ON c.session_id = s.id AND c.offline = s.offline AND c.client_id = @client
        WHERE s.id = @id AND s.offline = @offline AND s.realm_id = @realm
        """;

    const string SelectWithClients = $"""
        SELECT {Columns}, c.client_id, c.started, c.last_access, c.acr
        FROM idp_user_session s LEFT JOIN idp_client_session c ON c.session_id = s.id AND c.offline = s.offline
        WHERE s.realm_id = @realm AND s.offline = @offline
        """;

    const string Upsert = """
        INSERT INTO idp_user_session (id, offline, realm_id, user_id, login_name, ip, started, last_access, auth_time, remember_me, expires)
        VALUES (@id, @offline, @realm, @user, @login, @ip, @started, @access, @auth, @remember, @expires)
        ON CONFLICT (id, offline) DO UPDATE SET last_access = excluded.last_access, auth_time = excluded.auth_time, remember_me = excluded.remember_me, expires = excluded.expires
        """;

    const string UpsertClient = """
        INSERT INTO idp_client_session (session_id, offline, client_id, started, last_access, acr)
        VALUES (@id, @offline, @client, @now, @now, @acr)
        ON CONFLICT (session_id, offline, client_id) DO UPDATE SET last_access = excluded.last_access, acr = excluded.acr
        """;

    const string TouchSession = "UPDATE idp_user_session SET last_access = @now, expires = @expires WHERE id = @id AND offline = @offline AND last_access < @now";
    const string TouchClient = "UPDATE idp_client_session SET last_access = @now WHERE session_id = @id AND offline = @offline AND client_id = @client AND last_access < @now";
    const string DeleteSession = "DELETE FROM idp_user_session WHERE id = @id AND offline = @offline AND realm_id = @realm";
    const string DeleteClient = "DELETE FROM idp_client_session WHERE session_id = @id AND offline = @offline AND client_id = @client";
    const string CountClients = "SELECT count(*) FROM idp_client_session WHERE session_id = @id AND offline = @offline";

    /// <summary>The clock of all sessions, in seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A live session, and the client's part in it where it has one.</summary>
    public async Task<(UserSession Session, ClientSession? Client)?> Find(RealmSnapshot realm, string id, bool offline, string? clientUuid, CancellationToken ct)
    {
        var found = await database.Read(s => Find(s, realm, id, offline, clientUuid), ct);
        return found;
    }

    /// <inheritdoc cref="Find(RealmSnapshot, string, bool, string?, CancellationToken)"/>
    public async Task<(UserSession Session, ClientSession? Client)?> Find(Session session, RealmSnapshot realm, string id, bool offline, string? clientUuid)
    {
        var found = await session.QueryFirst<(UserSession Session, ClientSession? Client)?>(SelectWithClient, row => (Read(row), ReadClient(row)),
            ("client", clientUuid ?? ""), ("id", id), ("offline", offline ? 1L : 0L), ("realm", realm.Id));
        return found is { } live && Lifespans.IsActive(realm.Settings, live.Session, Now) ? found : null;
    }

    /// <summary>Live sessions of a user, each with the UUIDs of its clients; newest access first.</summary>
    public Task<IReadOnlyList<(UserSession Session, IReadOnlyList<ClientSession> Clients)>> OfUser(RealmSnapshot realm, string userId, bool offline, CancellationToken ct) =>
        List(realm, SelectWithClients + " AND s.user_id = @user ORDER BY s.last_access DESC, s.id", offline, ct, ("user", userId));

    /// <summary>Live sessions in which a client takes part.</summary>
    public Task<IReadOnlyList<(UserSession Session, IReadOnlyList<ClientSession> Clients)>> OfClient(RealmSnapshot realm, string clientUuid, bool offline, CancellationToken ct) =>
        List(realm, SelectWithClients + " AND EXISTS (SELECT 1 FROM idp_client_session o WHERE o.session_id = s.id AND o.offline = s.offline AND o.client_id = @client) ORDER BY s.last_access DESC, s.id",
            offline, ct, ("client", clientUuid));

    /// <summary>All live sessions of a realm.</summary>
    public Task<IReadOnlyList<(UserSession Session, IReadOnlyList<ClientSession> Clients)>> OfRealm(RealmSnapshot realm, bool offline, CancellationToken ct) =>
        List(realm, SelectWithClients + " ORDER BY s.last_access DESC, s.id", offline, ct);

    /// <summary>All clients of one session, live or not.</summary>
    public async Task<(UserSession Session, IReadOnlyList<ClientSession> Clients)?> WithClients(RealmSnapshot realm, string id, bool offline, CancellationToken ct)
    {
        var rows = await database.Read(s => s.Query(SelectWithClients + " AND s.id = @id", row => (Session: Read(row), Client: ReadClient(row)),
            ("realm", realm.Id), ("offline", offline ? 1L : 0L), ("id", id)), ct);
        return rows.Count == 0 ? null : (rows[0].Session, [.. rows.Select(r => r.Client).OfType<ClientSession>()]);
    }

    async Task<IReadOnlyList<(UserSession, IReadOnlyList<ClientSession>)>> List(
        RealmSnapshot realm, string sql, bool offline, CancellationToken ct, params (string, object?)[] more)
    {
        var rows = await database.Read(s => s.Query(sql, row => (Session: Read(row), Client: ReadClient(row)),
            [("realm", realm.Id), ("offline", offline ? 1L : 0L), .. more]), ct);
        var now = Now;
        return [.. rows.GroupBy(r => r.Session.Id, StringComparer.Ordinal).Where(g => Lifespans.IsActive(realm.Settings, g.First().Session, now))
            .Select(g => (g.First().Session, (IReadOnlyList<ClientSession>)[.. g.Select(r => r.Client).OfType<ClientSession>()]))];
    }

    /// <summary>Stores a session, new or re-authenticated.</summary>
    public static Task Save(Session session, RealmSettings realm, UserSession user) => session.Execute(Upsert,
        ("id", user.Id), ("offline", user.Offline ? 1L : 0L), ("realm", user.RealmId), ("user", user.UserId), ("login", user.LoginName), ("ip", user.Ip),
        ("started", user.Started), ("access", user.LastAccess), ("auth", user.AuthTime), ("remember", user.RememberMe ? 1L : 0L), ("expires", Lifespans.Expires(realm, user)));

    /// <summary>Goes on with a session; false when it was ended meanwhile: what ended must not come back.</summary>
    public static async Task<bool> Renew(Session session, RealmSettings realm, UserSession user) => await session.Execute(
        "UPDATE idp_user_session SET last_access = @access, auth_time = @auth, expires = @expires WHERE id = @id AND offline = @offline",
        ("access", user.LastAccess), ("auth", user.AuthTime), ("expires", Lifespans.Expires(realm, user)), ("id", user.Id), ("offline", user.Offline ? 1L : 0L)) > 0;

    /// <summary>Lets a client take part in a session, or marks that it signed in anew.</summary>
    public static Task Join(Session session, string sessionId, bool offline, string clientUuid, string acr, long now) => session.Execute(UpsertClient,
        ("id", sessionId), ("offline", offline ? 1L : 0L), ("client", clientUuid), ("now", now), ("acr", acr));

    /// <summary>Notes that a session was used, coarsely: most calls write nothing.</summary>
    public Task Touch(RealmSnapshot realm, UserSession user, ClientSession client, CancellationToken ct)
    {
        var now = Now;
        var coarse = Math.Max(1, Lifespans.Granularity(Lifespans.Idle(realm.Settings, user)));
        if (now - user.LastAccess < coarse && now - client.LastAccess < coarse)
            return Task.CompletedTask;
        return database.Write(async session =>
        {
            var expires = Lifespans.Expires(realm.Settings, user with { LastAccess = now });
            await session.Execute(TouchSession, ("now", now), ("expires", expires), ("id", user.Id), ("offline", user.Offline ? 1L : 0L));
            await session.Execute(TouchClient, ("now", now), ("id", user.Id), ("offline", user.Offline ? 1L : 0L), ("client", client.ClientUuid));
        }, ct);
    }

    /// <summary>Ends a session; says whether there was one.</summary>
    public Task<bool> End(RealmSnapshot realm, string id, bool offline, CancellationToken ct) => database.Write(s => End(s, realm, id, offline), ct);

    /// <inheritdoc cref="End(RealmSnapshot, string, bool, CancellationToken)"/>
    public static async Task<bool> End(Session session, RealmSnapshot realm, string id, bool offline) =>
        await session.Execute(DeleteSession, ("id", id), ("offline", offline ? 1L : 0L), ("realm", realm.Id)) > 0;

    /// <summary>Takes a client out of a session; with <paramref name="endEmpty"/> a session without clients ends.</summary>
    public static async Task<bool> Leave(Session session, RealmSnapshot realm, string id, bool offline, string clientUuid, bool endEmpty)
    {
        var left = await session.Execute(DeleteClient, ("id", id), ("offline", offline ? 1L : 0L), ("client", clientUuid)) > 0;
        if (endEmpty && await session.QueryFirst(CountClients, row => row.GetInt64(0), ("id", id), ("offline", offline ? 1L : 0L)) == 0)
            await session.Execute(DeleteSession, ("id", id), ("offline", offline ? 1L : 0L), ("realm", realm.Id));
        return left;
    }

    /// <summary>Ends every session of a user; with <paramref name="except"/> that one stays.</summary>
    public Task<int> EndOfUser(RealmSnapshot realm, string userId, string? except, bool offline, CancellationToken ct) =>
        database.Write(s => EndOfUser(s, realm, userId, except, offline), ct);

    /// <inheritdoc cref="EndOfUser(RealmSnapshot, string, string?, bool, CancellationToken)"/>
    public static Task<int> EndOfUser(Session session, RealmSnapshot realm, string userId, string? except, bool offline) =>
        session.Execute("DELETE FROM idp_user_session WHERE realm_id = @realm AND user_id = @user AND id <> @except AND offline = @offline",
            ("realm", realm.Id), ("user", userId), ("except", except ?? ""), ("offline", offline ? 1L : 0L));

    /// <summary>Ends every session of a realm; offline sessions stay.</summary>
    public Task<int> EndOfRealm(RealmSnapshot realm, CancellationToken ct) =>
        database.Write(s => s.Execute("DELETE FROM idp_user_session WHERE realm_id = @realm AND offline = 0", ("realm", realm.Id)), ct);

    /// <summary>Removes what is over; run now and then.</summary>
    public Task<int> Purge(CancellationToken ct) => database.Write(async session =>
    {
        var now = Now;
        return await session.Execute("DELETE FROM idp_user_session WHERE expires < @now", ("now", now))
            + await session.Execute("DELETE FROM idp_sign_in WHERE expires < @now", ("now", now))
            + await session.Execute("DELETE FROM idp_ticket WHERE expires < @now", ("now", now));
    }, ct);

    static UserSession Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Offline = row.GetInt64(1) != 0,
        RealmId = row.GetString(2),
        UserId = row.GetString(3),
        LoginName = row.GetString(4),
        Ip = row.GetString(5),
        Started = row.GetInt64(6),
        LastAccess = row.GetInt64(7),
        AuthTime = row.GetInt64(8),
        RememberMe = row.GetInt64(9) != 0,
    };

    static ClientSession? ReadClient(DbDataReader row) => row.IsDBNull(10) ? null : new()
    {
        ClientUuid = row.GetString(10),
        Started = row.GetInt64(11),
        LastAccess = row.GetInt64(12),
        Acr = row.GetString(13),
    };
}
