using System.Text.Json.Nodes;
using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Login;

namespace Portico.Realms.Sessions;

/// <summary>What the admin API shows and ends of sessions, consents and locked users.</summary>
sealed class SessionsAdmin(Provider provider)
{
    public void Map(AdminRoutes routes)
    {
        routes.Get("users/{user}/sessions", OfUser);
        routes.Get("users/{user}/offline-sessions/{client}", OfflineOfUser);
        routes.Post("users/{user}/logout", LogoutUser);
        routes.Post("users/{user}/impersonation", Impersonate);
        routes.Get("users/{user}/consents", ListConsents);
        routes.Delete("users/{user}/consents/{client}", RevokeConsent);
        routes.Delete("sessions/{session}", EndSession);
        routes.Get("client-session-stats", Stats);
        routes.Get("clients/{client}/user-sessions", r => OfClient(r, offline: false));
        routes.Get("clients/{client}/offline-sessions", r => OfClient(r, offline: true));
        routes.Get("clients/{client}/session-count", r => CountOfClient(r, offline: false));
        routes.Get("clients/{client}/offline-session-count", r => CountOfClient(r, offline: true));
        routes.Get("attack-detection/brute-force/users/{user}", Failures);
        routes.Delete("attack-detection/brute-force/users/{user}", ClearFailures);
        routes.Delete("attack-detection/brute-force/users", ClearAllFailures);
    }

