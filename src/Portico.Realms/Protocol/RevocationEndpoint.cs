using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>
/// <c>POST protocol/openid-connect/revoke</c> (RFC 7009). A refresh token takes the client out of its session; an access token dies alone. For a token that does not count, Keycloak
/// answers 200 with an error in the body.
/// </summary>
static class RevocationEndpoint
{
    static readonly Refusal s_invalidToken = new(200, "invalid_token", Messages.InvalidToken);

    public static async Task Handle(Call call)
    {
        var refusal = await Revoke(call);
        await (refusal is null ? Answers.Empty(call.Http, 200, Answers.NoCache) : Answers.Error(call.Http, refusal, refusal.Status == 200 ? Answers.NoCache : Answers.NoStore));
    }

    static async Task<Refusal?> Revoke(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if ((await ClientAuthentication.Authenticate(call, form)).IsRefused(out var refusal, out var client))
            return refusal;
        if (Cors.Check(call, client) is { } foreign)
            return foreign;
        if (form.HasDuplicates())
            return Refusal.InvalidRequest(Messages.DuplicatedParameter);
        if (form["token"] is not { } text)
            return Refusal.InvalidRequest(Messages.TokenNotProvided);
        if (Jwt.Verify(call.Realm, text) is not { Typ: "Refresh" or "Offline" or "Bearer" } token || token.Issuer != call.Issuer)
            return s_invalidToken;
        if (token.Party != client.ClientId)
            return Refusal.InvalidRequest(Messages.UnmatchingClients);
        if (token.Expires is not null && token.IsExpired(call.Now))
            return s_invalidToken;
        return token.Typ == "Bearer" ? await RevokeAccess(call, token, text) : await RevokeRefresh(call, client, token);
    }

    static async Task<Refusal?> RevokeAccess(Call call, VerifiedJwt token, string text)
    {
        if ((await AccessTokens.Verify(call.Provider, call.Realm, call.Issuer, text, call.Now, call.Aborted)).Token is null)
            return s_invalidToken;
        var isFirst = await call.Provider.Database.Write(s => Tickets.Add(s, Tickets.Revoked, token.Id!, call.Realm.Id, (token.Expires ?? call.Now) + 60, ""), call.Aborted);
        return isFirst ? null : s_invalidToken;
    }

    static async Task<Refusal?> RevokeRefresh(Call call, Client client, VerifiedJwt token)
    {
        var isOffline = token.Typ == "Offline";
        if (await call.Provider.Sessions.Find(call.Realm, token.SessionId ?? "", isOffline, client.Id, call.Aborted) is not ({ } session, { }))
            return s_invalidToken;
        await call.Provider.Database.Write(s => SessionStore.Leave(s, call.Realm, session.Id, isOffline, client.Id, endEmpty: true), call.Aborted);
        return null;
    }
}
