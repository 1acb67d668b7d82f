using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>
/// <c>POST protocol/openid-connect/token/introspect</c> (RFC 7662). A token is active only for a client that its audience names; for others it might as well not exist.
/// </summary>
static class IntrospectionEndpoint
{
    const string AnyAudience = "allow.token.introspection.without.audience.check";

    public static async Task Handle(Call call)
    {
        var outcome = await Introspect(call);
        if (outcome.IsRefused(out var refusal, out var claims))
        {
            await Answers.Error(call.Http, refusal);
            return;
        }
        await Answers.Json(call.Http, 200, Answers.NoCache, claims.Write);
    }

    static async Task<Outcome<Claims>> Introspect(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if ((await ClientAuthentication.Authenticate(call, form)).IsRefused(out var refusal, out var caller))
            return ClientAuthentication.IsWrongCredentials(refusal) ? new Refusal(401, "invalid_client", Messages.ClientAuthenticationFailed) : refusal;
        if (caller.PublicClient)
            return new Refusal(403, "invalid_request", Messages.IntrospectionNotAllowed);
        if (form["token"] is not { } text)
            return Refusal.InvalidRequest(Messages.TokenNotProvidedForIntrospection);
        return await Describe(call, caller, text) ?? new Claims().Set("active", false);
    }

    static async Task<Claims?> Describe(Call call, Client caller, string text)
    {
        if (Jwt.Verify(call.Realm, text) is { Typ: "Refresh" or "Offline" })
            return await DescribeRefresh(call, caller, text);
        var (token, _) = await AccessTokens.Verify(call.Provider, call.Realm, call.Issuer, text, call.Now, call.Aborted);
        if (token is null || ScopePlan.For(call.Realm, token.Client, token.Jwt.Claims.Text("scope")) is not { } scope)
            return null;
        var described = TokenIssuer.Introspection(AccessTokens.SubjectOf(call, token, scope), token.Jwt);
        var only = token.IsLightweight || token.Jwt.Audience.Count == 0 ? null : token.Jwt.Audience;
        var audience = only is null ? described.Audience : [.. described.Audience.Where(only.Contains)];
        if (!audience.Contains(caller.ClientId) && !caller.IsSet(AnyAudience))
            return null;
        return described.Finish(only).Set("client_id", token.Client.ClientId).Set("username", token.User.Username).Set("token_type", "Bearer").Set("active", true);
    }

    static async Task<Claims?> DescribeRefresh(Call call, Client caller, string text)
    {
        if (!caller.IsSet(AnyAudience) || RefreshTokens.Verify(call, caller, text, expiryMatters: true).IsRefused(out _, out var token))
            return null;
        if (await call.Provider.Sessions.Find(call.Realm, token.SessionId ?? "", token.Typ == "Offline", caller.Id, call.Aborted) is not ({ } session, { })
            || await call.Provider.Realms.Users.FindById(call.Realm, session.UserId, call.Aborted) is not { Enabled: true } user)
            return null;
        var claims = new Claims();
        foreach (var member in token.Claims.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
                claims.Set(member.Name, member.Value);
        }
        return claims.Set("client_id", caller.ClientId).Set("username", user.Username).Set("token_type", token.Typ).Set("active", true);
    }
}
