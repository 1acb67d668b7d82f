using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Delete_entities
{
    [Theory, OnBothEngines]
    public async Task with_all_they_contain_and_back_again(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        (await Delete(catalog, "databaseService", "shop", false, false)).Refusal!.ShouldBe(new(RefusalKind.Invalid, "databaseService is not empty"));
        var deleted = (await Delete(catalog, "databaseService", "shop", false, true)).Value!;
        deleted.Kind.ShouldBe(ChangeKind.SoftDeleted);
        deleted.Document.Version.ShouldBe(0.2m);
        (await Get(catalog, id, Include.NonDeleted)).Refusal!.ShouldBe(new(RefusalKind.NotFound, $"table instance for {id} not found"));
        var table = (await Get(catalog, id, Include.Deleted)).Value!.ToObject();
        table.Version().ShouldBe(0.2m);
        table["changeDescription"]!["fieldsUpdated"]![0]!["name"]!.ToString().ShouldBe("deleted");
        (await catalog.Catalog.Search.Query(new() { Text = "orders" }, CancellationToken.None)).Total.ShouldBe(0);
        (await catalog.Catalog.Restore(Entities.Admin, "table", id, null, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        var restored = await catalog.Catalog.Restore(Entities.Admin, "databaseService", deleted.Document.Id, null, CancellationToken.None);
        restored.Value!.Kind.ShouldBe(ChangeKind.Restored);
        (await Get(catalog, id, Include.NonDeleted)).Value!.Version.ShouldBe(0.3m);
        (await catalog.Catalog.Search.Query(new() { Text = "orders" }, CancellationToken.None)).Total.ShouldBe(1);
    }

    [Theory, OnBothEngines]
    public async Task for_good(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        (await Delete(catalog, "databaseService", "shop", true, true)).Value!.Kind.ShouldBe(ChangeKind.Deleted);
        (await Get(catalog, id, Include.All)).Ok.ShouldBeFalse();
        (await catalog.Database.Read(s => s.QueryFirst("SELECT COUNT(*) FROM entity WHERE type IN ('databaseService', 'database', 'databaseSchema', 'table')", r => r.GetInt64(0)), CancellationToken.None)).ShouldBe(0);
        (await catalog.Make("databaseService", """{"name": "shop", "serviceType": "Postgres"}""")).ShouldNotBe(Guid.Empty);
    }

    [Theory, OnBothEngines]
    public async Task and_the_labels_of_a_tag_with_it(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        await catalog.Put(Entities.Admin, "classification", """{"name": "Color", "description": "d"}""");
        await catalog.Put(Entities.Admin, "tag", """{"name": "Red", "classification": "Color", "description": "d"}""");
        var id = await catalog.Make("table", Entities.Table("t", """{"name": "a", "dataType": "INT", "tags": [{"tagFQN": "Color.Red"}]}""", """ "tags": [{"tagFQN": "Color.Red"}]"""));
        (await Delete(catalog, "classification", "Color", true, true)).Ok.ShouldBeTrue();
        var table = await catalog.Get("table", id);
        (table["tags"]?.AsArray().Count ?? 0).ShouldBe(0);
        table["columns"]![0]!["tags"]!.AsArray().Count.ShouldBe(0);
    }

    [Theory, OnBothEngines]
    public async Task that_were_not_seen_any_more(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        await catalog.Bulk(Entities.Bot, "table", $"[{Entities.Table("a")}, {Entities.Table("b.c")}]");
        async Task<string[]> Stale(string scope, string type, string[] seen, bool dry = false) =>
            [.. (await catalog.Catalog.DeleteStale(Entities.Bot, "table", new(scope, type, seen, dry), CancellationToken.None)).Value!.Passed.Select(r => r.Fqn)];
        (await Stale("shop.db.sales", "databaseSchema", [])).ShouldBeEmpty();
        (await Stale("shop.db.none", "databaseSchema", ["shop.db.sales.a"])).ShouldBeEmpty();
        (await Stale("shop.db.sales", "databaseSchema", ["shop.db.sales.a", "shop.db.sales.\"b.c\""], true)).ShouldBe(["shop.db.sales.orders"]);
        (await Stale("shop", "service", ["shop.db.sales.a", "shop.db.sales.\"b.c\""])).ShouldBe(["shop.db.sales.orders"]);
        (await catalog.Catalog.List(Entities.Bot, "table", new(), CancellationToken.None)).Value!.Total.ShouldBe(2);
        (await catalog.Catalog.DeleteStale(Entities.Bot, "table", new("shop", "user", ["x"]), CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
    }

    [Fact]
    public async Task but_not_those_of_the_system()
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        var refused = await catalog.Catalog.Delete(Entities.Admin, "role", "DataConsumer", true, true, null, CancellationToken.None);
        refused.Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        refused.Refusal.Message.ShouldContain("can not be deleted");
    }

    static Task<Result<Change>> Delete(SeededCatalog catalog, string type, string fqn, bool hard, bool recursive) =>
        catalog.Catalog.Delete(Subject.System, type, fqn, hard, recursive, null, CancellationToken.None);

    static Task<Result<Document>> Get(SeededCatalog catalog, Guid id, Include include) =>
        catalog.Catalog.Get(Entities.Admin, "table", id, new() { Include = include }, CancellationToken.None);
}
