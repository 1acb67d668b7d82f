using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Portico.SignOn.Tests.Hosting;

namespace Portico.SignOn.Tests;

public sealed class Own_tokens
{
    [Fact]
    public async Task of_a_bot_carry_openmetadatas_claims_and_are_taken()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        var bot = catalog.Accounts.Add("ingestion-bot", isBot: true);

        var token = await catalog.Service<OwnTokenIssuer>().IssueForBot(bot, null, default);

        (await Api.Get(catalog, token.Jwt)).Body.ShouldBe("ingestion-bot OwnToken");
        var jwt = new JsonWebToken(token.Jwt);
        jwt.Alg.ShouldBe("RS256");
        jwt.Issuer.ShouldBe("open-metadata.org");
        jwt.Subject.ShouldBe("ingestion-bot");
        jwt.GetPayloadValue<bool>("isBot").ShouldBeTrue();
        jwt.GetPayloadValue<string>("tokenType").ShouldBe("BOT");
        jwt.TryGetPayloadValue<long>("exp", out _).ShouldBeFalse("an unlimited token has no expiry");
        (await catalog.Service<OwnTokenIssuer>().FindForBot(bot.Id, default))!.Jwt.ShouldBe(token.Jwt);
        var keys = JsonDocument.Parse((await Api.Get(catalog, null, "/api/v1/system/config/jwks")).Body).RootElement.GetProperty("keys");
        keys[0].GetProperty("kid").GetString().ShouldBe(jwt.Kid);
        keys[0].EnumerateObject().Select(member => member.Name).ShouldBe(["kty", "kid", "n", "e", "alg", "use"]);
    }

    [Fact]
    public async Task of_a_bot_replace_each_other()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        var bot = catalog.Accounts.Add("ingestion-bot", isBot: true);
        var issuer = catalog.Service<OwnTokenIssuer>();
        var first = await issuer.IssueForBot(bot, null, default);
        (await Api.Get(catalog, first.Jwt)).Status.ShouldBe(HttpStatusCode.OK);

        var second = await issuer.IssueForBot(bot, null, default);

        (await Api.Get(catalog, second.Jwt)).Status.ShouldBe(HttpStatusCode.OK);
        (await Api.Get(catalog, first.Jwt)).Body.ShouldContain("does not match the current bot's token");
        await issuer.RevokeForBot(bot.Id, default);
        (await Api.Get(catalog, second.Jwt)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task of_a_person_are_listed_and_revoked_one_by_one()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        var person = catalog.Accounts.Add("alice");
        var issuer = catalog.Service<OwnTokenIssuer>();
        var one = await issuer.IssuePersonal(person, "laptop", TimeSpan.FromDays(1), default);
        var two = await issuer.IssuePersonal(person, "script", TimeSpan.FromDays(7), default);
        (await Api.Get(catalog, one.Jwt)).Status.ShouldBe(HttpStatusCode.OK);

        await issuer.RevokePersonal(person.Id, [one.Id], default);

        (await Api.Get(catalog, one.Jwt)).Body.ShouldContain("Invalid personal access token!");
        (await Api.Get(catalog, two.Jwt)).Body.ShouldBe("alice OwnToken");
        (await issuer.ListPersonal(person.Id, default)).ShouldHaveSingleItem().Name.ShouldBe("script");
        catalog.Time.Advance(TimeSpan.FromDays(8));
        (await Api.Get(catalog, two.Jwt)).Body.ShouldContain("Expired token!");
    }

    [Fact]
    public async Task are_not_made_by_a_realm_that_names_the_catalogs_issuer()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        catalog.Accounts.Add("admin", isAdmin: true);

        var (status, body) = await Api.Get(catalog, await peer.Sign(new { iss = "open-metadata.org", sub = "admin", tokenType = "BOT", isBot = true }));

        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.ShouldContain("a key that the catalog does not have");
    }

    [Fact]
    public async Task and_their_key_survive_a_restart()
    {
        using var folder = new Testbed.TemporaryFolder();
        var storage = new TestStorage(folder, new Storage.DatabaseOptions { SqliteFile = folder.Combine("catalog.db") });
        var bot = storage.Accounts.Add("ingestion-bot", isBot: true);
        OwnToken token;
        await using (var before = await TestCatalog.Start(await Peer.Shared, storage: storage))
            token = await before.Service<OwnTokenIssuer>().IssueForBot(bot, null, default);

        await using var after = await TestCatalog.Start(await Peer.Shared, storage: storage);

        (await Api.Get(after, token.Jwt)).Body.ShouldBe("ingestion-bot OwnToken");
    }

    [Fact]
    public async Task are_nowhere_in_the_database_to_be_read()
    {
        using var folder = new Testbed.TemporaryFolder();
        var file = folder.Combine("catalog.db");
        var storage = new TestStorage(folder, new Storage.DatabaseOptions { SqliteFile = file });
        string jwt, cookie;
        await using (var catalog = await TestCatalog.Start(await Peer.Shared, storage: storage))
        {
            jwt = (await catalog.Service<OwnTokenIssuer>().IssueForBot(storage.Accounts.Add("ingestion-bot", isBot: true), null, default)).Jwt;
            using var browser = new Browser();
            await browser.SignIn(catalog, "alice");
            cookie = browser.Session!;
        }

        foreach (var path in Directory.GetFiles(folder.Path, "catalog.db*"))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path));
            text.ShouldNotContain(jwt[..40]);
            text.ShouldNotContain(cookie);
            text.ShouldNotContain("eyJ");
        }
    }
}
