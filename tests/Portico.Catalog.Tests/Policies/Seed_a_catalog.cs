using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Catalog.Tests.Policies;

public sealed class Seed_a_catalog
{
    [Theory, OnBothEngines]
    public async Task Everything_shipped_is_there_and_provided_by_the_system(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);

        foreach (var policy in new[] { "OrganizationPolicy", "DataConsumerPolicy", "DataStewardPolicy", "TeamOnlyPolicy", "IngestionBotPolicy", "DefaultBotPolicy" })
            ((string)(await catalog.Get("policy", policy))["provider"]!).ShouldBe("system");
        (await catalog.Get("role", "IngestionBotRole"))["policies"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(["IngestionBotPolicy", "DefaultBotPolicy"]);
        foreach (var tag in new[] { "Tier.Tier1", "PII.Sensitive", "PersonalData.Personal", "Certification.Gold" })
            ((string)(await catalog.Get("tag", tag))["provider"]!).ShouldBe("system");
        ((bool)(await catalog.Get("classification", "Tier"))["mutuallyExclusive"]!).ShouldBeTrue();
        var organization = await catalog.Get("team", "Organization");
        organization["policies"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(["OrganizationPolicy"]);
        organization["defaultRoles"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(["DataConsumer"]);
        var bot = await catalog.Get("user", "ingestion-bot");
        ((bool)bot["isBot"]!).ShouldBeTrue();
        bot["roles"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(["IngestionBotRole"]);
        ((string)(await catalog.Get("bot", "ingestion-bot"))["botUser"]!["id"]!).ShouldBe((string)bot["id"]!);
    }

    [Theory, OnBothEngines]
    public async Task Seeding_again_changes_nothing_and_brings_nothing_back(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        (await catalog.Patch(Subject.System, "policy", "DataConsumerPolicy", """[{"op": "replace", "path": "/description", "value": "ours"}]""")).Ok.ShouldBeTrue();
        (await catalog.Catalog.Delete(Subject.System, "role", "DomainOnlyAccessRole", true, false, null, CancellationToken.None)).Ok.ShouldBeTrue();

        await catalog.Provisioning.Seed(CancellationToken.None);

        ((string)(await catalog.Get("policy", "DataConsumerPolicy"))["description"]!).ShouldBe("ours");
        (await catalog.Catalog.Get(Subject.System, "role", "DomainOnlyAccessRole", ReadOptions.Everything, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Fact]
    public async Task Two_nodes_that_seed_at_once_seed_once()
    {
        await using var here = await SeededCatalog.Create(DialectKind.Postgres, seed: false);
        await using var there = await here.OtherNode();

        await Task.WhenAll(here.Provisioning.Seed(CancellationToken.None), there.Provisioning.Seed(CancellationToken.None));

        (await here.Catalog.List(Subject.System, "team", new(), CancellationToken.None)).Value!.Total.ShouldBe(1);
        (await there.Catalog.List(Subject.System, "role", new(), CancellationToken.None)).Value!.Total.ShouldBe(10);
    }

    [Theory, OnBothEngines]
    public async Task What_is_seeded_is_valid_under_the_schemas(DialectKind engine)
    {
        if (SharedFolder.Find("facts", "openmetadata-1.13-schemas") is not { } schemas)
        {
            Assert.Skip(SharedFolder.Missing);
            return;
        }
        await using var catalog = await SeededCatalog.Create(engine);
        foreach (var (type, schema) in new[] { ("policy", "entity/policies/policy.json"), ("role", "entity/teams/role.json"), ("team", "entity/teams/team.json"), ("user", "entity/teams/user.json"), ("bot", "entity/bot.json"), ("classification", "entity/classification/classification.json"), ("tag", "entity/classification/tag.json") })
        {
            var definition = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(schemas, schema)))!;
            var page = await catalog.Catalog.List(Subject.System, type, new() { Limit = 100, Read = ReadOptions.Everything }, CancellationToken.None);
            page.Value!.Items.ShouldNotBeEmpty();
            foreach (var document in page.Value.Items.Select(i => i.ToObject()))
            {
                document.Select(m => m.Key).ShouldBeSubsetOf(definition["properties"]!.AsObject().Select(p => p.Key), $"{type} {document["name"]}");
                definition["required"]!.AsArray().Select(r => (string)r!).ShouldBeSubsetOf(document.Select(m => m.Key));
            }
        }
    }

    [Theory, OnBothEngines]
    public async Task A_user_who_comes_for_the_first_time_is_an_entity_like_any_other(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = Guid.NewGuid();
        (await catalog.Provisioning.CreateUser(new() { Id = id, Name = "Ann.Lee", Email = "ann@example.org", DisplayName = "Ann Lee" }, CancellationToken.None)).ShouldBeTrue();
        (await catalog.Provisioning.CreateUser(new() { Id = id, Name = "Ann.Lee", Email = "ann@example.org" }, CancellationToken.None)).ShouldBeTrue("the same one again");
        (await catalog.Provisioning.CreateUser(new() { Id = Guid.NewGuid(), Name = "ann.lee", Email = "other@example.org" }, CancellationToken.None)).ShouldBeFalse("another one");

        var user = await catalog.Get("user", id);
        ((string)user["name"]!).ShouldBe("ann.lee");
        ((decimal)user["version"]!).ShouldBe(0.1m);
        (await catalog.Authorizer.FindUserId("ANN.LEE", CancellationToken.None)).ShouldBe(id);
        (await catalog.Catalog.Versions(Subject.System, "user", id, CancellationToken.None)).Value!.Count.ShouldBe(1);
        (await catalog.Catalog.Search.Query(new() { Text = "ann le", Types = ["user"] }, CancellationToken.None)).Hits.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Theory, OnBothEngines]
    public async Task Seeding_is_quick(DialectKind engine)
    {
        await using var warm = await SeededCatalog.Create(engine);
        await using var catalog = await SeededCatalog.Create(engine, seed: false);
        var started = TimeProvider.System.GetTimestamp();
        await catalog.Provisioning.Seed(CancellationToken.None);
        // The budget is 50 ms; a busy test machine may take longer, a statement per document and round trip would take far more.
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
