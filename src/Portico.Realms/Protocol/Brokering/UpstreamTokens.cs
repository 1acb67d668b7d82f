using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Realms.Outbound;
using Portico.Realms.Tokens;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>From another provider's code to who somebody is: tokens, the checks of OpenID Connect Core 3.1.3.7, userinfo. Every failure is a reason for the log.</summary>
static class UpstreamTokens
{
    static readonly HashSet<string> s_asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
    static readonly HashSet<string> s_symmetric = ["HS256", "HS384", "HS512"];

    public static async Task<(BrokeredIdentity? Identity, string? Failure)> Redeem(Call call, UpstreamProvider provider, PendingBroker pending, string code)
    {
        var (answer, failure) = await Exchange(call, provider, pending, code);
        if (answer is not { } tokens)
            return (null, "its token endpoint " + failure);
        if (tokens.Text("id_token") is not { } idToken)
            return (null, "its token endpoint gave no ID token");
        (var claims, failure) = await Verify(call, provider, pending, idToken, tokens.Text("access_token"));
        if (claims is not { } verified)
            return (null, "its ID token " + failure);
        var all = (JsonObject)JsonNode.Parse(verified.GetRawText())!;
        if (provider.Address("userInfoUrl") is { } userinfo && !provider.IsSet("disableUserInfo") && tokens.Text("access_token") is { } access)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, userinfo);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
            request.Headers.Accept.ParseAdd("application/json");
            (var info, failure) = (await call.Provider.Outbound.Send(request, call.Aborted)).ReadJson();
            if (info is not { } more)
                return (null, "its userinfo endpoint " + failure);
            if (more.Text("sub") != verified.Text("sub"))
                return (null, "its userinfo endpoint speaks of somebody else");
            foreach (var member in more.EnumerateObject())
                all[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
        return Identity(provider, all.ToElement(), idToken, tokens);
    }

    static (BrokeredIdentity?, string?) Identity(UpstreamProvider provider, JsonElement claims, string idToken, JsonElement tokens)
    {
        if (provider.IsSet("filteredByClaim") && !Patterns.IsWhole(claims.Text(provider.Config("claimFilterName") ?? "") ?? "", provider.Config("claimFilterValue") ?? "(?!)"))
            return (null, "its claims do not pass the filter of the settings");
        string? Given(string name) => claims.Text(name) is { Length: > 0 and <= 255 } text ? text : null;
        var (id, email) = (claims.Text("sub")!, Given("email")?.ToLowerInvariant());
        var name = Given("preferred_username") ?? email ?? id;
        return (new BrokeredIdentity
        {
            Alias = provider.Alias,
            Id = id,
            Username = name.ToLowerInvariant(),
            ExternalName = name,
            Email = email,
            EmailTrusted = provider.TrustEmail && email is not null && claims.Flag("email_verified", otherwise: true),
            FirstName = Given("given_name"),
            LastName = Given("family_name"),
            Claims = claims.GetRawText(),
            IdToken = idToken,
            Token = provider.StoreToken ? tokens.GetRawText() : null,
        }, null);
    }

