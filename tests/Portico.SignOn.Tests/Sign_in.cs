using System.Net;
using Portico.SignOn.Tests.Hosting;

namespace Portico.SignOn.Tests;

public sealed class Sign_in
{
    [Fact]
    public async Task by_code_returns_to_the_page_with_a_session()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var page = await browser.SignIn(catalog, "alice");

        page.Url.ShouldBe($"{catalog.Address}/page");
        page.Text.ShouldBe("alice");
        browser.Session!.Length.ShouldBe(43);
        catalog.Accounts["alice"].Email.ShouldBe("alice@example.org");
        catalog.Accounts["alice"].DisplayName.ShouldBe("Alice Example");
    }

    [Fact]
    public async Task asks_by_code_with_pkce_state_and_nonce()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var page = await browser.Get($"{catalog.Address}/api/v1/auth/login?redirectUri=/page");

        page.Status.ShouldBe(HttpStatusCode.Redirect);
        page.Location!.ShouldContain("response_type=code");
        page.Location!.ShouldContain("code_challenge_method=S256");
        page.Location!.ShouldContain("state=");
        page.Location!.ShouldContain("nonce=");
        page.Location!.ShouldContain($"redirect_uri={Uri.EscapeDataString(catalog.Address + "/callback")}");
    }

    [Fact]
    public async Task by_implicit_id_token_returns_to_the_page_with_a_session()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { Flow = SignInFlow.Implicit, ClientId = "public", ClientSecret = null });
        using var browser = new Browser();

        (await browser.SignIn(catalog, "alice")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task by_implicit_id_token_works_when_the_provider_is_another_site()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { Flow = SignInFlow.Implicit, ClientId = "public", ClientSecret = null });
        using var browser = new Browser();

        // A browser does not send the Lax cookie with that form; the catalog's own page posts it again.
        var relay = await browser.Submit(await browser.AnswerOf(catalog, "alice"), crossSite: true);
        relay.Status.ShouldBe(HttpStatusCode.OK);
        var page = await browser.Follow(await browser.Submit(relay));

        page.Text.ShouldBe("alice");
    }

    [Fact]
    public async Task works_for_a_public_client_by_code()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { ClientId = "public", ClientSecret = null });
        using var browser = new Browser();

        (await browser.SignIn(catalog, "alice")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task in_two_tabs_at_once_finishes_both()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var first = await browser.Get($"{catalog.Address}/api/v1/auth/login?redirectUri=/page?tab=1");
        var second = await browser.SignIn(catalog, "alice", "/page?tab=2");
        second.Url.ShouldEndWith("?tab=2");
        var finished = await browser.Continue(catalog, first, "alice");

        finished.Url.ShouldEndWith("?tab=1");
        finished.Text.ShouldBe("alice");
    }

    [Fact]
    public async Task gives_openmetadatas_web_client_its_token_in_the_fragment()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var answer = await browser.AnswerOf(catalog, "alice", $"{catalog.Address}/auth/callback");
        var back = await browser.Get(answer.Location!);

        back.Location!.ShouldStartWith($"{catalog.Address}/auth/callback#id_token=");
        back.Location!.ShouldContain("&email=alice%40example.org&name=Alice%20Example");
        var token = back.Location!.Split("#id_token=")[1].Split('&')[0];
        (await Api.Get(catalog, token)).Body.ShouldStartWith("alice OwnToken ");
    }

    [Fact]
    public async Task works_where_browsers_and_this_server_reach_the_realm_under_different_addresses()
    {
        var peer = await Peer.Shared;
        var inside = peer.RealmUrl.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        await using var catalog = await TestCatalog.Start(peer, options => options with { BackchannelRealmUrl = inside });
        using var browser = new Browser();

        var begun = await browser.Begin(catalog);

        begun.Location!.ShouldStartWith(peer.RealmUrl);
        (await browser.Continue(catalog, begun, "alice")).Text.ShouldBe("alice");
        (await Api.Get(catalog, await peer.ClientToken())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task returns_at_once_to_whoever_is_signed_in()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        (await browser.Begin(catalog, "/page?again")).Location.ShouldBe($"{catalog.Address}/page?again");
        (await browser.Begin(catalog, "/auth/callback")).Location!.ShouldStartWith($"{catalog.Address}/auth/callback#id_token=");
    }

    [Fact]
    public async Task that_the_provider_wants_done_interactively_returns_to_the_button()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { AuthorizationParameters = new Dictionary<string, string> { ["prompt"] = "none" } });
        using var browser = new Browser();

        (await browser.SignIn(catalog, "alice")).Url.ShouldBe($"{catalog.Address}/signin");
    }
}
