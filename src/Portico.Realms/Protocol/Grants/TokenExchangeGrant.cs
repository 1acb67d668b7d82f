using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>Token exchange (RFC 8693) as Keycloak's version 2 does it: an access token whose audience names the client becomes one of the client's own, for the same user and session.</summary>
static class TokenExchangeGrant
{
    const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";

    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        var (client, form) = (call.Client, call.Form);
        if (client.PublicClient || !client.IsSet("standard.token.exchange.enabled"))
            return Refusal.InvalidRequest("Standard token exchange is not enabled for the requested client");
        if (form["subject_token"] is not { } text)
            return Refusal.InvalidRequest("Parameter 'subject_token' is missing");
        if (form["subject_token_type"] is not AccessTokenType)
            return Refusal.InvalidRequest("Parameter 'subject_token' supports access tokens only");
        var wanted = form["requested_token_type"] ?? AccessTokenType;
        if (wanted is not (AccessTokenType or IdTokenType))
            return Refusal.InvalidRequest("requested_token_type unsupported");
        var (token, _) = await AccessTokens.Verify(call.Provider, call.Realm, call.Call.Issuer, text, call.Now, call.Aborted);
        if (token is null)
            return Refusal.InvalidRequest(Messages.InvalidToken);
        if (!token.Jwt.Audience.Contains(client.ClientId) && token.Client.Id != client.Id)
            return new Refusal(403, "access_denied", "Client is not within the token audience");
        if (TokenPhases.Scope(call, form["scope"]).IsRefused(out var refusal, out var scope))
            return refusal;
        scope = scope.ForUser(call.Realm, client, token.User);
        var audiences = form.Values("audience");
        if (audiences.Any(a => call.Realm.FindClient(a) is null))
            return new Refusal(400, "invalid_client", "Audience not found");
        if (audiences.Count > 0)
            scope = scope.ForAudience(call.Realm, client, audiences);
        return await Issue(call, token, scope, audiences, wanted);
    }

    static async Task<Outcome<TokenAnswer>> Issue(TokenCall call, LiveToken token, ScopePlan scope, IReadOnlyList<string> audiences, string wanted)
    {
        var client = call.Client;
        var part = token.Session is null ? null : new ClientSession { ClientUuid = client.Id, Started = call.Now, LastAccess = call.Now, Acr = token.Jwt.Claims.Text("acr") ?? "1" };
        var subject = new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = client,
            User = token.User,
            Scope = scope,
            Session = token.Session,
            ClientSession = part,
            Acr = part?.Acr ?? "1",
        };
        var (access, expires, audience, accessId) = await call.Provider.Tokens.Access(subject, TokenGrant.TokenExchange, call.Now, isImplicit: false, call.Aborted);
        (call.Trail.UserId, call.Trail.SessionId) = (token.User.Id, token.Session?.Id);
        call.Trail.Note("token_id", accessId).Note("scope", scope.TokenScope);
        if (audiences.FirstOrDefault(a => !audience.Contains(a)) is { } missing)
            return Refusal.InvalidRequest($"Requested audience not available: {missing}");
        if (token.Session is { } session && part is not null)
            await call.Provider.Database.Write(s => SessionStore.Join(s, session.Id, session.Offline, client.Id, part.Acr, call.Now), call.Aborted);
        var isId = wanted == IdTokenType;
        return new TokenAnswer
        {
            AccessToken = isId ? await call.Provider.Tokens.Id(subject, call.Now, expires, accessToken: null, code: null, state: null, call.Aborted) : access,
            TokenType = isId ? "N_A" : "Bearer",
            ExpiresIn = expires - call.Now,
            IdToken = !isId && scope.OpenId ? await call.Provider.Tokens.Id(subject, call.Now, expires, access, code: null, state: null, call.Aborted) : null,
            NotBefore = TokenPhases.NotBefore(call.Realm, client, token.User),
            SessionState = token.Session?.Id,
            Scope = scope.TokenScope,
            IssuedTokenType = wanted,
        };
    }
}
