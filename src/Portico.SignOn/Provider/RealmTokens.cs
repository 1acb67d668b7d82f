using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.Bearer;

namespace Portico.SignOn.Provider;

/// <summary>
/// Verifies what the realm signed: an allow-list of asymmetric algorithms, keys of this realm alone, issuer, audience, time and kind of token. The same checks for the ID token
/// of a sign-in and for a bearer token; only the audience differs.
/// </summary>
sealed class RealmTokens(SignOnOptions options, Realm realm, TimeProvider time)
{
    /// <summary>No <c>none</c>, and no HMAC: a public key is never a shared secret.</summary>
    static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>RFC 9068 and plain JWT; a logout or client assertion is no access token (RFC 8725, 3.11).</summary>
    static readonly string[] HeaderTypes = ["JWT", "at+jwt", "application/at+jwt"];

    static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>Verifies the ID token of a sign-in: made for this client (OpenID Connect Core 3.1.3.7).</summary>
    public Task<TokenValidationResult> ValidateIdToken(string token, CancellationToken ct) => Validate(token, idToken: true, ct);

    /// <summary>Verifies a bearer token: made for this client or by way of it (<c>aud</c> or <c>azp</c>; Keycloak's access tokens often name the client only in <c>azp</c>).</summary>
    public Task<TokenValidationResult> ValidateBearer(string token, CancellationToken ct) => Validate(token, idToken: false, ct);

    async Task<TokenValidationResult> Validate(string token, bool idToken, CancellationToken ct)
    {
        JsonWebToken jwt;
        try
        {
            jwt = Handler.ReadJsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return Refuse("the token is no signed JWT");
        }
        if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
            return Refuse($"the algorithm '{Short(jwt.Alg)}' is not accepted");
        if (!string.IsNullOrEmpty(jwt.Typ) && !HeaderTypes.Contains(jwt.Typ, StringComparer.OrdinalIgnoreCase))
            return Refuse($"a token of type '{Short(jwt.Typ)}' is not accepted");
        await realm.GetConfigurationAsync(ct);
        if (!realm.IsIssuer(jwt.Issuer))
            return Refuse($"the issuer '{Short(jwt.Issuer)}' is not the realm {realm.Issuer}");
        var keys = await realm.KeysFor(string.IsNullOrEmpty(jwt.Kid) ? null : jwt.Kid, ct);
        if (keys.Count == 0)
            return Refuse($"the realm has no key '{Short(jwt.Kid)}'");

        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ClockSkew = options.ClockSkew,
            IssuerSigningKeys = keys.Where(key => key.Alg is null || key.Alg == jwt.Alg),
            LifetimeValidator = (notBefore, expires, _, _) => expires is not null && IsNow(notBefore, expires.Value),
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = Algorithms,
            ValidateAudience = false,
            ValidateIssuer = false,
        });
        if (!result.IsValid)
        {
            return result.Exception is SecurityTokenInvalidLifetimeException
                ? Refuse(jwt.ValidTo + options.ClockSkew < time.GetUtcNow().UtcDateTime ? BearerRefusal.Expired : "the token is not valid yet, or never expires")
                : Refuse("the signature is wrong");
        }
        var kind = Claim(jwt, "typ");
        if (kind is not null && kind != "ID" && (idToken || kind != "Bearer"))
            return Refuse($"a token of kind '{Short(kind)}' is not accepted");
        var authorizedParty = Claim(jwt, "azp");
        var forUs = jwt.Audiences.Contains(options.ClientId, StringComparer.Ordinal);
        if (idToken ? !forUs || (authorizedParty is not null && authorizedParty != options.ClientId) : !forUs && authorizedParty != options.ClientId)
            return Refuse($"the token was not issued for the client '{options.ClientId}'");
        return string.IsNullOrEmpty(jwt.Subject) ? Refuse("the token names no subject") : result;
    }

    bool IsNow(DateTime? notBefore, DateTime expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now < expires + options.ClockSkew && (notBefore is null || now >= notBefore - options.ClockSkew);
    }

    static string? Claim(JsonWebToken jwt, string name) => jwt.TryGetPayloadValue<string>(name, out var value) ? value : null;

    static TokenValidationResult Refuse(string why) => new() { IsValid = false, Exception = new SecurityTokenValidationException(why) };

    static string Short(string? text) => text is null ? "" : text.Length <= 100 ? text : text[..100] + "...";
}
