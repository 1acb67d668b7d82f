using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Tokens;

/// <summary>Makes access, ID and refresh tokens. Their claims, times and names are Keycloak's.</summary>
sealed class TokenIssuer(RealmStore realms)
{
    /// <summary>An access token, when it expires, whom it is for, and its id.</summary>
    public async ValueTask<(string Token, long Expires, IReadOnlyList<string> Audience, string Id)> Access(TokenSubject subject, string grant, long now, bool isImplicit, CancellationToken ct)
    {
        var (claims, expires, id) = AccessClaims(subject, grant, now, isImplicit);
        var key = await Key(subject.Realm, subject.Client.Attribute("access.token.signed.response.alg"), ct);
        return (Jwt.Sign(key, claims.Finish(subject.Scope.OnlyAudience), subject.Client.IsSet("access.token.header.type.rfc9068") ? "at+jwt" : "JWT"), expires, claims.Audience, id);
    }

    /// <summary>What an access token says, not signed.</summary>
    public static (TokenClaims Claims, long Expires, string Id) AccessClaims(TokenSubject subject, string grant, long now, bool isImplicit)
    {
        var client = subject.Client;
        var lifespan = isImplicit ? subject.Realm.Settings.AccessTokenLifespanForImplicitFlow : subject.Realm.Settings.AccessTokenLifespanOf(client);
        var expires = now + lifespan;
        if (subject is { Session: { } session, ClientSession: { } part })
            expires = Math.Min(expires, Lifespans.End(subject.Realm.Settings, client, session, part));
        var lightweight = client.IsSet("client.use.lightweight.access.token.enabled");
        var id = $"{SessionKind(subject)}{(lightweight ? "lt" : "rt")}{grant}:{Guid.NewGuid()}";
        var claims = new TokenClaims();
        claims.Members
            .Set("exp", expires)
            .Set("iat", now)
            .Set("jti", id)
            .Set("iss", subject.Issuer);
        if (subject.User.ServiceAccountClientId is not null)
            claims.Members.Set("sub", subject.User.Id);
        claims.Members.Set("typ", "Bearer").Set("azp", client.ClientId).Set("sid", subject.Session?.Id);
        foreach (var mapper in subject.Scope.Mappers)
            mapper.Apply(lightweight ? TokenKind.Lightweight : TokenKind.Access, subject, claims);
        claims.Members.Set("scope", subject.Scope.TokenScope);
        return (claims, expires, id);
    }

    /// <summary>An ID token; the hashes bind it to what is sent beside it.</summary>
    public async ValueTask<string> Id(TokenSubject subject, long now, long expires, string? accessToken, string? code, string? state, CancellationToken ct)
    {
        var key = await Key(subject.Realm, subject.Client.Attribute("id.token.signed.response.alg"), ct);
        return Jwt.Sign(key, IdClaims(subject, now, expires, key.Algorithm, accessToken, code, state));
    }

    /// <summary>What an ID token says, not signed.</summary>
    public static Claims IdClaims(TokenSubject subject, long now, long expires, string algorithm, string? accessToken = null, string? code = null, string? state = null)
    {
        var claims = new TokenClaims();
        claims.AddAudience(subject.Client.ClientId);
        claims.Members
            .Set("exp", expires)
            .Set("iat", now)
            .Set("jti", Guid.NewGuid().ToString())
            .Set("iss", subject.Issuer)
            .Set("sub", subject.User.Id)
            .Set("typ", "ID")
            .Set("azp", subject.Client.ClientId)
            .Set("nonce", subject.Nonce)
            .Set("sid", subject.Session?.Id)
            .Set("at_hash", accessToken is null ? null : Jwt.HalfHash(algorithm, accessToken))
            .Set("c_hash", code is null ? null : Jwt.HalfHash(algorithm, code))
            .Set("s_hash", state is null ? null : Jwt.HalfHash(algorithm, state));
        foreach (var mapper in subject.Scope.Mappers)
            mapper.Apply(TokenKind.Id, subject, claims);
        return claims.Finish();
    }

    /// <summary>A refresh token: opaque to clients, a JWT under the realm's HS512 key. The expiry is 0 when it has none (offline).</summary>
    /// <param name="chain">The chain of a rotated token, or null to begin one where the realm rotates.</param>
    /// <param name="id">Its <c>jti</c>, where the caller has to know it.</param>
    public async ValueTask<(string Token, long Expires)> Refresh(TokenSubject subject, long now, string? chain, string id, IReadOnlyList<string> accessAudience, CancellationToken ct)
    {
        var (session, part) = (subject.Session!, subject.ClientSession!);
        var settings = subject.Realm.Settings;
        var expires = session.Offline && !settings.OfflineSessionMaxLifespanEnabled ? 0 : Lifespans.RefreshExpires(settings, subject.Client, session, part, now);
        var claims = new Claims();
        if (expires > 0)
            claims.Set("exp", expires);
        claims
            .Set("iat", now)
            .Set("jti", id)
            .Set("iss", subject.Issuer)
            .Set("aud", subject.Issuer)
            .Set("sub", subject.User.Id)
            .Set("typ", session.Offline ? "Offline" : "Refresh")
            .Set("azp", subject.Client.ClientId)
            .Set("nonce", null)
            .Set("sid", session.Id)
            .Set("scope", subject.Scope.FullScope)
            .Set("aud_x", accessAudience.Count switch { 0 => null, 1 => accessAudience[0], _ => accessAudience })
            .Set("prov", "default");
        if (settings.RevokeRefreshToken)
            claims.Set("reuse_id", chain ?? Guid.NewGuid().ToString());
        return (Jwt.Sign(await OwnKey(subject.Realm, ct), claims), expires);
    }

    /// <summary>The claims of userinfo.</summary>
    public static Claims Userinfo(TokenSubject subject)
    {
        var claims = new TokenClaims();
        claims.Members.Set("sub", subject.User.Id);
        foreach (var mapper in subject.Scope.Mappers)
            mapper.Apply(TokenKind.Userinfo, subject, claims);
        return claims.Finish();
    }

    /// <summary>The claims of an introspection answer, computed anew from what holds now.</summary>
    public static TokenClaims Introspection(TokenSubject subject, VerifiedJwt token)
    {
        var claims = new TokenClaims();
        claims.Members.Set("exp", token.Expires).Set("iat", token.IssuedAt).Set("jti", token.Id).Set("iss", token.Issuer).Set("sub", token.Subject)
            .Set("typ", token.Typ).Set("azp", token.Party).Set("sid", token.SessionId);
        foreach (var mapper in subject.Scope.Mappers)
            mapper.Apply(TokenKind.Introspection, subject, claims);
        claims.Members.Set("scope", subject.Scope.TokenScope);
        return claims;
    }

    /// <summary>The realm's active key for the algorithm that a client asks for, or the realm's default; RS256 where the algorithm is not known.</summary>
    public async ValueTask<RealmKey> Key(RealmSnapshot realm, string? algorithm, CancellationToken ct) =>
        await realms.SigningKey(realm, string.IsNullOrEmpty(algorithm) ? realm.Settings.DefaultSignatureAlgorithm : algorithm, ct) ?? (await realms.SigningKey(realm, "RS256", ct))!;

    /// <summary>The key of what only the realm itself reads again: refresh tokens and cookies.</summary>
    public async ValueTask<RealmKey> OwnKey(RealmSnapshot realm, CancellationToken ct) => (await realms.SigningKey(realm, "HS512", ct))!;

    static string SessionKind(TokenSubject subject) => subject.Session switch { null => "tr", { Offline: true } => "of", _ => "on" };
}
