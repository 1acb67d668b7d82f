using Portico.Catalog.Documents;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Put_in_bulk
{
    [Theory, OnBothEngines]
    public async Task writing_the_good_rows_and_telling_of_the_others(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var result = await catalog.Bulk(Entities.Bot, "table", $$"""
            [{{Entities.Table("a")}}, {"name": "b", "databaseSchema": "shop.db.none", "columns": []}, {{Entities.Table("orders", more: """ "description": "d" """)}},
             {"name": "c", "databaseSchema": "shop.db.sales", "columns": [{"name": "x", "dataType": "CHEESE"}]}, 7, {{Entities.Table("a", more: """ "description": "again" """)}}]
            """);
        result.Passed.Select(r => (r.Fqn, r.Message)).ShouldBe([("shop.db.sales.a", "Created"), ("shop.db.sales.orders", "Updated"), ("shop.db.sales.a", "Updated")]);
        result.Failed.Select(r => r.Status).ShouldBe([404, 400, 400]);
        result.Failed[1].Message.ShouldContain("CHEESE");
        (await catalog.Get("table", "shop.db.sales.a"))["description"]!.ToString().ShouldBe("again");
    }

    [Theory, OnBothEngines]
    public async Task skipping_what_its_hash_says_is_unchanged(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var row = Entities.Table("a", more: """ "sourceHash": "0123", "description": "by the source" """);
        await catalog.Bulk(Entities.Bot, "table", $"[{row}]");
        await catalog.Patched(Entities.Admin, "shop.db.sales.a", """[{"op": "replace", "path": "/description", "value": "by a person"}]""");
        (await catalog.Bulk(Entities.Bot, "table", $"[{row}]")).Passed[0].Message.ShouldBe("Unchanged");
        (await catalog.Bulk(Entities.Bot, "table", $"[{row}]", overrides: true)).Passed[0].Message.ShouldBe("Updated");
        (await catalog.Get("table", "shop.db.sales.a"))["description"]!.ToString().ShouldBe("by the source");
    }

    [Theory, OnBothEngines]
    public async Task bringing_back_what_was_deleted_even_with_the_same_hash(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var row = Entities.Table("a", more: """ "sourceHash": "0123" """);
        await catalog.Bulk(Entities.Bot, "table", $"[{row}]");
        await catalog.Catalog.Delete(Entities.Bot, "table", "shop.db.sales.a", false, false, null, CancellationToken.None);
        (await catalog.Bulk(Entities.Bot, "table", $"[{row}]")).Failed.ShouldBeEmpty();
        (await catalog.Get("table", "shop.db.sales.a"))["deleted"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, OnBothEngines]
    public async Task many_at_once_from_many_sides(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var rows = $"[{string.Join(',', Enumerable.Range(0, 1200).Select(i => Entities.Table($"t{i}")))}]";
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => catalog.Bulk(Entities.Bot, "table", rows)));
        results.ShouldAllBe(r => r.Passed.Count == 1200 && r.Failed.Count == 0);
        (await catalog.Catalog.List(Entities.Bot, "table", new() { Limit = 0 }, CancellationToken.None)).Value!.Total.ShouldBe(1201);
        var events = (await catalog.Catalog.Events(Entities.Admin, new(0, new Dictionary<string, string[]?> { ["entityCreated"] = ["table"] }), CancellationToken.None)).Value!;
        events.Count.ShouldBeGreaterThan(0);
    }
}
