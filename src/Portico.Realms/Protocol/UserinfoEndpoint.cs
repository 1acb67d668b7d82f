using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary><c>GET|POST protocol/openid-connect/userinfo</c>: the claims of the token's user, as they are now.</summary>
static class UserinfoEndpoint
{
    public static async Task Handle(Call call)
    {
        var http = call.Http;
        var text = AccessTokens.Bearer(http) ?? (HttpMethods.IsPost(http.Request.Method) ? (await Parameters.ReadForm(http.Request, call.Aborted))["access_token"] : null);
        if (string.IsNullOrEmpty(text))
        {
            await Challenge(call, 401, null, null);
            return;
        }
        if (RealmGate.Refuse(call) is { } closed)
        {
            await Answers.Error(http, closed);
            return;
        }
        var (token, problem) = await AccessTokens.Verify(call.Provider, call.Realm, call.Issuer, text, call.Now, call.Aborted);
        if (token is null)
        {
            await Challenge(call, 401, "invalid_token", problem);
            return;
        }
        if (Cors.Check(call, token.Client) is { } foreign)
        {
            await Answers.Error(http, foreign);
            return;
        }
        if (token.IsLightweight)
        {
            await Challenge(call, 401, "invalid_token", Messages.LightweightNotAllowed);
            return;
        }
        if (!token.Jwt.Scopes.Contains("openid") || ScopePlan.For(call.Realm, token.Client, token.Jwt.Claims.Text("scope")) is not { } scope)
        {
            await Challenge(call, 403, "insufficient_scope", Messages.MissingOpenIdScope);
            return;
        }
        var claims = TokenIssuer.Userinfo(AccessTokens.SubjectOf(call, token, scope));
        if (token.Client.Attribute("user.info.response.signature.alg") is { Length: > 0 } algorithm and not "none")
        {
            claims.Set("iss", call.Issuer).Set("aud", token.Client.ClientId);
            var key = await call.Provider.Tokens.Key(call.Realm, algorithm, call.Aborted);
            await Answers.Bytes(http, "application/jwt", Answers.NoCache, System.Text.Encoding.ASCII.GetBytes(Jwt.Sign(key, claims)));
            return;
        }
        await Answers.Json(http, 200, Answers.NoCache, claims.Write);
    }

    static Task Challenge(Call call, int status, string? error, string? description)
    {
        Cors.AllowAny(call.Http);
        var realm = string.Concat(call.Realm.Name.Where(c => c is >= ' ' and <= '~' and not '"'));
        call.Http.Response.Headers.WWWAuthenticate = error is null ? $"Bearer realm=\"{realm}\"" : $"Bearer realm=\"{realm}\", error=\"{error}\", error_description=\"{description}\"";
        return Answers.Empty(call.Http, status, Answers.NoStore);
    }
}
