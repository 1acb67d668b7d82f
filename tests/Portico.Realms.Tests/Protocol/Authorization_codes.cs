using System.Net;
using System.Text.Json;
using Portico.Storage;

namespace Portico.Realms.Tests.Protocol;

public sealed class Authorization_codes
{
    const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    public static TheoryData<DialectKind> Engines => Stores.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task work_once_and_their_replay_takes_the_tokens_back(DialectKind engine)
    {
        await using var provider = await ProviderUnderTest.Start(engine);
        var browser = provider.Browse();
        var code = (await provider.SignInWith(browser, provider.AuthUrl()))["code"];
        var (first, tokens) = await Exchange(provider, code);
        first.ShouldBe(HttpStatusCode.OK);

        (await Exchange(provider, code)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await provider.Userinfo(tokens.GetProperty("access_token").GetString()!)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var (refreshed, _) = await provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        refreshed.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.Get(provider.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("code=", Case.Sensitive, "the browser's own session lives on");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task are_redeemed_by_one_of_many_who_try_at_once(DialectKind engine)
    {
        await using var provider = await ProviderUnderTest.Start(engine);
        var code = (await provider.SignInWith(provider.Browse(), provider.AuthUrl()))["code"];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Exchange(provider, code)));
        outcomes.Count(o => o.Status == HttpStatusCode.OK).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task belong_to_the_client_and_redirect_uri_that_asked()
    {
        await using var provider = await ProviderUnderTest.Start();
        var browser = provider.Browse();
        var code = (await provider.SignInWith(browser, provider.AuthUrl()))["code"];
        var (status, json) = await provider.Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderUnderTest.Callback), ("client_id", "app"), ("client_secret", "app-secret"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error_description").GetString().ShouldBe("Auth error: Found different client_id in clientSession");

        var other = ProviderUnderTest.Parameters((await browser.Get(provider.AuthUrl())).Location!)["code"];
        (status, json) = await provider.Token(("grant_type", "authorization_code"), ("code", other), ("redirect_uri", "http://web.example.test/other"), ("client_id", "web"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error_description").GetString().ShouldBe("Incorrect redirect_uri");
    }

    [Theory]
    [InlineData("S256", Challenge, null, "PKCE code verifier not specified")]
    [InlineData("S256", Challenge, Challenge, "PKCE verification failed: Code mismatch")]
    [InlineData("S256", Verifier, Verifier, "PKCE verification failed: Code mismatch")]
    [InlineData("plain", Challenge, Verifier, "PKCE verification failed: Code mismatch")]
    [InlineData(null, null, Verifier, "PKCE code verifier specified but challenge not present in authorization")]
    public async Task need_the_verifier_of_their_request(string? method, string? challenge, string? verifier, string words)
    {
        await using var provider = await ProviderUnderTest.Start();
        var code = (await provider.SignInWith(provider.Browse(), provider.AuthUrl(("code_challenge_method", method), ("code_challenge", challenge))))["code"];
        var (status, json) = await Exchange(provider, code, verifier);
        status.ShouldBe(HttpStatusCode.BadRequest);
        json.GetProperty("error_description").GetString().ShouldBe(words);
    }

    [Fact]
    public async Task cannot_be_asked_for_without_the_challenge_that_the_client_demands()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["clients"]![0]!["attributes"] = new System.Text.Json.Nodes.JsonObject { ["pkce.code.challenge.method"] = "S256" });
        var browser = provider.Browse();
        foreach (var url in new[] { provider.AuthUrl(), provider.AuthUrl(("code_challenge_method", "plain"), ("code_challenge", Verifier)) })
            ProviderUnderTest.Parameters((await browser.Get(url)).Location.ShouldNotBeNull())["error"].ShouldBe("invalid_request");
    }

    [Fact]
    public async Task survive_a_restart()
    {
        await using var provider = await ProviderUnderTest.Start();
        var browser = provider.Browse();
        var code = (await provider.SignInWith(browser, provider.AuthUrl()))["code"];
        await provider.Restart();
        var (status, tokens) = await Exchange(provider, code);
        status.ShouldBe(HttpStatusCode.OK, tokens.ToString());
        (await provider.Userinfo(tokens.GetProperty("access_token").GetString()!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.Get(provider.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("code=");
    }

    static Task<(HttpStatusCode Status, JsonElement Json)> Exchange(ProviderUnderTest provider, string code, string? verifier = null) => verifier is null
        ? provider.Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderUnderTest.Callback), ("client_id", "web"))
        : provider.Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderUnderTest.Callback), ("client_id", "web"), ("code_verifier", verifier));
}
