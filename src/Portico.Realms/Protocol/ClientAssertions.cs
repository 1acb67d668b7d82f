using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol;

/// <summary>Clients that sign instead of sending a secret (RFC 7523): <c>private_key_jwt</c> and <c>client_secret_jwt</c>. An assertion counts once.</summary>
static class ClientAssertions
{
    const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    const int LongestLife = 3600;
    static readonly HashSet<string> s_symmetric = ["HS256", "HS384", "HS512"];
    static readonly HashSet<string> s_asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static async ValueTask<Outcome<Client>> Authenticate(Call call, string assertion, string type, string? clientId)
    {
        if (type != JwtBearer)
            return Invalid($"Parameter client_assertion_type has value '{type}' instead of expected '{JwtBearer}'");
        if (Jwt.Peek(assertion) is not { } claims || claims.Text("sub") is not { } subject || claims.Text("iss") != subject || (clientId is not null && clientId != subject)
            || call.Realm.FindPoliced(subject) is not { Enabled: true, Protocol: "openid-connect" } client)
            return new Refusal(401, "invalid_client", Messages.InvalidClient);
        var isSecret = client.AuthenticatorType == "client-secret-jwt";
        if (!isSecret && client.AuthenticatorType != "client-jwt")
            return new Refusal(401, "invalid_client", Messages.InvalidClient);
        if (await Verify(call, client, assertion, isSecret) is not { } token)
        {
            return new Refusal(400, "unauthorized_client", isSecret
                ? "Client authentication with client secret signed JWT failed: Signature on JWT token by client secret  failed validation"
                : "Client authentication with signed JWT failed: Signature on JWT token failed validation");
        }
        string[] audiences = [call.Issuer, call.Url("protocol/openid-connect/token"), call.Url("protocol/openid-connect/token/introspect"), call.Url("protocol/openid-connect/ext/par/request")];
        if (!token.Audience.Any(audiences.Contains))
            return Invalid("Invalid token audience");
        if (token.IsExpired(call.Now) || token.Claims.Number("nbf") > call.Now + 15)
            return Invalid(Messages.TokenNotActive);
        if (token.Id is not { Length: > 0 } id)
            return Invalid("Missing jti claim in the token");
        var expires = Math.Min(token.Expires ?? call.Now + 60, call.Now + LongestLife);
        if (token.Expires > call.Now + LongestLife)
            return Invalid("Token expiration is too far in the future and iat claim not present in token");
        var isFirst = await call.Provider.Database.Write(s => Tickets.Add(s, Tickets.Assertion, Tickets.Hash($"{client.Id} {id}"), call.Realm.Id, expires + 60, ""), call.Aborted);
        return isFirst ? client : Invalid("Token reuse detected");
    }

    static Refusal Invalid(string description) => new(400, "invalid_client", description);

    static async ValueTask<VerifiedJwt?> Verify(Call call, Client client, string assertion, bool isSecret)
    {
        var demanded = client.Attribute("token.endpoint.auth.signing.alg");
        var algorithms = isSecret ? s_symmetric : s_asymmetric;
        if (!string.IsNullOrEmpty(demanded))
            algorithms = algorithms.Contains(demanded) ? [demanded] : [];
        if (isSecret)
            return client.Secret is { Length: > 0 } secret ? Jwt.Verify([new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))], algorithms, assertion) : null;
        if (!client.IsSet("use.jwks.url") || client.Attribute("jwks.url") is not { Length: > 0 } address)
            return Jwt.Verify(Keys(client), algorithms, assertion);
        var (keys, failure) = await call.Provider.RemoteKeys.Get(address, Jwt.PeekHeader(assertion)?.Kid, call.Aborted);
        if (failure is not null)
            Log.ClientKeysFailed(call.Provider.Log, call.Realm.Name, client.ClientId, address, failure);
        return Jwt.Verify(keys, algorithms, assertion);
    }

    static IEnumerable<SecurityKey> Keys(Client client)
    {
        try
        {
            if (client.IsSet("use.jwks.string") && client.Attribute("jwks.string") is { Length: > 0 } jwks)
                return new JsonWebKeySet(jwks).Keys.Where(k => k.Kty != "oct");
            if (client.Attribute("jwt.credential.certificate") is { Length: > 0 } certificate)
                return [new X509SecurityKey(X509CertificateLoader.LoadCertificate(Realms.Keys.KeyText.Der(certificate)))];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            // Keys that cannot be read verify nothing.
        }
        return [];
    }
}
