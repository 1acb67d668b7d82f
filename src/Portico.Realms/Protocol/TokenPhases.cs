using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>What grants share once they know who the token is for.</summary>
static class TokenPhases
{
    public const string OfflineAccess = "offline_access";

    /// <summary>Checks a <c>scope</c> parameter against the client.</summary>
    public static Outcome<ScopePlan> Scope(TokenCall call, string? requested) =>
        ScopePlan.For(call.Realm, call.Client, requested) is { } plan ? plan : Refusal.InvalidScope(requested);

    /// <summary>Begins a session of a user for a client, offline if the scope says so.</summary>
    public static async Task<(UserSession Session, ClientSession Part)> BeginSession(TokenCall call, RealmUser user, ScopePlan scope, string loginName)
    {
        var session = new UserSession
        {
            Id = Tickets.NewId(),
            Offline = scope.Has(OfflineAccess),
            RealmId = call.Realm.Id,
            UserId = user.Id,
            LoginName = loginName,
            Ip = call.Call.Ip,
            Started = call.Now,
            LastAccess = call.Now,
        };
        var part = new ClientSession { ClientUuid = call.Client.Id, Started = call.Now, LastAccess = call.Now, Acr = "1" };
        await call.Provider.Database.Write(async s =>
        {
            await SessionStore.Save(s, call.Realm.Settings, session);
            await SessionStore.Join(s, session.Id, session.Offline, call.Client.Id, part.Acr, call.Now);
        }, call.Aborted);
        return (session, part);
    }

    /// <summary>Turns a browser's session into an offline one beside it, when the scope asks for that.</summary>
    public static async Task<(UserSession Session, ClientSession Part)> GoOffline(TokenCall call, UserSession session, ClientSession part)
    {
        var offline = session with { Offline = true, Started = call.Now, LastAccess = call.Now };
        await call.Provider.Database.Write(async s =>
        {
            await SessionStore.Save(s, call.Realm.Settings, offline);
            await SessionStore.Join(s, offline.Id, true, call.Client.Id, part.Acr, call.Now);
        }, call.Aborted);
        return (offline, part with { Started = call.Now, LastAccess = call.Now });
    }

    /// <summary>Makes the tokens.</summary>
    /// <param name="chain">The chain of a rotated refresh token; null for a first one.</param>
    /// <param name="refreshId">The id that the new refresh token shall bear; null for any.</param>
    /// <param name="refreshScope">The scope that the refresh token keeps where the answer is narrower.</param>
    public static async Task<TokenAnswer> Issue(TokenCall call, TokenSubject subject, string grant, bool withRefresh, string? chain = null, string? refreshId = null, ScopePlan? refreshScope = null)
    {
        var issuer = call.Provider.Tokens;
        var (access, expires, audience, accessId) = await issuer.Access(subject, grant, call.Now, isImplicit: false, call.Aborted);
        (call.Trail.UserId, call.Trail.SessionId) = (subject.User.Id, subject.Session?.Id);
        call.Trail.Note("token_id", accessId).Note("scope", subject.Scope.TokenScope);
        string? refresh = null;
        var refreshExpires = 0L;
        if (withRefresh && subject.Session is not null)
        {
            var kept = refreshScope is null || ReferenceEquals(refreshScope, subject.Scope) ? subject : Rescoped(subject, refreshScope);
            refreshId ??= Guid.NewGuid().ToString();
            (refresh, refreshExpires) = await issuer.Refresh(kept, call.Now, chain, refreshId, audience, call.Aborted);
            call.Trail.Note("refresh_token_id", refreshId).Note("refresh_token_type", subject.Session.Offline ? "Offline" : "Refresh");
        }
        var id = subject.Scope.OpenId ? await issuer.Id(subject, call.Now, expires, access, code: null, state: null, call.Aborted) : null;
        return new TokenAnswer
        {
            AccessToken = access,
            ExpiresIn = expires - call.Now,
            RefreshToken = refresh,
            RefreshExpiresIn = refreshExpires > 0 ? refreshExpires - call.Now : 0,
            IdToken = id,
            NotBefore = NotBefore(call.Realm, call.Client, subject.User),
            SessionState = subject.Session?.Id,
            Scope = subject.Scope.TokenScope,
        };
    }

    public static bool WantsRefresh(Client client) => client.Attribute("use.refresh.tokens") != "false";

    /// <summary>Tokens older than this are stale: what the realm, the client or the user was last revoked at.</summary>
    public static long NotBefore(RealmSnapshot realm, Client client, RealmUser user) => Math.Max(realm.Settings.NotBefore, Math.Max(client.NotBefore, user.NotBefore));

    static TokenSubject Rescoped(TokenSubject subject, ScopePlan scope) => new()
    {
        Realm = subject.Realm,
        Issuer = subject.Issuer,
        Client = subject.Client,
        User = subject.User,
        Scope = scope,
        Session = subject.Session,
        ClientSession = subject.ClientSession,
        Acr = subject.Acr,
        Ip = subject.Ip,
    };
}
