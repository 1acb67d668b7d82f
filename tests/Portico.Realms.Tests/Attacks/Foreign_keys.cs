using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>Tokens and assertions that bring or name the key that is to verify them (RFC 8725, 3.10): only the realm's and the client's own keys count, and no address is fetched.</summary>
public sealed class Foreign_keys
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task in_a_tokens_header_verify_nothing_and_are_not_fetched()
    {
        await using var provider = await ProviderUnderTest.Start();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/keys";
        using var own = RSA.Create(2048);
        var token = (await provider.SignIn()).GetProperty("access_token").GetString()!.Split('.');
        var kid = JsonNode.Parse(Base64UrlEncoder.Decode(token[0]))!["kid"]!.GetValue<string>();
        foreach (var header in Headers(own, address, kid))
        {
            var forged = Sign(own, header, token[1]);
            (await provider.Userinfo(forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
            var (status, _) = await provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", forged));
            status.ShouldBe(HttpStatusCode.BadRequest, header);
            using var logout = await provider.Http.GetAsync($"{provider.Protocol}logout?id_token_hint={forged}&post_logout_redirect_uri={Uri.EscapeDataString(ProviderUnderTest.Callback)}", Ct);
            logout.Headers.Location.ShouldBeNull(header);
        }
        listener.Pending().ShouldBeFalse("nobody asked the address in the header");
    }

    [Fact]
    public async Task in_an_assertions_header_authenticate_no_client()
    {
        using var own = RSA.Create(2048);
        using var registered = RSA.Create(2048);
        await using var provider = await ProviderUnderTest.Start(configure: realm =>
        {
            realm["clients"]![2]!["clientAuthenticatorType"] = "client-jwt";
            realm["clients"]![2]!["attributes"] = new JsonObject { ["use.jwks.string"] = "true", ["jwks.string"] = $$"""{"keys":[{{Jwk(registered)}}]}""" };
        });
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/keys";
        string Claims() => Base64UrlEncoder.Encode(new JsonObject
        {
            ["iss"] = "svc", ["sub"] = "svc", ["aud"] = provider.Url("").TrimEnd('/'), ["jti"] = Guid.NewGuid().ToString(), ["exp"] = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds(), ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        }.ToJsonString());
        async Task<HttpStatusCode> Try(string assertion) => (await provider.Token(("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion))).Status;

        (await Try(Sign(registered, """{"alg":"RS256"}""", Claims()))).ShouldBe(HttpStatusCode.OK, "the registered key does");
        foreach (var header in Headers(own, address, "svc"))
            (await Try(Sign(own, header, Claims()))).ShouldNotBe(HttpStatusCode.OK, header);
        // The registered public key as a shared secret, and no signature at all.
        var input = $"{Base64UrlEncoder.Encode("""{"alg":"HS256"}""")}.{Claims()}";
        (await Try($"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(registered.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(input)))}")).ShouldNotBe(HttpStatusCode.OK);
        (await Try($"{Base64UrlEncoder.Encode("""{"alg":"none"}""")}.{Claims()}.")).ShouldNotBe(HttpStatusCode.OK);
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task are_not_chosen_by_a_kid_that_is_no_kid()
    {
        await using var provider = await ProviderUnderTest.Start();
        var token = (await provider.SignIn()).GetProperty("access_token").GetString()!.Split('.');
        foreach (var kid in new[] { "../../../../dev/null", "' OR '1'='1", "x'; DROP TABLE realm; --", "", "\u0000" })
        {
            var input = $"{Base64UrlEncoder.Encode(new JsonObject { ["alg"] = "HS256", ["kid"] = kid }.ToJsonString())}.{token[1]}";
            var forged = $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.ASCII.GetBytes(input)))}";
            (await provider.Userinfo(forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, kid);
        }
        (await provider.Userinfo(string.Join('.', token))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    static IEnumerable<string> Headers(RSA own, string address, string kid) =>
    [
        new JsonObject { ["alg"] = "RS256", ["jku"] = address }.ToJsonString(), new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["jku"] = address }.ToJsonString(),
        new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["x5u"] = address }.ToJsonString(), new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["jwk"] = JsonNode.Parse(Jwk(own)) }.ToJsonString(),
        new JsonObject { ["alg"] = "RS256", ["jwk"] = JsonNode.Parse(Jwk(own)) }.ToJsonString(), new JsonObject { ["alg"] = "RS256", ["kid"] = address }.ToJsonString(),
        new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["x5c"] = new JsonArray(Convert.ToBase64String(own.ExportSubjectPublicKeyInfo())) }.ToJsonString(),
    ];

    static string Jwk(RSA key)
    {
        var parameters = key.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent) }.ToJsonString();
    }

    static string Sign(RSA key, string header, string payload)
    {
        var input = $"{Base64UrlEncoder.Encode(header)}.{payload}";
        return $"{input}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
