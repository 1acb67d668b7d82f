using Portico.SignOn.Tests.Hosting;

namespace Portico.SignOn.Tests;

public sealed class Identities
{
    [Fact]
    public async Task with_one_name_become_two_accounts()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);

        (await Api.Get(catalog, await Token(peer, "s-1", "alice"))).Body.ShouldBe("alice Bearer");
        (await Api.Get(catalog, await Token(peer, "s-2", "alice"))).Body.ShouldBe("alice-2 Bearer");
        (await Api.Get(catalog, await Token(peer, "s-1", "alice"))).Body.ShouldBe("alice Bearer");
    }

    [Fact]
    public async Task keep_their_account_when_their_name_changes()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        await Api.Get(catalog, await Token(peer, "s-1", "alice"));
        (await Api.Get(catalog, await Token(peer, "s-1", "alicia"))).Body.ShouldBe("alice Bearer");
    }

    [Fact]
    public async Task do_not_take_over_accounts_that_bear_their_name()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        catalog.Accounts.Add("root", isAdmin: true);
        (await Api.Get(catalog, await Token(peer, "s-1", "root"))).Body.ShouldBe("root-2 Bearer");
        catalog.Accounts["root-2"].IsAdmin.ShouldBeFalse();
    }

    [Fact]
    public async Task named_administrators_are_administrators_and_get_the_account_that_waits_for_them()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer, options => options with { AdminPrincipals = ["admin", "boss"] });
        var waiting = catalog.Accounts.Add("admin");
        using var browser = new Browser();

        (await browser.SignIn(catalog, "boss")).Text.ShouldBe("boss");
        catalog.Accounts["boss"].IsAdmin.ShouldBeTrue();
        (await Api.Get(catalog, await Token(peer, "s-1", "admin"))).Body.ShouldBe("admin Bearer");
        catalog.Accounts["admin"].Id.ShouldBe(waiting.Id);
        catalog.Accounts["admin"].IsAdmin.ShouldBeTrue();
        // It has an identity now: the next of that name is somebody else.
        (await Api.Get(catalog, await Token(peer, "s-2", "admin"))).Body.ShouldBe("admin-2 Bearer");
        catalog.Accounts["admin-2"].IsAdmin.ShouldBeFalse();
    }

    [Fact]
    public async Task are_created_once_however_many_requests_come_first()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Token(peer, "s-1", "alice")));

        var bodies = await Task.WhenAll(tokens.Select(token => Api.Get(catalog, token)));

        bodies.ShouldAllBe(answer => answer.Body == "alice Bearer");
        catalog.Accounts.All.Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("email", "a.person")]
    [InlineData("sub", "s-1")]
    [InlineData("missing", "s-1")]
    public async Task are_named_by_the_claims_that_the_settings_name(string claim, string name)
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer, options => options with { PrincipalClaims = [claim] });
        await Api.Get(catalog, await peer.Sign(new { sub = "s-1", azp = Peer.ClientId, preferred_username = "alice", email = "A.Person@Example.org" }));
        catalog.Accounts[name].Email.ShouldBe("a.person@example.org");
    }

    static Task<string> Token(Peer peer, string subject, string name) =>
        peer.Sign(new { sub = subject, azp = Peer.ClientId, typ = "Bearer", preferred_username = name, jti = Guid.NewGuid() });

    [Fact]
    public async Task whose_account_was_removed_come_back_only_where_people_may_register()
    {
        var peer = await Peer.Shared;
        using var folder = new Testbed.TemporaryFolder();
        var storage = new TestStorage(folder, new Storage.DatabaseOptions { SqliteFile = folder.Combine("catalog.db") });
        await using (var before = await TestCatalog.Start(peer, storage: storage))
            await Api.Get(before, await Token(peer, "s-1", "alice"));
        storage.Accounts.Remove(storage.Accounts["alice"].Id);

        await using (var closed = await TestCatalog.Start(peer, options => options with { SelfSignup = false }, storage))
            (await Api.Get(closed, await Token(peer, "s-1", "alice"))).Body.ShouldContain("self sign-up is off");
        await using var open = await TestCatalog.Start(peer, storage: storage);
        (await Api.Get(open, await Token(peer, "s-1", "alice"))).Body.ShouldBe("alice Bearer");
    }
}
