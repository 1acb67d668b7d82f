using Portico.Realms.Protocol.Grants;

namespace Portico.Realms.Protocol;

/// <summary><c>POST protocol/openid-connect/token</c>: the phases that every grant shares, then the grant.</summary>
static class TokenEndpoint
{
    const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    static readonly Dictionary<string, Func<TokenCall, Task<Outcome<TokenAnswer>>>> s_grants = new(StringComparer.Ordinal)
    {
        ["authorization_code"] = AuthorizationCodeGrant.Run,
        ["client_credentials"] = ClientCredentialsGrant.Run,
        ["password"] = PasswordGrant.Run,
        ["refresh_token"] = RefreshGrant.Run,
        [DeviceCode] = DeviceGrant.Run,
        [TokenExchange] = TokenExchangeGrant.Run,
    };

    public static async Task Handle(Call call)
    {
        var outcome = await Run(call);
        await (outcome.IsRefused(out var refusal, out var answer) ? Answers.Error(call.Http, refusal) : answer.Write(call.Http));
    }

    static Task Record(TokenCall call, string grantType, Refusal? refusal)
    {
        var type = grantType switch
        {
            "authorization_code" => "CODE_TO_TOKEN",
            "client_credentials" => "CLIENT_LOGIN",
            "refresh_token" => "REFRESH_TOKEN",
            DeviceCode => "OAUTH2_DEVICE_CODE_TO_TOKEN",
            TokenExchange => "TOKEN_EXCHANGE",
            _ => "LOGIN",
        };
        call.Trail.Note("grant_type", grantType).Note("client_auth_method", call.Client.AuthenticatorType);
        return refusal is null ? call.Trail.Write(call.Call, type, call.Client) : call.Trail.Write(call.Call, type + "_ERROR", call.Client, refusal.Error);
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
        var token = new TokenCall(call, client, form);
        var outcome = await grant(token);
        await Record(token, grantType, outcome.Refusal);
        return outcome;
    }
}
