using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>A device polls for its tokens (RFC 8628, 3.4). An approved code works once.</summary>
static class DeviceGrant
{
    static readonly Refusal s_notValid = Refusal.InvalidGrant("Device code not valid");

    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        if (!DeviceEndpoint.IsAllowed(call.Client))
            return new Refusal(400, "unauthorized_client", "Client not allowed OAuth 2.0 Device Authorization Grant");
        if (call.Form["device_code"] is not { } code)
            return Refusal.InvalidRequest("Missing parameter: device_code");
        var (refusal, request) = await call.Provider.Database.Write(s => Poll(s, call, Tickets.Hash(code)), call.Aborted);
        if (refusal is not null || request is null)
            return refusal ?? s_notValid;
        if (Pkce.CheckExchange(call.Client, request.Challenge, request.ChallengeMethod, call.Form["code_verifier"]) is { } problem)
            return Refusal.InvalidGrant(problem);
        if (await call.Provider.Sessions.Find(call.Realm, request.SessionId!, offline: false, call.Client.Id, call.Aborted) is not ({ } session, { } part)
            || await call.Provider.Realms.Users.FindById(call.Realm, session.UserId, call.Aborted) is not { } user)
            return s_notValid;
        if (!user.Enabled)
            return Refusal.InvalidGrant(Messages.UserDisabled);
        if (TokenPhases.Scope(call, request.Scope).IsRefused(out refusal, out var scope))
            return refusal;
        scope = scope.ForUser(call.Realm, call.Client, user);
        if (scope.Has(TokenPhases.OfflineAccess))
            (session, part) = await TokenPhases.GoOffline(call, session, part);
        return await TokenPhases.Issue(call, new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = call.Client,
            User = user,
            Scope = scope,
            Session = session,
            ClientSession = part,
            Acr = part.Acr,
        }, TokenGrant.Device, TokenPhases.WantsRefresh(call.Client));
    }

    static async Task<(Refusal? Refusal, DeviceRequest? Request)> Poll(Storage.Session database, TokenCall call, string id)
    {
        if (await Tickets.Find(database, Tickets.Device, id, call.Realm.Id) is not { } ticket)
            return (s_notValid, null);
        var request = DeviceRequest.Read(ticket.Data);
        if (request.ClientUuid != call.Client.Id)
            return (s_notValid, null);
        if (ticket.Expires <= call.Now)
            return (new Refusal(400, "expired_token", "Device code is expired"), null);
        if (call.Now - request.LastPoll < DeviceEndpoint.Interval(call.Realm, call.Client))
            return (new Refusal(400, "slow_down", "Slow down"), null);
        if (request.IsDenied)
            return (new Refusal(400, "access_denied", "The end user denied the authorization request"), null);
        if (request.SessionId is null)
        {
            await Tickets.Replace(database, Tickets.Device, id, call.Realm.Id, ticket.Data, (request with { LastPoll = call.Now }).Write());
            return (new Refusal(400, "authorization_pending", "The authorization request is still pending"), null);
        }
        await Tickets.Delete(database, Tickets.Device, id, call.Realm.Id);
        return (null, request);
    }
}
