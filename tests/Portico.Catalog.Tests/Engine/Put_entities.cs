using Portico.Catalog.Documents;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Put_entities
{
    const string Described = """{"name": "a", "dataType": "INT", "description": "by a person", "tags": [{"tagFQN": "Color.Red"}]}""";

    [Theory, OnBothEngines]
    public async Task keeping_from_bots_what_people_wrote(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        await Colors(catalog);
        var ann = await catalog.Person("ann");
        await catalog.Put(Entities.Admin, "table", Entities.Table(
            "t", Described, $$""" "description": "by a person", "owners": [{"id": "{{ann.Id}}", "type": "user"}], "extension": {"a": 1}, "tags": [{"tagFQN": "Color.Red"}]"""));
        var (kind, table) = await catalog.Put(Entities.Bot, "table", Entities.Table(
            "t", """{"name": "a", "dataType": "INT", "description": "by a bot"}, {"name": "b", "dataType": "INT"}""", """ "description": "by a bot", "tags": [{"tagFQN": "Color.Blue"}]"""));
        kind.ShouldBe(ChangeKind.Updated);
        table["description"]!.ToString().ShouldBe("by a person");
        table["columns"]![0]!["description"]!.ToString().ShouldBe("by a person");
        table["columns"]![0]!["tags"]![0]!["tagFQN"]!.ToString().ShouldBe("Color.Red");
        table["owners"]![0]!["name"]!.ToString().ShouldBe("ann");
        ((int)table["extension"]!["a"]!).ShouldBe(1);
        table["tags"]!.AsArray().Select(t => t!["tagFQN"]!.ToString()).ShouldBe(["Color.Red", "Color.Blue"]);
    }

    [Fact]
    public async Task letting_people_replace_what_is_there()
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        await catalog.MakeTable();
        await catalog.Put(Entities.Admin, "table", Entities.Table("t", more: """ "description": "one", "displayName": "T" """));
        var (_, table) = await catalog.Put(Entities.Admin, "table", Entities.Table("t", more: """ "description": "two" """));
        table["description"]!.ToString().ShouldBe("two");
        table.ContainsKey("displayName").ShouldBeFalse();
    }

    [Fact]
    public async Task keeping_foreign_keys_that_come_apart_from_the_table()
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        await catalog.MakeTable();
        var (_, made) = await catalog.Put(Entities.Bot, "table", Entities.Table("t", more: """ "tableConstraints": [{"constraintType": "PRIMARY_KEY", "columns": ["id"]}]"""));
        await catalog.Patched(Entities.Bot, Guid.Parse((string)made["id"]!), """[{"op": "add", "path": "/tableConstraints/1", "value": {"constraintType": "FOREIGN_KEY", "columns": ["id"], "referredColumns": ["shop.db.sales.orders.id"]}}]""");
        var (_, table) = await catalog.Put(Entities.Bot, "table", Entities.Table("t", """{"name": "id", "dataType": "INT"}, {"name": "b", "dataType": "INT"}""", """ "tableConstraints": []"""));
        table["tableConstraints"]!.AsArray().Select(c => c!["constraintType"]!.ToString()).ShouldBe(["FOREIGN_KEY"]);
    }

    [Theory, OnBothEngines]
    public async Task bringing_back_what_was_deleted(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        (await catalog.Catalog.Delete(Entities.Bot, "table", id, false, false, null, CancellationToken.None)).Ok.ShouldBeTrue();
        var (_, table) = await catalog.Put(Entities.Bot, "table", Entities.Table("orders"));
        table["id"]!.ToString().ShouldBe(id.ToString());
        table["deleted"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, OnBothEngines]
    public async Task of_services_without_losing_or_showing_their_secrets(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        const string Service = """{"name": "pg", "serviceType": "Postgres", "connection": {"config": {"type": "Postgres", "username": "u", "authType": {"password": "s3cret"}, "future": {"x": [1]}}}}""";
        await catalog.Put(Entities.Bot, "databaseService", Service);
        var stored = await catalog.Database.Read(s => s.QueryFirst("SELECT core FROM entity WHERE type = 'databaseService'", r => r.GetString(0)), CancellationToken.None);
        stored.ShouldNotBeNull().ShouldNotContain("s3cret");
        var bot = (await catalog.Catalog.Get(Entities.Bot, "databaseService", "pg", ReadOptions.Default, CancellationToken.None)).Value!.ToObject();
        bot["connection"]!["config"]!["authType"]!["password"]!.ToString().ShouldBe("s3cret");
        ((int)bot["connection"]!["config"]!["future"]!["x"]![0]!).ShouldBe(1);
        var person = (await catalog.Catalog.Get(Entities.Admin, "databaseService", "pg", ReadOptions.Default, CancellationToken.None)).Value!.ToObject();
        person["connection"]!["config"]!["authType"]!["password"]!.ToString().ShouldBe("*********");
        // What comes back masked changes nothing; a name without a connection keeps it.
        var (masked, _) = await catalog.Put(Entities.Admin, "databaseService", Service.Replace("s3cret", "*********"));
        masked.ShouldBe(ChangeKind.NoChange);
        await catalog.Put(Entities.Bot, "databaseService", """{"name": "pg", "serviceType": "Postgres"}""");
        (await catalog.Catalog.Get(Entities.Bot, "databaseService", "pg", ReadOptions.Default, CancellationToken.None)).Value!.ToObject()["connection"]!["config"]!["authType"]!["password"]!.ToString().ShouldBe("s3cret");
        var versions = (await catalog.Catalog.Versions(Entities.Admin, "databaseService", "pg", CancellationToken.None)).Value!;
        versions.Select(v => v.ToObject().ToJsonString()).ShouldAllBe(v => !v.Contains("s3cret"));
    }

    static async Task Colors(SeededCatalog catalog)
    {
        await catalog.Put(Entities.Admin, "classification", """{"name": "Color", "description": "d"}""");
        await catalog.Put(Entities.Admin, "tag", """{"name": "Red", "classification": "Color", "description": "d"}""");
        await catalog.Put(Entities.Admin, "tag", """{"name": "Blue", "classification": "Color", "description": "d"}""");
    }
}
