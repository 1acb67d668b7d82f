using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Grants;

/// <summary>A client on its own behalf: its service account's token. Without a refresh token there is no session and nothing to store.</summary>
static class ClientCredentialsGrant
{
    public static async Task<Outcome<TokenAnswer>> Run(TokenCall call)
    {
        var client = call.Client;
        if (client.PublicClient)
            return new Refusal(401, "unauthorized_client", Messages.PublicServiceAccount);
        if (!client.ServiceAccountsEnabled)
            return new Refusal(401, "unauthorized_client", Messages.NoServiceAccount);
        if (TokenPhases.Scope(call, call.Form["scope"]).IsRefused(out var refusal, out var scope))
            return refusal;
        if (await call.Provider.Realms.Users.ServiceAccount(call.Realm, client, call.Aborted) is not { } user)
            return new Refusal(401, "unauthorized_client", Messages.NoServiceAccount);
        if (!user.Enabled)
            return new Refusal(401, "invalid_request", $"User '{user.Username}' disabled");
        scope = scope.ForUser(call.Realm, client, user);
        var withRefresh = client.IsSet("client_credentials.use_refresh_token");
        var session = withRefresh ? await TokenPhases.BeginSession(call, user, scope, user.Username) : default;
        return await TokenPhases.Issue(call, new TokenSubject
        {
            Realm = call.Realm,
            Issuer = call.Call.Issuer,
            Client = client,
            User = user,
            Scope = scope,
            Session = session.Session,
            ClientSession = session.Part,
            Ip = call.Call.Ip,
        }, TokenGrant.ClientCredentials, withRefresh);
    }
}
