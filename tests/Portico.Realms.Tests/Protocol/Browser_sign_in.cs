using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Protocol;

public sealed class Browser_sign_in
{
    [Theory]
    [InlineData("http://evil.example.test/")]
    [InlineData("http://web.example.test.evil.test/cb")]
    [InlineData("http://web.example.test@evil.test/cb")]
    [InlineData("http://web.example.test/../cb")]
    [InlineData("http://web.example.test/%2e%2e/cb")]
    [InlineData("http://web.example.test/%252e%252e/cb")]
    [InlineData("http://web.example.test\\@evil.test/cb")]
    [InlineData("//web.example.test/cb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://web.example.test/cb?code=stolen")]
    [InlineData("http://web.example.test/\r\nSet-Cookie: a=b")]
    public async Task never_redirects_to_an_address_that_is_not_registered(string redirectUri)
    {
        await using var provider = await ProviderUnderTest.Start();
        var page = await provider.Browse().Get(provider.AuthUrl(("redirect_uri", redirectUri)));
        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Location.ShouldBeNull();
        page.Text.ShouldContain("Invalid parameter: redirect_uri");
    }

    [Fact]
    public async Task is_not_a_way_around_the_registration_once_it_is_forgotten()
    {
        await using var provider = await ProviderUnderTest.Start();
        var browser = provider.Browse();
        await provider.SignInWith(browser, provider.AuthUrl());
        var data = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("""{"ru":"http://evil.example.test/","rt":"code"}""");
        var page = await browser.Get(provider.Url($"login-actions/authenticate?client_id=web&tab_id=gone&client_data={data}"));
        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Location.ShouldBeNull();
    }

    [Fact]
    public async Task takes_no_post_from_a_page_that_this_browser_was_not_shown()
    {
        await using var provider = await ProviderUnderTest.Start();
        var page = await provider.Browse().Get(provider.AuthUrl());
        var victim = provider.Browse();

        (await victim.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"))).Status.ShouldBe(HttpStatusCode.BadRequest, "without any cookie");

        await victim.Get(provider.AuthUrl());
        var answer = await victim.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"));
        victim.Cookies.ShouldNotContainKey("KEYCLOAK_IDENTITY", "another browser's page signs nobody in");
        (answer.Location?.Contains("code=", StringComparison.Ordinal) ?? false).ShouldBeFalse();
    }

    [Fact]
    public async Task leaves_an_attacker_who_planted_the_cookie_behind()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["users"]![0]!["requiredActions"] = new JsonArray("UPDATE_PASSWORD"));
        var attacker = provider.Browse();
        var page = await attacker.Get(provider.AuthUrl());
        var victim = provider.Browse();
        foreach (var (name, value) in attacker.Cookies)
            victim.Cookies[name] = value;

        var next = await victim.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"));
        next.Location.ShouldNotBeNull().ShouldContain("required-action");

        var stolen = await attacker.Get(next.Location);
        stolen.Text.ShouldNotContain("kc-passwd-update-form");
        (await victim.Get(next.Location)).Text.ShouldContain("kc-passwd-update-form");
    }

    [Fact]
    public async Task begins_a_new_session_that_no_cookie_from_before_names()
    {
        await using var provider = await ProviderUnderTest.Start();
        var browser = provider.Browse();
        await browser.Get(provider.AuthUrl());
        var before = browser.Cookies["AUTH_SESSION_ID"];
        var answer = await provider.SignInWith(browser, provider.AuthUrl());
        answer["session_state"].ShouldNotBe(before);
        browser.Cookies["AUTH_SESSION_ID"].ShouldNotBe(before);
    }

    [Fact]
    public async Task writes_names_as_text_wherever_it_shows_them()
    {
        const string Markup = "<img src=x onerror=alert(1)>\"'&";
        await using var provider = await ProviderUnderTest.Start(configure: realm =>
        {
            realm["displayName"] = Markup;
            realm["displayNameHtml"] = Markup;
            realm["clients"]![0]!["name"] = Markup;
            realm["clients"]![0]!["consentRequired"] = true;
        });
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl(("login_hint", Markup), ("state", Markup), ("ui_locales", Markup)));
        page.Text.ShouldNotContain("<img");
        page = await browser.Post(page.FormAction, ("username", Markup), ("password", "x"));
        page.Text.ShouldNotContain("<img");
        page = await browser.Follow(await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password")), provider.Address);
        page.Text.ShouldContain("kc-oauth");
        page.Text.ShouldNotContain("<img");
        (await browser.Get(provider.AuthUrl(("redirect_uri", Markup)))).Text.ShouldNotContain("<img");
    }

    [Fact]
    public async Task drops_parameters_that_are_too_long_and_refuses_bodies_that_are()
    {
        await using var provider = await ProviderUnderTest.Start();
        var answer = await provider.SignInWith(provider.Browse(), provider.AuthUrl(("state", new string('x', 4001))));
        answer.ShouldNotContainKey("state");

        var (status, _) = await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", new string('a', 300_000)), ("password", "x"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        using var huge = await provider.Userinfo(new string('a', 20_000));
        huge.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task lets_a_user_with_a_temporary_password_choose_his_own()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["users"]![0]!["requiredActions"] = new JsonArray("UPDATE_PASSWORD"));
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl());
        page = await browser.Follow(await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password")), provider.Address);
        page = await browser.Post(page.FormAction, ("password-new", "a new one"), ("password-confirm", "another"));
        page.Text.ShouldContain("Passwords don&#x27;t match.");
        page = await browser.Post(page.FormAction, ("password-new", "a new one"), ("password-confirm", "a new one"));
        page.Location.ShouldNotBeNull().ShouldStartWith(ProviderUnderTest.Callback);

        var (status, _) = await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "alice"), ("password", "a new one"));
        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task sends_secure_cookies_only_where_a_browser_keeps_them()
    {
        await using var provider = await ProviderUnderTest.Start();
        async Task<IEnumerable<string>> Cookies(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.AuthUrl());
            request.Headers.Host = host;
            using var answer = await provider.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.Headers.GetValues("Set-Cookie");
        }

        (await Cookies($"localhost:{provider.Address.Port}")).ShouldAllBe(c => c.Contains(";Secure", StringComparison.Ordinal) && c.Contains("SameSite=None", StringComparison.Ordinal));
        (await Cookies("sso.example.test")).ShouldAllBe(c => !c.Contains(";Secure", StringComparison.Ordinal) && c.Contains("SameSite=Lax", StringComparison.Ordinal));
    }
}
