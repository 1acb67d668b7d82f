using System.Net;
using Portico.SignOn.Tests.Hosting;
using Portico.Testbed;

namespace Portico.SignOn.Tests;

public sealed class Refusals
{
    [Theory]
    [InlineData("")]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example/")]
    [InlineData("https:evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/api/v1/auth/logout")]
    [InlineData("ORIGIN.evil.example/auth/callback")]
    [InlineData("ORIGIN@evil.example/auth/callback")]
    [InlineData("http://user@HOST/auth/callback")]
    [InlineData("ORIGIN/auth/callback?next=https://evil.example/#x")]
    public async Task of_addresses_that_are_not_the_catalogs(string redirectUri)
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var page = await browser.Begin(catalog, redirectUri.Replace("ORIGIN", catalog.Address, StringComparison.Ordinal).Replace("HOST", new Uri(catalog.Address).Authority, StringComparison.Ordinal));

        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Text.ShouldContain(Errors.BadRedirect);
    }

    [Fact]
    public async Task of_a_callback_in_a_browser_that_did_not_ask()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var attacker = new Browser();
        using var victim = new Browser();

        var answer = await attacker.AnswerOf(catalog, "mallory");
        var page = await victim.Get(answer.Location!);

        page.Status.ShouldBe(HttpStatusCode.BadRequest);
        page.Text.ShouldContain(Errors.ForeignBrowser);
        victim.Session.ShouldBeNull();
        // Nor in one that asked for something else.
        using var busy = new Browser();
        await busy.Begin(catalog);
        (await busy.Get((await attacker.AnswerOf(catalog, "mallory")).Location!)).Text.ShouldContain(Errors.ForeignBrowser);
        busy.Session.ShouldBeNull();
    }

    [Fact]
    public async Task of_a_posted_callback_in_a_browser_that_did_not_ask()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { Flow = SignInFlow.Implicit, ClientId = "public", ClientSecret = null });
        using var attacker = new Browser();
        using var victim = new Browser();

        var form = await attacker.AnswerOf(catalog, "mallory");
        var relay = await victim.Submit(form, crossSite: true);
        var page = await victim.Submit(relay);

        page.Text.ShouldContain(Errors.ForeignBrowser);
        victim.Session.ShouldBeNull();
    }

    [Fact]
    public async Task of_a_callback_that_was_used_before()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        var answer = await browser.AnswerOf(catalog, "alice");
        var cookies = new Dictionary<string, string>(browser.Cookies);
        (await browser.Follow(await browser.Get(answer.Location!))).Text.ShouldBe("alice");

        foreach (var (name, value) in cookies)
            browser.Cookies[name] = value;
        browser.Cookies.Remove("OM_SESSION");
        var again = await browser.Get(answer.Location!);

        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        again.Text.ShouldContain(Errors.UnknownSignIn);
        browser.Session.ShouldBeNull();
    }

    [Fact]
    public async Task of_a_callback_that_took_too_long_or_has_no_state()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        (await browser.Get($"{catalog.Address}/callback?code=x")).Text.ShouldContain(Errors.UnknownSignIn);
        (await browser.Get($"{catalog.Address}/callback?code=x&state=made-up")).Text.ShouldContain(Errors.UnknownSignIn);
        var answer = await browser.AnswerOf(catalog, "alice");
        catalog.Time.Advance(TimeSpan.FromMinutes(11));
        (await browser.Get(answer.Location!)).Text.ShouldContain(Errors.UnknownSignIn);
    }

    [Fact]
    public async Task of_an_answer_that_names_another_issuer()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        using var browser = new Browser();
        var answer = (await browser.AnswerOf(catalog, "alice")).Location!;
        var issuer = Uri.EscapeDataString(peer.RealmUrl);
        answer.ShouldContain($"iss={issuer}");

        (await browser.Get(answer.Replace(issuer, Uri.EscapeDataString("https://evil.example"), StringComparison.Ordinal))).Text.ShouldContain(Errors.BadToken);
        (await browser.Get((await browser.AnswerOf(catalog, "alice")).Location!.Replace($"iss={issuer}", "", StringComparison.Ordinal))).Text.ShouldContain(Errors.BadToken);
        browser.Session.ShouldBeNull();
    }

    [Fact]
    public async Task of_an_id_token_with_another_nonce_audience_or_key()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer, options => options with { Flow = SignInFlow.Implicit, ClientId = "public", ClientSecret = null });
        using var browser = new Browser();

        async Task<Page> Answer(Func<string, object> claims, object? foreign = null)
        {
            var begun = await browser.Begin(catalog);
            var query = System.Web.HttpUtility.ParseQueryString(new Uri(begun.Location!).Query);
            var token = await peer.Sign(claims(query["nonce"]!), foreign: foreign);
            return await browser.Post($"{catalog.Address}/callback", new Dictionary<string, string> { ["id_token"] = token, ["state"] = query["state"]! }, catalog.Address);
        }

        (await Answer(_ => new { sub = "s", aud = "public", nonce = "another" })).Text.ShouldContain(Errors.BadToken);
        (await Answer(_ => new { sub = "s", aud = "public" })).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "other", nonce })).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "public", azp = "other", nonce })).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "public", nonce, typ = "Bearer" })).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "public", nonce, exp = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 120 })).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "public", nonce }, foreign: true)).Text.ShouldContain(Errors.BadToken);
        (await Answer(nonce => new { sub = "s", aud = "public", nonce }, foreign: "same kid")).Text.ShouldContain(Errors.BadToken);
        browser.Session.ShouldBeNull();
        var good = await Answer(nonce => new { sub = "s", aud = "public", nonce, preferred_username = "sam" });
        (await browser.Follow(good)).Text.ShouldBe("sam");
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task of_changing_requests_from_other_sites(string? origin)
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        foreach (var path in new[] { "/write", "/api/v1/auth/logout" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, catalog.Address + path) { Content = new FormUrlEncodedContent([]) };
            request.Headers.Add("Cookie", $"OM_SESSION={browser.Session}");
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var http = new HttpClient();
            using var answer = await http.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(Errors.CrossSite);
        }
        (await browser.Post($"{catalog.Address}/write", new Dictionary<string, string>(), catalog.Address)).Text.ShouldBe("alice");
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice", "it is still signed in");
    }

    [Fact]
    public async Task of_a_sign_out_that_another_site_links_to()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        // A link or an image elsewhere: the Lax cookie is sent with it, so the person is asked first.
        var page = await browser.Send(new HttpRequestMessage(HttpMethod.Get, $"{catalog.Address}/api/v1/auth/logout"), "cross-site");
        if (page.Location is null)
            page.Text.ShouldContain("Sign out");
        browser.Session.ShouldNotBeNull();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{catalog.Address}/api/v1/auth/logout");
        request.Headers.Add("Cookie", $"OM_SESSION={browser.Session}");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task of_people_who_are_not_registered_say_why()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer, options => options with { SelfSignup = false });
        using var browser = new Browser();

        var page = await browser.SignIn(catalog, "alice");
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Text.ShouldContain(Errors.NotAllowed);
        page.Text.ShouldContain("self sign-up is off");
        browser.Session.ShouldBeNull();
        var (status, body) = await Api.Get(catalog, await peer.Sign(new { sub = "alice", azp = Peer.ClientId, preferred_username = "alice" }));
        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.ShouldContain("self sign-up is off");
        catalog.Accounts.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_people_of_another_domain_use_the_words_that_clients_know()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer, options => options with { EnforcePrincipalDomain = true, PrincipalDomain = "corp.example" });
        var (status, body) = await Api.Get(catalog, await peer.Sign(new { sub = "alice", azp = Peer.ClientId, preferred_username = "alice", email = "alice@example.org" }));
        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.ShouldContain("Not Authorized! Email does not match the principal domain corp.example");
    }

    [Fact]
    public async Task while_the_provider_is_away_say_so_and_end_when_it_is_back()
    {
        await using var peer = await Peer.Start();
        await peer.Mode("down");
        await using var catalog = await TestCatalog.Start(peer, options => options with { ProviderTimeout = TimeSpan.FromSeconds(2) });
        using var browser = new Browser();

        var page = await browser.Begin(catalog);
        page.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Text.ShouldContain(Errors.ProviderUnavailable);
        await peer.Mode("up");
        catalog.Time.Advance(TimeSpan.FromSeconds(2));
        (await browser.SignIn(catalog, "alice")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task of_the_provider_are_told_with_its_words()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { ClientSecret = "a wrong secret" });
        using var browser = new Browser();

        var page = await browser.SignIn(catalog, "alice");

        page.Status.ShouldBe(HttpStatusCode.BadGateway);
        page.Text.ShouldContain(Errors.ProviderRefused);
        page.Text.ShouldContain("invalid_client");
    }

    [Fact]
    public async Task to_start_with_another_key_file_or_impossible_options()
    {
        using var folder = new TemporaryFolder();
        var storage = new TestStorage(folder, new Storage.DatabaseOptions { SqliteFile = folder.Combine("catalog.db") });
        await (await TestCatalog.Start(await Peer.Shared, storage: storage)).DisposeAsync();

        var foreign = await Should.ThrowAsync<SignOnException>(async () => await TestCatalog.Start(await Peer.Shared, storage: storage with { KeyFile = folder.Combine("other.key") }));
        foreign.Id.ShouldBe(Errors.ForeignKeyFile);
        var impossible = await Should.ThrowAsync<SignOnException>(async () => await TestCatalog.Start(await Peer.Shared, options => options with { RealmUrl = "localhost:8080", ClientId = "" }));
        impossible.Id.ShouldBe(Errors.BadSetting);
        impossible.Message.ShouldContain("realm");
        impossible.Message.ShouldContain("client id");
    }
}
