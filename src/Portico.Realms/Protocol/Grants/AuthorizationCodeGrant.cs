using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>
/// Exchanges an authorization code. A code is spent by the first exchange that reaches it, successful or not; a second use takes back what the first gave (RFC 6749, 4.1.2), while
/// the browser's own session lives on.
/// </summary>
static class AuthorizationCodeGrant
{
    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        var (client, form) = (call.Client, call.Form);
        if (form["code"] is not { } code)
            return Refusal.InvalidRequest(Messages.MissingCode);
        var redeemed = await call.Provider.Database.Write(s => Redeem(s, call, code), call.Aborted);
        if (redeemed is not { } found)
            return Refusal.InvalidGrant(Messages.CodeNotValid);
        var (data, session, part) = found;
        if (data.ClientUuid != client.Id)
            return Refusal.InvalidGrant(Messages.ForeignCode);
        if (data.RedirectUri != form["redirect_uri"])
            return Refusal.InvalidGrant(Messages.IncorrectRedirectUri);
        if (Pkce.CheckExchange(client, data.Challenge, data.ChallengeMethod, form["code_verifier"]) is { } problem)
            return Refusal.InvalidGrant(problem);
        if (await call.Provider.Realms.Users.FindById(call.Realm, session.UserId, call.Aborted) is not { } user)
            return Refusal.InvalidGrant(Messages.CodeNotValid);
        if (!user.Enabled)
            return Refusal.InvalidGrant(Messages.UserDisabled);
        if (TokenPhases.Scope(call, data.Scope).IsRefused(out var refusal, out var scope))
            return refusal;
        var allowed = scope.ForUser(call.Realm, client, user);
        if (scope.Has(TokenPhases.OfflineAccess) && !allowed.Has(TokenPhases.OfflineAccess))
            return new Refusal(400, "not_allowed", Messages.OfflineNotAllowed);
        if (allowed.Has(TokenPhases.OfflineAccess))
            (session, part) = await TokenPhases.GoOffline(call, session, part);
        return await TokenPhases.Issue(call, new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = client,
            User = user,
            Scope = allowed,
            Session = session,
            ClientSession = part,
            Acr = part.Acr,
            Nonce = data.Nonce,
        }, TokenGrant.AuthorizationCode, TokenPhases.WantsRefresh(client));
    }

    static async Task<(CodeData Data, UserSession Session, ClientSession Part)?> Redeem(Storage.Session database, TokenCall call, string code)
    {
        if (await Tickets.Use(database, Tickets.Code, Tickets.Hash(code), call.Realm.Id) is not { } ticket)
            return null;
        var data = CodeData.Read(ticket.Data);
        if (ticket.Uses > 1)
        {
            await SessionStore.Leave(database, call.Realm, data.SessionId, offline: false, data.ClientUuid, endEmpty: false);
            await SessionStore.Leave(database, call.Realm, data.SessionId, offline: true, data.ClientUuid, endEmpty: true);
            return null;
        }
        if (data.Expires <= call.Now)
            return null;
        return await call.Provider.Sessions.Find(database, call.Realm, data.SessionId, offline: false, data.ClientUuid) is ({ } session, { } part) ? (data, session, part) : null;
    }
}