    static async Task<(JsonElement?, string?)> Exchange(Call call, UpstreamProvider provider, PendingBroker pending, string code)
    {
        var address = provider.Address("tokenUrl")!;
        var clientId = provider.Config("clientId")!;
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", BrokerLogin.RedirectUri(call, provider.Alias)),
        };
        if (pending.Verifier is { } verifier)
            form.Add(new("code_verifier", verifier));
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Accept.ParseAdd("application/json");
        switch (provider.Config("clientAuthMethod"))
        {
            case "client_secret_basic" or "client_secret_basic_unencoded":
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(provider.Config("clientAuthMethod") == "client_secret_basic"
                    ? $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(provider.ClientSecret ?? "")}"
                    : $"{clientId}:{provider.ClientSecret}")));
                break;
            case "private_key_jwt":
                form.AddRange([new("client_id", clientId), new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), new("client_assertion", await Assertion(call, provider, clientId, address))]);
                break;
            case "client_secret_jwt":
                return (null, "wants client_secret_jwt, which is not supported; choose client_secret_post, client_secret_basic or private_key_jwt");
            default:
                form.Add(new("client_id", clientId));
                if (provider.ClientSecret is { } secret)
                    form.Add(new("client_secret", secret));
                break;
        }
        request.Content = new FormUrlEncodedContent(form);
        var answer = await call.Provider.Outbound.Send(request, call.Aborted);
        if (!answer.IsSuccess && answer.Failure is null && answer is { Status: 400 or 401 } && Error(answer.Body) is { } error)
            return (null, $"answered error '{error}'");
        return answer.ReadJson();
    }

    static string? Error(string body)
    {
        try
        {
            return Json.Parse(body).Text("error") is { Length: < 100 } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static async Task<string> Assertion(Call call, UpstreamProvider provider, string clientId, Uri audience)
    {
        var claims = new Claims().Set("iss", clientId).Set("sub", clientId).Set("aud", provider.Config("clientAssertionAudience") ?? audience.AbsoluteUri).Set("jti", Guid.NewGuid().ToString())
            .Set("iat", call.Now).Set("exp", call.Now + 60);
        return Jwt.Sign(await call.Provider.Tokens.Key(call.Realm, provider.Config("clientAssertionSigningAlg"), call.Aborted), claims);
    }

    static async Task<(JsonElement?, string?)> Verify(Call call, UpstreamProvider provider, PendingBroker pending, string idToken, string? accessToken)
    {
        if (Jwt.PeekHeader(idToken) is not { } header || Jwt.Peek(idToken) is not { } peeked)
            return (null, "cannot be read");
        var (token, failure) = await Signed(call, provider, idToken, header, peeked);
        if (token is null)
            return (null, failure);
        var skew = long.TryParse(provider.Config("allowedClockSkew"), out var seconds) && seconds is > 0 and <= 600 ? seconds : 10;
        if (provider.Config("issuer") is { } issuers && !issuers.Split(',', StringSplitOptions.TrimEntries).Contains(token.Issuer))
            return (null, $"is of issuer '{token.Issuer}'");
        var clientId = provider.Config("clientId")!;
        if (!token.Audience.Contains(clientId) || (token.Party is { } party && party != clientId) || (token.Audience.Count > 1 && token.Party is null))
            return (null, "is meant for somebody else");
        if (token.IsExpired(call.Now - skew) || token.Claims.Number("nbf") > call.Now + skew || token.IssuedAt > call.Now + skew)
            return (null, "is not valid now");
        if (!provider.IsSet("disableNonce") && token.Claims.Text("nonce") != pending.Nonce)
            return (null, "has another nonce");
        if (token.Claims.Text("at_hash") is { } hash && accessToken is not null && hash != Jwt.HalfHash(token.Algorithm, accessToken))
            return (null, "belongs to another access token");
        return token.Subject is { Length: > 0 and <= 255 } ? (token.Claims, null) : (null, "has no subject");
    }

    // A token that came straight from the provider over TLS need not be signed (Core 3.1.3.7, 6); where the settings name keys or switch validation on, it must be.
    static async Task<(VerifiedJwt?, string?)> Signed(Call call, UpstreamProvider provider, string idToken, (string Algorithm, string? Kid) header, JsonElement claims)
    {
        var isWanted = provider.IsSet("validateSignature");
        if (!isWanted && provider.Config("validateSignature") is not null)
            return provider.Address("tokenUrl") is { } direct && (direct.Scheme == "https" || direct.IsLoopback)
                ? (new VerifiedJwt(header.Algorithm, null, claims), null)
                : (null, "is not validated by the settings, and came over a connection without TLS");
        if (s_symmetric.Contains(header.Algorithm))
            return provider.ClientSecret is { Length: > 0 } secret && Jwt.Verify([new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret))], s_symmetric, idToken) is { } own ? (own, null) : (null, "has a wrong signature");
        var useUrl = provider.Config("useJwksUrl") is not { } text || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
        IEnumerable<SecurityKey> keys;
        if (useUrl && provider.Config("jwksUrl") is { } address)
        {
            (var read, var failure) = await call.Provider.RemoteKeys.Get(address, header.Kid, call.Aborted);
            if (read.Count == 0)
                return (null, $"cannot be verified: {address} {failure}");
            keys = read;
        }
        else if (provider.Config("publicKeySignatureVerifier") is { } pem)
        {
            if (PublicKey(pem) is not { } key)
                return (null, "cannot be verified: publicKeySignatureVerifier is no public key");
            keys = [key];
        }
        else
        {
            return !isWanted && provider.Address("tokenUrl") is { } direct && (direct.Scheme == "https" || direct.IsLoopback)
                ? (new VerifiedJwt(header.Algorithm, null, claims), null)
                : (null, "cannot be verified: the settings name no keys");
        }
        return Jwt.Verify(keys, s_asymmetric, idToken) is { } token ? (token, null) : (null, "has a wrong signature");
    }

    static RsaSecurityKey? PublicKey(string pem)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(KeyText.Der(pem), out _);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
