using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Follow_lineage_and_events
{
    [Theory, OnBothEngines]
    public async Task edges_lead_both_ways(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var orders = await catalog.MakeTable();
        var report = await catalog.Make("table", Entities.Table("report"));
        var summary = await catalog.Make("table", Entities.Table("summary"));
        async Task<Refusal?> Edge(Guid from, Guid to) => await catalog.Catalog.PutEdge(
            Entities.Bot, Entities.Json($$$"""{"fromEntity": {"id": "{{{from}}}", "type": "table"}, "toEntity": {"id": "{{{to}}}", "type": "table"}, "lineageDetails": {"sqlQuery": "select 1"}}"""), CancellationToken.None);
        (await Edge(orders, report)).ShouldBeNull();
        (await Edge(report, summary)).ShouldBeNull();
        (await Edge(orders, Guid.NewGuid()))!.Kind.ShouldBe(RefusalKind.NotFound);
        var one = (await catalog.Catalog.Lineage(Entities.Bot, "table", orders, 1, 1, CancellationToken.None)).Value!;
        one["nodes"]!.AsArray().Select(n => n!["name"]!.ToString()).ShouldBe(["report"]);
        var two = (await catalog.Catalog.Lineage(Entities.Bot, "table", summary, 3, 3, CancellationToken.None)).Value!;
        two["upstreamEdges"]!.AsArray().Count.ShouldBe(2);
        two["upstreamEdges"]![0]!["fromEntity"]!.ToString().ShouldBe(report.ToString());
        two["upstreamEdges"]![0]!["lineageDetails"]!["sqlQuery"]!.ToString().ShouldBe("select 1");
        (await catalog.Catalog.DeleteEdge(Entities.Bot, (orders, "table"), (report, "table"), CancellationToken.None)).ShouldBeNull();
        (await catalog.Catalog.Edge(Entities.Bot, orders, report, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Theory, OnBothEngines]
    public async Task followers_come_and_go_without_a_version(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        var ann = await catalog.Person("ann");
        (await catalog.Catalog.Follow(ann, "table", id, ann.Id, true, CancellationToken.None)).Value!.Kind.ShouldBe(ChangeKind.FieldsChanged);
        var table = await catalog.Get("table", id);
        table["followers"]![0]!["name"]!.ToString().ShouldBe("ann");
        table.Version().ShouldBe(0.1m);
        var bob = await catalog.Person("bob");
        (await catalog.Catalog.Follow(bob, "table", id, ann.Id, false, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Forbidden);
        (await catalog.Catalog.Follow(ann, "table", id, ann.Id, false, CancellationToken.None)).Ok.ShouldBeTrue();
        (await catalog.Get("table", id)).ContainsKey("followers").ShouldBeFalse();
    }

    [Theory, OnBothEngines]
    public async Task everything_that_happened_is_told_in_order(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        await catalog.Patched(Entities.Admin, id, """[{"op": "add", "path": "/description", "value": "x"}]""");
        await catalog.Catalog.Delete(Entities.Admin, "table", id, false, false, null, CancellationToken.None);
        await catalog.Catalog.Restore(Entities.Admin, "table", id, null, CancellationToken.None);
        await catalog.Catalog.Delete(Entities.Admin, "table", id, true, false, null, CancellationToken.None);
        var query = new EventQuery(0, new Dictionary<string, string[]?> { ["entityCreated"] = ["table"], ["entityUpdated"] = ["table"], ["entityRestored"] = ["*"], ["entityDeleted"] = ["table"] });
        var events = (await catalog.Catalog.Events(Entities.Admin, query, CancellationToken.None)).Value!.Select(e => JsonDocument.Parse(e).RootElement).ToList();
        events.Select(e => e.GetProperty("eventType").GetString()).ShouldBe(["entityCreated", "entityUpdated", "entitySoftDeleted", "entityRestored", "entityDeleted"]);
        events[4].GetProperty("entity").GetString()!.ShouldContain("shop.db.sales.orders");
        var ann = await catalog.Person("ann");
        (await catalog.Catalog.Events(ann, query, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Forbidden);
    }

    [Theory, OnBothEngines]
    public async Task votes_are_counted_once_each(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        var (ann, bob) = (await catalog.Person("ann"), await catalog.Person("bob"));
        foreach (var (who, up) in ((Subject, bool?)[])[(ann, true), (ann, true), (bob, false)])
            (await catalog.Catalog.Vote(who, "table", id, up, CancellationToken.None)).Ok.ShouldBeTrue();
        var votes = (await catalog.Get("table", id))["votes"]!;
        ((int)votes["upVotes"]!, (int)votes["downVotes"]!).ShouldBe((1, 1));
        votes["upVoters"]![0]!["name"]!.ToString().ShouldBe("ann");
        await catalog.Catalog.Vote(ann, "table", id, null, CancellationToken.None);
        await catalog.Catalog.Vote(bob, "table", id, null, CancellationToken.None);
        (await catalog.Get("table", id)).ContainsKey("votes").ShouldBeFalse();
    }

    [Fact]
    public async Task nobody_takes_a_team_or_more_rights_for_themselves()
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        var team = await catalog.Make("team", """{"name": "ops", "teamType": "Group"}""");
        var ann = await catalog.Person("ann");
        (await catalog.Patch(ann, "user", ann.Id, """[{"op": "add", "path": "/description", "value": "me"}]""")).Ok.ShouldBeTrue();
        foreach (var patch in (string[])
        [
            $$"""[{"op": "add", "path": "/teams", "value": [{"id": "{{team}}", "type": "team"}]}]""",
            """[{"op": "replace", "path": "/isAdmin", "value": true}]""",
            """[{"op": "replace", "path": "/isBot", "value": true}]""",
            """[{"op": "add", "path": "/roles", "value": [{"fullyQualifiedName": "DataSteward", "type": "role"}]}]""",
            """[{"op": "replace", "path": "/email", "value": "admin@example.org"}]""",
        ])
            (await catalog.Patch(ann, "user", ann.Id, patch)).Refusal.ShouldNotBeNull(patch).Kind.ShouldBe(RefusalKind.Forbidden);
    }
}
