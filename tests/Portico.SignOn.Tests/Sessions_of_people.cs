using System.Net;
using System.Text.Json;
using Portico.SignOn.Sessions;
using Portico.SignOn.Tests.Hosting;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.SignOn.Tests;

public sealed class Sessions_of_people
{
    [Fact]
    public async Task are_in_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var answer = await browser.Get((await browser.AnswerOf(catalog, "alice")).Location!);

        var cookie = answer.SetCookies.Single(line => line.StartsWith("OM_SESSION=", StringComparison.Ordinal)).ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("path=/;");
        cookie.ShouldContain("max-age=604800");
        cookie.ShouldNotContain("secure");
    }

    [Fact]
    public async Task survive_a_restart()
    {
        using var folder = new TemporaryFolder();
        var storage = new TestStorage(folder, new DatabaseOptions { SqliteFile = folder.Combine("catalog.db") });
        using var browser = new Browser();
        await using (var before = await TestCatalog.Start(await Peer.Shared, storage: storage))
            await browser.SignIn(before, "alice");

        await using var after = await TestCatalog.Start(await Peer.Shared, storage: storage);

        (await browser.Get($"{after.Address}/page")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task are_shared_by_two_nodes_and_so_are_sign_ins_and_sign_outs()
    {
        Assert.SkipWhen(PostgresServer.ProgramFolder is null, "PostgreSQL is not installed");
        await using var postgres = await (await PostgresServer.Shared).CreateDatabase();
        using var folder = new TemporaryFolder();
        var storage = new TestStorage(folder, new DatabaseOptions { PostgresConnectionString = postgres.ConnectionString });
        var peer = await Peer.Shared;
        await using var one = await TestCatalog.Start(peer, storage: storage);
        await using var two = await TestCatalog.Start(peer, storage: storage);
        using var browser = new Browser();

        // Begun on one node, finished on the other: the same address in front of both.
        var answer = await browser.AnswerOf(one, "alice");
        await using var front = await TestCatalog.Start(peer, options => options with { PublicUrl = one.Address }, storage);
        var back = await browser.Follow(await browser.Get(answer.Location!.Replace(one.Address, front.Address, StringComparison.Ordinal)));

        back.Text.ShouldBe("alice");
        (await browser.Get($"{one.Address}/page")).Text.ShouldBe("alice");
        (await browser.Get($"{two.Address}/page")).Text.ShouldBe("alice");
        await browser.Post($"{one.Address}/api/v1/auth/logout", new Dictionary<string, string>(), one.Address);
        var cookie = browser.Session;
        cookie.ShouldBeNull();
    }

    [Fact]
    public async Task that_ended_on_one_node_end_on_the_other_with_the_next_request()
    {
        Assert.SkipWhen(PostgresServer.ProgramFolder is null, "PostgreSQL is not installed");
        await using var postgres = await (await PostgresServer.Shared).CreateDatabase();
        using var folder = new TemporaryFolder();
        var storage = new TestStorage(folder, new DatabaseOptions { PostgresConnectionString = postgres.ConnectionString });
        await using var one = await TestCatalog.Start(await Peer.Shared, storage: storage);
        await using var two = await TestCatalog.Start(await Peer.Shared, storage: storage);
        using var browser = new Browser();
        await browser.SignIn(one, "alice");
        (await browser.Get($"{two.Address}/page")).Text.ShouldBe("alice");

        await one.Service<SessionStore>().EndAll(one.Accounts["alice"].Id, default);

        (await browser.Get($"{one.Address}/page")).Text.ShouldBe("nobody");
        await Eventually.Holds(async () => (await browser.Get($"{two.Address}/page")).Text == "nobody", "the other node did not hear of it", TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task get_a_new_id_at_every_sign_in()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var attacker = new Browser();
        await attacker.SignIn(catalog, "mallory");
        using var victim = new Browser { Session = attacker.Session };

        // The victim's browser was given the attacker's cookie; its own sign-in must not make that cookie the victim's.
        victim.Cookies.Remove("OM_SESSION");
        var begun = await victim.Begin(catalog);
        victim.Session = attacker.Session;
        (await victim.Continue(catalog, begun, "alice")).Text.ShouldBe("alice");

        victim.Session.ShouldNotBe(attacker.Session);
        (await attacker.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
        using var made = new Browser { Session = new string('A', 43) };
        (await made.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
        await made.SignIn(catalog, "bob");
        made.Session.ShouldNotBe(new string('A', 43));
    }

    [Fact]
    public async Task that_ended_are_nobodys_and_so_is_their_token()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");
        var token = JsonDocument.Parse((await browser.Get($"{catalog.Address}/api/v1/auth/refresh")).Text).RootElement.GetProperty("accessToken").GetString();
        (await Api.Get(catalog, token)).Status.ShouldBe(HttpStatusCode.OK);
        var cookie = browser.Session;

        await browser.Post($"{catalog.Address}/api/v1/auth/logout", new Dictionary<string, string>(), catalog.Address);

        browser.Session.ShouldBeNull();
        browser.Session = cookie;
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
        (await browser.Get($"{catalog.Address}/api/v1/things")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Api.Get(catalog, token)).Body.ShouldContain("Invalid token, used after logout!");
    }

    [Fact]
    public async Task end_when_they_are_idle_or_old()
    {
        var peer = await Peer.Shared;
        // The implicit flow gives no refresh token, so nothing but the clock ends the session.
        await using var catalog = await TestCatalog.Start(peer, options => options with
        {
            Flow = SignInFlow.Implicit, ClientId = "public", ClientSecret = null, SessionIdleTimeout = TimeSpan.FromHours(2), SessionLifetime = TimeSpan.FromHours(5),
        });
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");
        for (var hour = 0; hour < 4; hour++)
        {
            catalog.Time.Advance(TimeSpan.FromHours(1));
            (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice");
        }
        catalog.Time.Advance(TimeSpan.FromHours(1));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody", "it is older than five hours");

        using var second = new Browser();
        await second.SignIn(catalog, "alice");
        catalog.Time.Advance(TimeSpan.FromHours(2));
        (await second.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody", "it was idle for two hours");
    }

    [Fact]
    public async Task of_one_account_are_not_more_than_the_cap()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared, options => options with { MaxSessionsPerAccount = 2 });
        var browsers = new[] { new Browser(), new Browser(), new Browser() };
        foreach (var browser in browsers)
        {
            await browser.SignIn(catalog, "alice");
            catalog.Time.Advance(TimeSpan.FromSeconds(1));
        }

        (await browsers[0].Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
        (await browsers[1].Get($"{catalog.Address}/page")).Text.ShouldBe("alice");
        (await browsers[2].Get($"{catalog.Address}/page")).Text.ShouldBe("alice");
    }

    [Fact]
    public async Task are_refused_to_deleted_accounts_at_once()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        catalog.Accounts.Delete(catalog.Accounts["alice"].Id);

        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
        (await browser.Get($"{catalog.Address}/api/v1/auth/refresh")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task are_renewed_with_the_provider_and_end_when_it_says_so()
    {
        await using var peer = await Peer.Start();
        await using var catalog = await TestCatalog.Start(peer);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        catalog.Time.Advance(TimeSpan.FromSeconds(301));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice", "the provider renewed it");
        catalog.Time.Advance(TimeSpan.FromSeconds(301));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice", "with the refresh token that it gave the first time, now replaced");

        await peer.Disable("alice");
        catalog.Time.Advance(TimeSpan.FromSeconds(301));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody");
    }

    [Fact]
    public async Task outlive_an_outage_of_the_provider()
    {
        await using var peer = await Peer.Start();
        await using var catalog = await TestCatalog.Start(peer, options => options with { ProviderTimeout = TimeSpan.FromSeconds(2) });
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        await peer.Mode("down");
        catalog.Time.Advance(TimeSpan.FromSeconds(301));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("alice");
        await peer.Mode("up");
        await peer.Disable("alice");
        catalog.Time.Advance(TimeSpan.FromSeconds(61));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("nobody", "it was asked again and answered");
    }

    [Fact]
    public async Task are_renewed_once_however_many_requests_come()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "carol");
        catalog.Time.Advance(TimeSpan.FromSeconds(301));

        // The provider rotates refresh tokens and ends the session when an old one comes again: two renewals would end it.
        var pages = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => browser.Get($"{catalog.Address}/page")));

        pages.ShouldAllBe(page => page.Text == "carol");
        catalog.Time.Advance(TimeSpan.FromSeconds(301));
        (await browser.Get($"{catalog.Address}/page")).Text.ShouldBe("carol");
    }

    [Fact]
    public async Task hand_a_token_to_the_web_client_and_none_to_anybody_else()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();

        var nobody = await browser.Get($"{catalog.Address}/api/v1/auth/refresh");
        nobody.Status.ShouldBe(HttpStatusCode.Unauthorized);
        nobody.Text.ShouldBe("""{"error":"No active session"}""");

        await browser.SignIn(catalog, "alice");
        var body = JsonDocument.Parse((await browser.Get($"{catalog.Address}/api/v1/auth/refresh")).Text).RootElement;
        body.GetProperty("tokenType").GetString().ShouldBe("Bearer");
        body.GetProperty("expiryDuration").GetInt64().ShouldBeInRange(
            DateTimeOffset.UtcNow.AddMinutes(50).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(70).ToUnixTimeMilliseconds());
    }
}
