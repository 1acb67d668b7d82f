using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>A stolen code in another's session, a request whose PKCE somebody took away, and answers that do not say who gives them (RFC 9700, 4.4, 4.5, 4.8).</summary>
public sealed class Code_injection
{
    [Fact]
    public async Task fails_because_the_verifier_is_the_sessions_that_began()
    {
        await using var provider = await ProviderUnderTest.Start();
        var (_, stolenChallenge) = Pkce();
        var (verifier, challenge) = Pkce();
        var stolen = (await provider.SignInWith(provider.Browse(), provider.AuthUrl(("code_challenge", stolenChallenge), ("code_challenge_method", "S256"))))["code"];
        await provider.SignInWith(provider.Browse(), provider.AuthUrl(("code_challenge", challenge), ("code_challenge_method", "S256")), "bob");

        (await Exchange(provider, stolen, verifier)).ShouldBe(HttpStatusCode.BadRequest);
        (await Exchange(provider, stolen, verifier)).ShouldBe(HttpStatusCode.BadRequest, "and the code is spent");
    }

    [Fact]
    public async Task cannot_downgrade_a_client_that_demands_S256()
    {
        var long_ = new string('a', 48);
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["clients"]![0]!["attributes"] = new System.Text.Json.Nodes.JsonObject { ["pkce.code.challenge.method"] = "S256" });
        foreach (var (method, challenge) in new (string?, string?)[] { (null, null), ("plain", long_), (null, long_), ("s256", long_), ("S256", null), ("S256", ""), ("S256", "short") })
        {
            var answer = await provider.Browse().Get(provider.AuthUrl(("code_challenge_method", method), ("code_challenge", challenge)));
            ProviderUnderTest.Parameters(answer.Location.ShouldNotBeNull())["error"].ShouldBe("invalid_request", $"{method} {challenge}");
            using var pushed = await provider.Post(provider.Protocol + "ext/par/request", [.. new[]
            {
                ("client_id", "web"), ("response_type", "code"), ("scope", "openid"), ("redirect_uri", ProviderUnderTest.Callback), ("code_challenge", challenge ?? ""), ("code_challenge_method", method ?? ""),
            }.Where(p => p.Item2.Length > 0)]);
            pushed.StatusCode.ShouldNotBe(HttpStatusCode.Created, $"{method} {challenge}");
        }
    }

    [Fact]
    public async Task cannot_strip_the_challenge_by_sending_it_twice()
    {
        await using var provider = await ProviderUnderTest.Start();
        var (_, challenge) = Pkce();
        var answer = await provider.Browse().Get(provider.AuthUrl(("code_challenge", challenge), ("code_challenge_method", "S256")) + "&code_challenge=" + Pkce().Challenge);
        ProviderUnderTest.Parameters(answer.Location.ShouldNotBeNull())["error"].ShouldBe("invalid_request");
    }

    [Fact]
    public async Task of_another_provider_is_told_by_iss_in_every_answer_and_error()
    {
        await using var provider = await ProviderUnderTest.Start();
        var issuer = provider.Url("").TrimEnd('/');
        foreach (var (type, mode) in new (string, string?)[] { ("code", null), ("code", "fragment"), ("id_token token", null), ("code id_token", null) })
        {
            var answer = await provider.SignInWith(provider.Browse(), provider.AuthUrl(("response_type", type), ("response_mode", mode), ("nonce", "n-1")));
            answer["iss"].ShouldBe(issuer, type);
            var error = await provider.Browse().Get(provider.AuthUrl(("response_type", type), ("response_mode", mode), ("nonce", "n-1"), ("prompt", "none")));
            var parameters = ProviderUnderTest.Parameters(error.Location.ShouldNotBeNull());
            parameters["error"].ShouldBe("login_required", type);
            parameters["iss"].ShouldBe(issuer, type);
        }
        using var metadata = await provider.Http.GetAsync(provider.Url(".well-known/openid-configuration"), TestContext.Current.CancellationToken);
        var document = await ProviderUnderTest.Json(metadata);
        document.GetProperty("issuer").GetString().ShouldBe(issuer);
        document.GetProperty("authorization_response_iss_parameter_supported").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task with_an_answers_own_parameters_in_the_redirect_uri_is_refused()
    {
        await using var provider = await ProviderUnderTest.Start();
        foreach (var extra in new[] { "code=x", "iss=http%3A%2F%2Fevil.test", "state=x", "error=x", "%63ode=x", "id_token=x", "response=x" })
        {
            var page = await provider.Browse().Get(provider.AuthUrl(("redirect_uri", ProviderUnderTest.Callback + "?" + extra)));
            page.Status.ShouldBe(HttpStatusCode.BadRequest, extra);
            page.Location.ShouldBeNull(extra);
        }
    }

    static (string Verifier, string Challenge) Pkce()
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        return (verifier, Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    static async Task<HttpStatusCode> Exchange(ProviderUnderTest provider, string code, string verifier) =>
        (await provider.Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderUnderTest.Callback), ("client_id", "web"), ("code_verifier", verifier))).Status;
}
