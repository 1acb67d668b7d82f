using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Portico.Realms.Tests.Protocol;

public sealed class Forged_tokens
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task are_refused_by_userinfo_and_inactive_at_introspection_whatever_was_forged()
    {
        await using var provider = await ProviderUnderTest.Start();
        var token = (await provider.SignIn()).GetProperty("access_token").GetString()!;
        (await provider.Userinfo(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var parts = token.Split('.');
        var publicKey = await PublicKey(provider);
        using var own = RSA.Create(2048);
        var kid = JsonNode.Parse(Base64UrlEncoder.Decode(parts[0]))!["kid"]!.GetValue<string>();

        foreach (var (what, forged) in new (string, string)[]
        {
            ("unsigned", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."),
            ("unsigned with the kid", $"{Encode($$"""{"alg":"none","kid":"{{kid}}"}""")}.{parts[1]}.AA"),
            ("signed with the public key as a secret", Hmac(kid, parts[1], publicKey)),
            ("signed with the public key's bytes as a secret", Hmac(kid, parts[1], Encoding.ASCII.GetString(Convert.FromBase64String(publicKey)))),
            ("changed claims", $"{parts[0]}.{Changed(parts[1], "preferred_username", "admin")}.{parts[2]}"),
            ("another signature", $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}"),
            ("another key under the kid", Rsa(own, kid, parts[1])),
            ("another key under another kid", Rsa(own, "mine", parts[1])),
            ("a critical header", $"{Encode($$"""{"alg":"RS256","kid":"{{kid}}","crit":["x"]}""")}.{parts[1]}.{parts[2]}"),
        })
        {
            using var answer = await provider.Userinfo(forged);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, what);
            answer.Headers.WwwAuthenticate.ToString().ShouldContain("Token verification failed", Case.Sensitive, what);
            using var introspected = await provider.Post(provider.Protocol + "token/introspect", ("token", forged), ("client_id", "svc"), ("client_secret", "svc-secret"));
            (await ProviderUnderTest.Json(introspected)).GetProperty("active").GetBoolean().ShouldBeFalse(what);
        }
    }

    [Fact]
    public async Task of_another_realm_count_nowhere_else()
    {
        await using var provider = await ProviderUnderTest.Start();
        using var master = await provider.Post($"{provider.Address}realms/master/protocol/openid-connect/token",
            ("grant_type", "password"), ("client_id", "admin-cli"), ("username", "admin"), ("password", "admin-password"), ("scope", "openid"));
        var foreign = await ProviderUnderTest.Json(master);

        (await provider.Userinfo(foreign.GetProperty("access_token").GetString()!)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (status, json) = await provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", foreign.GetProperty("refresh_token").GetString()!));
        status.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error_description").GetString().ShouldBe("Invalid refresh token");
    }

    [Fact]
    public async Task of_another_kind_do_not_pass_for_one_another()
    {
        await using var provider = await ProviderUnderTest.Start();
        var tokens = await provider.SignIn();
        string Of(string name) => tokens.GetProperty(name).GetString()!;

        (await provider.Userinfo(Of("id_token"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await provider.Userinfo(Of("refresh_token"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var name in new[] { "access_token", "id_token" })
        {
            var (status, json) = await provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", Of(name)));
            status.ShouldBe(HttpStatusCode.BadRequest, name);
            json.GetProperty("error").GetString().ShouldBe("invalid_grant");
        }
        using var logout = await provider.Http.GetAsync($"{provider.Protocol}logout?id_token_hint={Of("access_token")}", Ct);
        logout.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task without_the_callers_audience_are_inactive_for_it()
    {
        await using var provider = await ProviderUnderTest.Start();
        var (_, own) = await provider.Token(("grant_type", "client_credentials"), ("client_id", "svc"), ("client_secret", "svc-secret"));
        using var answer = await provider.Post(provider.Protocol + "token/introspect", ("token", own.GetProperty("access_token").GetString()!), ("client_id", "svc"), ("client_secret", "svc-secret"));
        (await ProviderUnderTest.Json(answer)).ToString().ShouldBe("""{"active":false}""");
    }

    static async Task<string> PublicKey(ProviderUnderTest provider)
    {
        using var answer = await provider.Http.GetAsync($"{provider.Address}realms/{ProviderUnderTest.Realm}", Ct);
        return (await ProviderUnderTest.Json(answer)).GetProperty("public_key").GetString()!;
    }

    static string Encode(string json) => Base64UrlEncoder.Encode(json);

    static string Changed(string payload, string claim, string value)
    {
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(payload))!.AsObject();
        claims[claim] = value;
        return Encode(claims.ToJsonString());
    }

    static string Hmac(string kid, string payload, string secret)
    {
        var input = $"{Encode($$"""{"alg":"HS256","kid":"{{kid}}"}""")}.{payload}";
        return $"{input}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(input)))}";
    }

    static string Rsa(RSA key, string kid, string payload)
    {
        var input = $"{Encode($$"""{"alg":"RS256","kid":"{{kid}}"}""")}.{payload}";
        return $"{input}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
