using Microsoft.AspNetCore.Http;
using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Sessions;

namespace Portico.Realms.Tokens;

/// <summary>Judges access tokens by what holds now, not by what they say.</summary>
static class AccessTokens
{
    /// <summary>The token of an <c>Authorization: Bearer</c> header (any letter case), or null.</summary>
    public static string? Bearer(HttpContext http) =>
        http.Request.Headers.Authorization is { Count: 1 } header && header[0]!.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[0]![7..].Trim() : null;

    /// <summary>The token with its user and session, or Keycloak's words for why it does not count.</summary>
    public static async Task<(LiveToken? Token, string? Problem)> Verify(Provider provider, RealmSnapshot realm, string issuer, string text, long now, CancellationToken ct)
    {
        if (Jwt.Verify(realm, text) is not { Typ: "Bearer" } jwt || jwt.Algorithm.StartsWith("HS", StringComparison.Ordinal) || jwt.Issuer != issuer || jwt.IsExpired(now)
            || jwt.Party is not { } party || realm.FindPoliced(party) is not { } client)
            return (null, Messages.TokenVerificationFailed);
        if (!client.Enabled)
            return (null, Messages.ClientDisabled);
        var (isRevoked, found, user) = await provider.Database.Read(async s =>
        {
            if (jwt.Id is not { } id || await Tickets.Find(s, Tickets.Revoked, id, realm.Id) is not null)
                return (true, null, null);
            if (jwt.SessionId is not { } sid)
                return (false, null, null);
            var session = await provider.Sessions.Find(s, realm, sid, false, client.Id);
            if (session is not ({ }, { }))
                session = await provider.Sessions.Find(s, realm, sid, true, client.Id);
            return session is ({ } live, { }) ? (false, session, await provider.Realms.Users.FindById(s, realm, live.UserId)) : (false, null, null);
        }, ct);
        if (isRevoked)
            return (null, Messages.TokenVerificationFailed);
        if (jwt.SessionId is null)
            user = await provider.Realms.Users.ServiceAccount(realm, client, ct);
        if (user is null || (jwt.Subject is { } subject && subject != user.Id))
            return (null, Messages.UserSessionNotFound);
        if (!user.Enabled)
            return (null, Messages.UserDisabled);
        if (jwt.IssuedAt < TokenPhases.NotBefore(realm, client, user))
            return (null, Messages.TokenVerificationFailed);
        return (new LiveToken(jwt, client, user, found?.Session, found?.Client), null);
    }

    /// <summary>Who calls the admin API: the owner of the request's bearer token, of whatever realm here issued it; null when there is none that holds.</summary>
    public static async ValueTask<AdminCaller?> Authenticate(HttpContext http, Provider provider)
    {
        if (Bearer(http) is not { } text || Jwt.Peek(text)?.Text("iss") is not { } issuer)
            return null;
        var prefix = Call.BaseUrlOf(http.Request) + "/realms/";
        if (!issuer.StartsWith(prefix, StringComparison.Ordinal) || await provider.Realms.Find(Uri.UnescapeDataString(issuer[prefix.Length..]), http.RequestAborted) is not { Settings.Enabled: true } realm || provider.Refuses(realm, http))
            return null;
        var (token, _) = await Verify(provider, realm, issuer, text, provider.Time.GetUtcNow().ToUnixTimeSeconds(), http.RequestAborted);
        return token is null ? null : new AdminCaller(realm, token.User, token.Client);
    }

    /// <summary>The subject for computing claims of a token anew.</summary>
    public static TokenSubject SubjectOf(Call call, LiveToken token, ScopePlan scope) => new()
    {
        Realm = call.Realm,
        Issuer = call.Issuer,
        Client = token.Client,
        User = token.User,
        Scope = scope.ForUser(call.Realm, token.Client, token.User),
        Session = token.Session,
        ClientSession = token.Part,
        Acr = token.Jwt.Claims.Text("acr") ?? token.Part?.Acr ?? "1",
    };
}
