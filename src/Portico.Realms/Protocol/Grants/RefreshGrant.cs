using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>New tokens of a session. The refresh token itself needs no row; where the realm rotates, its chain has one.</summary>
static class RefreshGrant
{
    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        var (client, form) = (call.Client, call.Form);
        if (form["refresh_token"] is not { } text)
            return Refusal.InvalidRequest(Messages.NoRefreshToken);
        if (RefreshTokens.Verify(call.Call, client, text, expiryMatters: true).IsRefused(out var refusal, out var token))
            return refusal;
        if (ScopePlan.For(call.Realm, client, token.Claims.Text("scope")) is not { } full)
            return Refusal.InvalidScope(token.Claims.Text("scope"));
        var scope = full;
        if (form["scope"] is { } wanted)
        {
            if (TokenPhases.Scope(call, wanted).IsRefused(out refusal, out _))
                return refusal;
            scope = full.Narrow(call.Realm, client, wanted);
        }
        var isOffline = token.Typ == "Offline";
        var (found, owner) = await call.Provider.Database.Read(async s =>
        {
            var session = await call.Provider.Sessions.Find(s, call.Realm, token.SessionId ?? "", isOffline, client.Id);
            return (session, session is { } known ? await call.Provider.Realms.Users.FindById(s, call.Realm, known.Session.UserId) : null);
        }, call.Aborted);
        if (found is not { } live || owner is not { } user)
            return Refusal.InvalidGrant(isOffline ? Messages.OfflineSessionNotFound : Messages.SessionNotActive);
        if (!user.Enabled)
            return Refusal.InvalidGrant(Messages.UserDisabled);
        if (live.Client is not { } part)
            return Refusal.InvalidGrant(Messages.SessionWithoutClient);
        if (token.IssuedAt < TokenPhases.NotBefore(call.Realm, client, user))
            return Refusal.InvalidGrant(Messages.StaleToken);
        var chain = token.Claims.Text("reuse_id");
        string? next = null;
        if (call.Realm.Settings.RevokeRefreshToken)
        {
            chain ??= token.Id!;
            next = Guid.NewGuid().ToString();
            if (!await call.Provider.Database.Write(s => Advance(s, call, live.Session, chain, token.Id ?? "", next), call.Aborted))
                return Refusal.InvalidGrant(Messages.ReuseExceeded);
        }
        await call.Provider.Sessions.Touch(call.Realm, live.Session, part, call.Aborted);
        return await TokenPhases.Issue(call, new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = client,
            User = user,
            Scope = scope.ForUser(call.Realm, client, user),
            Session = live.Session,
            ClientSession = part,
            Acr = part.Acr,
            Ip = live.Session.Ip,
        }, TokenGrant.Refresh, withRefresh: true, chain, next, full);
    }

    // Moves a chain on to its next token. False when a spent token came back more often than the realm allows: then the client is out of the session.
    static async Task<bool> Advance(Storage.Session database, TokenCall call, UserSession session, string chain, string used, string next)
    {
        var expires = Math.Max(Lifespans.Expires(call.Realm.Settings, session with { LastAccess = call.Now }), call.Now + 60);
        var first = new RefreshChain { Newest = next, Former = used, FormerUses = 1 };
        if (await Tickets.Add(database, Tickets.RefreshChain, chain, call.Realm.Id, expires, first.Write()))
            return true;
        if (await Tickets.Find(database, Tickets.RefreshChain, chain, call.Realm.Id) is not { } row)
            return false;
        var state = RefreshChain.Read(row.Data);
        RefreshChain? moved = null;
        if (state.Newest == used)
            moved = new RefreshChain { Newest = next, Former = used, FormerUses = 1 };
        else if (state.Former == used && state.FormerUses <= call.Realm.Settings.RefreshTokenMaxReuse)
            moved = state with { Newest = next, FormerUses = state.FormerUses + 1 };
        if (moved is not null && await Tickets.Replace(database, Tickets.RefreshChain, chain, call.Realm.Id, row.Data, moved.Write()))
            return true;
        await SessionStore.Leave(database, call.Realm, session.Id, session.Offline, call.Client.Id, endEmpty: session.Offline);
        return false;
    }
}
