using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>Every name that somebody may have stored, shown on every page that shows names: as text, and by headers that let no script run and no other site frame it.</summary>
public sealed class Foreign_markup
{
    const string Markup = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}";

    [Fact]
    public async Task stays_text_on_every_page()
    {
        await using var provider = await ProviderUnderTest.Start(configure: Poison);
        var pages = new List<ProviderUnderTest.Seen>();
        async Task<ProviderUnderTest.Seen> Seen(Task<ProviderUnderTest.Seen> page)
        {
            pages.Add(await page);
            return pages[^1];
        }

        var browser = provider.Browse();
        var page = await Seen(browser.Get(provider.AuthUrl(("login_hint", Markup), ("state", Markup), ("nonce", Markup), ("ui_locales", Markup))));
        await Seen(browser.Get(provider.Protocol + "registrations?" + provider.AuthUrl().Split('?')[1]));
        await Seen(browser.Post(page.FormAction, ("username", Markup), ("password", Markup)));
        page = await browser.Get(provider.AuthUrl());
        page = await Seen(browser.Follow(await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password")), provider.Address));
        page.Text.ShouldContain("kc-update-profile-form");
        page = await Seen(browser.Post(page.FormAction, ("email", Markup), ("firstName", Markup), ("lastName", Markup)));
        page = await Seen(browser.Follow(await browser.Post(page.FormAction, ("email", "alice@example.test"), ("firstName", "Alice"), ("lastName", "Example")), provider.Address));
        page.Text.ShouldContain("kc-oauth");
        await browser.Post(page.FormAction, ("accept", "Yes"));
        await Seen(browser.Get(provider.AuthUrl(("prompt", "login"))));
        await Seen(browser.Get(provider.Protocol + "logout"));
        await Seen(browser.Get($"{provider.Protocol}logout?client_id=web&post_logout_redirect_uri={Uri.EscapeDataString(Markup)}"));
        await Seen(provider.Browse().Get(provider.AuthUrl(("client_id", Markup))));
        await Seen(provider.Browse().Get(provider.AuthUrl(("redirect_uri", "http://web.example.test/" + Markup))));
        await Seen(provider.Browse().Get(provider.Url($"device?user_code={Uri.EscapeDataString(Markup)}")));
        await Seen(provider.Browse().Get(provider.Url($"login-actions/authenticate?client_id=web&tab_id={Uri.EscapeDataString(Markup)}&client_data={Uri.EscapeDataString(Markup)}")));
        await Seen(provider.Browse().Get($"{provider.Address}realms/{Uri.EscapeDataString(Markup)}/protocol/openid-connect/auth"));
        await Seen(provider.Browse().Get(provider.AuthUrl(("response_mode", "form_post"), ("state", Markup), ("prompt", "none"))));
        foreach (var seen in pages)
        {
            seen.Text.ShouldNotContain("<script>alert", Case.Insensitive);
            seen.Text.ShouldNotContain("<img", Case.Insensitive);
            seen.Text.ShouldNotContain("49", Case.Sensitive, "nothing evaluates templates");
        }
        pages.Count(p => p.Text.Contains("&lt;script&gt;", StringComparison.Ordinal)).ShouldBeGreaterThan(5, "the names are shown");
    }

    [Theory]
    [InlineData("protocol/openid-connect/auth?client_id=web&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Fweb.example.test%2Fcb")]
    [InlineData("protocol/openid-connect/auth?client_id=nobody")]
    [InlineData("protocol/openid-connect/logout")]
    [InlineData("device")]
    [InlineData("login-actions/authenticate?client_id=web&tab_id=x")]
    public async Task and_frames_of_other_sites_are_kept_out_by_headers(string path)
    {
        await using var provider = await ProviderUnderTest.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, provider.Url(path));
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await provider.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["SAMEORIGIN"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var policy = string.Join("; ", answer.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldContain("frame-ancestors 'self'");
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe-inline");
    }

    [Theory]
    [InlineData("contentSecurityPolicy", "x\r\nSet-Cookie: stolen=1")]
    [InlineData("xFrameOptions", "DENY\r\nX-Injected: 1")]
    [InlineData("referrerPolicy", "no-referrer\u0000")]
    public async Task in_a_realms_header_settings_makes_no_header(string name, string value)
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["browserSecurityHeaders"] = new JsonObject { [name] = value });
        using var answer = await provider.Http.GetAsync(provider.AuthUrl(), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("X-Injected").ShouldBeFalse();
        answer.Headers.GetValues("Set-Cookie").ShouldNotContain(c => c.StartsWith("stolen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task in_a_form_post_answer_is_a_value_and_its_script_is_the_pages_own()
    {
        await using var provider = await ProviderUnderTest.Start();
        using var answer = await provider.Http.GetAsync(provider.AuthUrl(("response_mode", "form_post"), ("state", Markup), ("prompt", "none")), TestContext.Current.CancellationToken);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldNotContain("<script>alert");
        Regex.Count(page, "<form", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(1);
        WebUtility.HtmlDecode(Regex.Match(page, "name=\"state\" value=\"(?<v>[^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["v"].Value).ShouldBe(Markup);
    }

    static void Poison(JsonObject realm)
    {
        (realm["displayName"], realm["displayNameHtml"], realm["registrationAllowed"], realm["resetPasswordAllowed"]) = (Markup, Markup, true, true);
        (realm["internationalizationEnabled"], realm["supportedLocales"], realm["defaultLocale"]) = (true, new JsonArray("en", "de", Markup), Markup);
        realm["localizationTexts"] = new JsonObject { ["en"] = new JsonObject { ["loginAccountTitle"] = Markup, ["doLogIn"] = Markup, ["consentQuestion"] = Markup } };
        var client = realm["clients"]![0]!;
        (client["name"], client["description"], client["baseUrl"], client["consentRequired"]) = (Markup, Markup, "javascript:alert(3)//" + Markup, true);
        realm["groups"] = new JsonArray(new JsonObject { ["name"] = Markup });
        realm["roles"] = new JsonObject { ["realm"] = new JsonArray(new JsonObject { ["name"] = Markup, ["description"] = Markup }) };
        realm["clientScopes"] = new JsonArray(new JsonObject { ["name"] = "odd", ["protocol"] = "openid-connect", ["attributes"] = new JsonObject { ["display.on.consent.screen"] = "true", ["consent.screen.text"] = Markup } });
        client["defaultClientScopes"] = new JsonArray("odd");
        var user = realm["users"]![0]!;
        (user["firstName"], user["lastName"], user["attributes"]) = (Markup, Markup, new JsonObject { ["locale"] = new JsonArray(Markup) });
        user["requiredActions"] = new JsonArray("UPDATE_PROFILE");
        user["groups"] = new JsonArray("/" + Markup);
        user["realmRoles"]!.AsArray().Add(Markup);
    }
}
