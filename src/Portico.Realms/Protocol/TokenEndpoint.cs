using Portico.Realms.Protocol.Grants;

namespace Portico.Realms.Protocol;

/// <summary><c>POST protocol/openid-connect/token</c>: the phases that every grant shares, then the grant.</summary>
static class TokenEndpoint
{
    static readonly Dictionary<string, Func<TokenCall, Task<Outcome<TokenAnswer>>>> s_grants = new(StringComparer.Ordinal)
    {
        ["authorization_code"] = AuthorizationCodeGrant.Run,
        ["client_credentials"] = ClientCredentialsGrant.Run,
        ["password"] = PasswordGrant.Run,
        ["refresh_token"] = RefreshGrant.Run,
        ["urn:ietf:params:oauth:grant-type:device_code"] = DeviceGrant.Run,
        ["urn:ietf:params:oauth:grant-type:token-exchange"] = TokenExchangeGrant.Run,
    };

    public static async Task Handle(Call call)
    {
        var outcome = await Run(call);
        await (outcome.IsRefused(out var refusal, out var answer) ? Answers.Error(call.Http, refusal) : answer.Write(call.Http));
    }

    static async Task<Outcome<TokenAnswer>> Run(Call call)
    {
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if (form["grant_type"] is not { } grantType)
            return Refusal.InvalidRequest(Messages.MissingGrantType);
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        if (!s_grants.TryGetValue(grantType, out var grant))
            return new Refusal(400, "unsupported_grant_type", Messages.UnsupportedGrantType);
        var authenticated = await ClientAuthentication.Authenticate(call, form);
        if (authenticated.IsRefused(out var unknown, out var client))
            return unknown;
        if (Cors.Check(call, client) is { } foreign)
            return foreign;
        if (form.HasDuplicates(except: "audience")) // a token exchange may ask for several (RFC 8693, 2.1)
            return Refusal.InvalidRequest(Messages.DuplicatedParameter);
        return await grant(new TokenCall(call, client, form));
    }
}