    async Task<AdminAnswer> OfUser(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanViewUsers);
        return List(request.Realm, await provider.Sessions.OfUser(request.Realm, user.Id, offline: false, request.Ct));
    }

    async Task<AdminAnswer> OfflineOfUser(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanViewUsers);
        var client = request.Realm.FindClientById(request.Path("client")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Client not found"));
        var sessions = await provider.Sessions.OfUser(request.Realm, user.Id, offline: true, request.Ct);
        return List(request.Realm, [.. sessions.Where(s => s.Clients.Any(c => c.ClientUuid == client.Id))]);
    }

    async Task<AdminAnswer> LogoutUser(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        await SessionEnding.EndOfUser(provider, request.Realm, Issuer(request), user.Id, request.Ct);
        var now = provider.Sessions.Now;
        await provider.Realms.Users.Update(request.Realm, user.Id, u => u with { NotBefore = now }, request.Ct);
        return AdminAnswer.NoContent;
    }

    // Signs the administrator's browser in as the user; where he administers his own realm, instead of himself.
    async Task<AdminAnswer> Impersonate(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanImpersonate);
        if (!user.Enabled)
            return AdminAnswer.Message(400, "User is disabled");
        if (user.ServiceAccountClientId is not null)
            return AdminAnswer.Message(400, "Service accounts cannot be impersonated");
        var call = new Call(request.Http, provider, request.Realm);
        var session = new UserSession
        {
            Id = Tickets.NewId(), RealmId = request.Realm.Id, UserId = user.Id, LoginName = user.Username, Ip = call.Ip, Started = call.Now, LastAccess = call.Now, AuthTime = call.Now,
        };
        await provider.Database.Write(s => SessionStore.Save(s, request.Realm.Settings, session), request.Ct);
        await IdentityCookie.Write(call, session);
        return AdminAnswer.Ok(new JsonObject { ["sameRealm"] = request.Caller.Realm.Id == request.Realm.Id, ["redirect"] = call.Url("account") });
    }

    async Task<AdminAnswer> EndSession(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        var (id, offline) = (request.Path("session"), request.QueryFlag("isOffline"));
        if (await provider.Sessions.Find(request.Realm, id, offline, null, request.Ct) is null)
            return AdminAnswer.NotFound("Sesssion not found"); // Keycloak's spelling
        await SessionEnding.End(provider, request.Realm, Issuer(request), id, offline, request.Ct);
        return AdminAnswer.NoContent;
    }

    async Task<AdminAnswer> Stats(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var counts = new Dictionary<string, (int Active, int Offline)>(StringComparer.Ordinal);
        foreach (var (_, clients) in await provider.Sessions.OfRealm(request.Realm, offline: false, request.Ct))
        {
            foreach (var client in clients)
                counts[client.ClientUuid] = counts.GetValueOrDefault(client.ClientUuid) is var (active, gone) ? (active + 1, gone) : default;
        }
        foreach (var (_, clients) in await provider.Sessions.OfRealm(request.Realm, offline: true, request.Ct))
        {
            foreach (var client in clients)
                counts[client.ClientUuid] = counts.GetValueOrDefault(client.ClientUuid) is var (active, gone) ? (active, gone + 1) : default;
        }
        return AdminAnswer.Ok(new JsonArray([.. counts.Select(c => (request.Realm.FindClientById(c.Key), c.Value)).Where(c => c.Item1 is not null).Select(c => (JsonNode)new JsonObject
        {
            ["id"] = c.Item1!.Id, ["clientId"] = c.Item1.ClientId, ["active"] = c.Value.Active.ToString(), ["offline"] = c.Value.Offline.ToString(),
        })]));
    }

    async Task<AdminAnswer> OfClient(AdminRequest request, bool offline)
    {
        var client = request.Client();
        AdminRequest.Require(request.Access.CanViewClients);
        return List(request.Realm, [.. request.Paged(await provider.Sessions.OfClient(request.Realm, client.Id, offline, request.Ct))]);
    }

    async Task<AdminAnswer> CountOfClient(AdminRequest request, bool offline)
    {
        var client = request.Client();
        AdminRequest.Require(request.Access.CanViewClients);
        return AdminAnswer.Ok(new JsonObject { ["count"] = (await provider.Sessions.OfClient(request.Realm, client.Id, offline, request.Ct)).Count });
    }

    async Task<AdminAnswer> ListConsents(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanViewUsers);
        var offline = await OfflineClients(request, user.Id);
        var consents = await provider.Database.Read(s => Consents.Of(s, request.Realm.Id, user.Id), request.Ct);
        var list = new JsonArray();
        foreach (var clientId in consents.Select(c => c.ClientUuid).Union(offline, StringComparer.Ordinal))
        {
            if (request.Realm.FindClientById(clientId) is not { } client)
                continue;
            var item = new JsonObject { ["clientId"] = client.ClientId };
            var consent = consents.FirstOrDefault(c => c.ClientUuid == clientId);
            item["grantedClientScopes"] = new JsonArray([.. (consent?.Scopes ?? []).Select(s => (JsonNode)s)]);
            if (consent is not null)
            {
                item["createdDate"] = consent.Created;
                item["lastUpdatedDate"] = consent.Updated;
            }
            item["additionalGrants"] = offline.Contains(clientId) ? new JsonArray(new JsonObject { ["client"] = client.Id, ["key"] = "Offline Token" }) : new JsonArray();
            list.Add(item);
        }
        return AdminAnswer.Ok(list);
    }

    async Task<AdminAnswer> RevokeConsent(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        if (request.Realm.FindClient(request.Path("client")) is not { } client)
            return AdminAnswer.NotFound("Client not found");
        var revoked = await provider.Database.Write(s => Consents.Revoke(s, request.Realm.Id, user.Id, client.Id), request.Ct);
        var left = 0;
        foreach (var isOffline in new[] { false, true })
        {
            foreach (var (session, clients) in await provider.Sessions.OfUser(request.Realm, user.Id, isOffline, request.Ct))
            {
                // Tokens of a consent that is withdrawn die with it.
                if (clients.Any(c => c.ClientUuid == client.Id) && (isOffline || revoked) && await provider.Database.Write(s => SessionStore.Leave(s, request.Realm, session.Id, isOffline, client.Id, isOffline), request.Ct))
                    left += isOffline ? 1 : 0;
            }
        }
        return revoked || left > 0 ? AdminAnswer.NoContent : AdminAnswer.NotFound("Consent nor offline token not found");
    }

    async Task<HashSet<string>> OfflineClients(AdminRequest request, string userId) =>
        [.. (await provider.Sessions.OfUser(request.Realm, userId, offline: true, request.Ct)).SelectMany(s => s.Clients).Select(c => c.ClientUuid)];

    async Task<AdminAnswer> Failures(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewUsers);
        var known = await provider.Database.Read(s => LoginFailures.Find(s, request.Realm.Id, request.Path("user")), request.Ct);
        var user = known is null ? null : await provider.Realms.Users.FindById(request.Realm, request.Path("user"), request.Ct);
        var isLocked = known is not null && (known.LockedUntil > provider.Time.GetUtcNow().ToUnixTimeMilliseconds() || (request.Realm.Settings.PermanentLockout && user is { Enabled: false }));
        return AdminAnswer.Ok(new JsonObject
        {
            ["failedLoginNotBefore"] = (known?.LockedUntil ?? 0) / 1000,
            ["numFailures"] = known?.Failures ?? 0,
            ["numTemporaryLockouts"] = known?.Lockouts ?? 0,
            ["disabled"] = isLocked,
            ["numSecondaryAuthFailures"] = 0,
            ["lastIPFailure"] = known is { LastIp.Length: > 0 } ? known.LastIp : "n/a",
            ["lastFailure"] = known?.LastFailure ?? 0,
        });
    }

    async Task<AdminAnswer> ClearFailures(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        await provider.Database.Write(s => LoginFailures.Remove(s, request.Realm.Id, request.Path("user")), request.Ct);
        return AdminAnswer.NoContent;
    }

    async Task<AdminAnswer> ClearAllFailures(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        await provider.Database.Write(s => LoginFailures.Remove(s, request.Realm.Id, null), request.Ct);
        return AdminAnswer.NoContent;
    }

    static AdminAnswer List(RealmSnapshot realm, IReadOnlyList<(UserSession Session, IReadOnlyList<ClientSession> Clients)> sessions) => AdminAnswer.Ok(new JsonArray([.. sessions.Select(s =>
    {
        var clients = new JsonObject();
        foreach (var part in s.Clients)
            clients[part.ClientUuid] = realm.FindClientById(part.ClientUuid)?.ClientId;
        return (JsonNode)new JsonObject
        {
            ["id"] = s.Session.Id,
            ["username"] = s.Session.LoginName,
            ["userId"] = s.Session.UserId,
            ["ipAddress"] = s.Session.Ip,
            ["start"] = s.Session.Started * 1000,
            ["lastAccess"] = s.Session.LastAccess * 1000,
            ["rememberMe"] = s.Session.RememberMe,
            ["clients"] = clients,
            ["transientUser"] = false,
        };
    })]));

    static string Issuer(AdminRequest request) => $"{Call.BaseUrlOf(request.Http.Request)}/realms/{Uri.EscapeDataString(request.Realm.Name)}";
}
