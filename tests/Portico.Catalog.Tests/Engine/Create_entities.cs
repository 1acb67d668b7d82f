using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Create_entities
{
    [Theory, OnBothEngines]
    public async Task from_a_request_with_what_contains_them(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var (kind, table) = await catalog.Put(Entities.Bot, "table", Entities.Table("a.b", """{"name": "x.y", "dataType": "VARCHAR", "dataLength": "12", "description": null}"""));
        kind.ShouldBe(ChangeKind.Created);
        table["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales.\"a.b\"");
        table["columns"]![0]!["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales.\"a.b\".\"x.y\"");
        ((int)table["columns"]![0]!["dataLength"]!).ShouldBe(12);
        table["columns"]![0]!.AsObject().ContainsKey("description").ShouldBeFalse();
        table["databaseSchema"]!["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales");
        table["database"]!["name"]!.ToString().ShouldBe("db");
        table["service"]!["type"]!.ToString().ShouldBe("databaseService");
        table["serviceType"]!.ToString().ShouldBe("Postgres");
        table["tableType"]!.ToString().ShouldBe("Regular");
        table.Version().ShouldBe(0.1m);
        table["updatedBy"]!.ToString().ShouldBe("bot");
        (await catalog.Get("table", "shop.db.sales.\"a.b\""))["id"]!.ToString().ShouldBe(table["id"]!.ToString());
        JsonNode.DeepEquals((await catalog.Get("table", Guid.Parse((string)table["id"]!)))["columns"], table["columns"]).ShouldBeTrue();
    }

    [Theory, OnBothEngines]
    public async Task once_only(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        (await catalog.Try("table", Entities.Table("orders"))).Refusal!.Kind.ShouldBe(RefusalKind.Conflict);
    }

    [Theory, OnBothEngines]
    public async Task once_only_however_many_ask_at_once(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalog.Try("table", Entities.Table("new"))));
        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Kind == RefusalKind.Conflict);
    }

    [Theory]
    [InlineData("""{"columns": [], "databaseSchema": "shop.db.sales"}""", "name must not be null")]
    [InlineData("""{"name": "a::b", "columns": [], "databaseSchema": "shop.db.sales"}""", "::")]
    [InlineData("""{"name": "t", "columns": []}""", "databaseSchema must not be null")]
    [InlineData("""{"name": "t", "databaseSchema": "shop.db.sales"}""", "columns must not be null")]
    [InlineData("""{"name": "t", "columns": [], "databaseSchema": "shop.db.sales", "colour": 1}""", "colour")]
    [InlineData("""{"name": "t", "columns": [{"name": "a"}], "databaseSchema": "shop.db.sales"}""", "columns.dataType must not be null")]
    [InlineData("""{"name": "t", "columns": [{"name": "a", "dataType": "CHEESE"}], "databaseSchema": "shop.db.sales"}""", "CHEESE")]
    [InlineData("""{"name": "t", "columns": [{"name": "a", "dataType": "INT", "size": 3}], "databaseSchema": "shop.db.sales"}""", "columns.size")]
    [InlineData("""{"name": "t", "columns": [{"name": "a", "dataType": "INT"}, {"name": "a", "dataType": "INT"}], "databaseSchema": "shop.db.sales"}""", "repeated")]
    [InlineData("""{"name": "t", "columns": [{"name": "a", "dataType": "VARCHAR"}], "databaseSchema": "shop.db.sales"}""", "dataLength")]
    [InlineData("""{"name": "t", "columns": "none", "databaseSchema": "shop.db.sales"}""", "columns must be an array")]
    [InlineData("""{"name": 7, "columns": [], "databaseSchema": "shop.db.sales"}""", "name")]
    [InlineData("""[]""", "must be a JSON object")]
    public async Task naming_what_is_wrong_with_a_request(string json, string named)
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        await catalog.MakeTable();
        var refused = (await catalog.Try("table", json)).Refusal!;
        refused.Kind.ShouldBe(RefusalKind.Invalid);
        refused.Message.ShouldContain(named);
    }

    [Theory, OnBothEngines]
    public async Task only_of_what_exists(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        (await catalog.Try("table", """{"name": "t", "columns": [], "databaseSchema": "shop.db.none"}""")).Refusal!.ShouldBe(new(RefusalKind.NotFound, "databaseSchema instance for shop.db.none not found"));
        (await catalog.Try("table", Entities.Table("t", more: """ "tags": [{"tagFQN": "No.Tag"}]"""))).Refusal!.ShouldBe(new(RefusalKind.NotFound, "tag instance for No.Tag not found"));
        var nobody = Guid.NewGuid();
        (await catalog.Try("table", Entities.Table("t", more: $$""" "owners": [{"id": "{{nobody}}", "type": "user"}]"""))).Refusal!.ShouldBe(new(RefusalKind.NotFound, $"user instance for {nobody} not found"));
    }

    [Theory, OnBothEngines]
    public async Task with_relations_that_are_shown_when_asked_for(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var ann = await catalog.Person("ann");
        var id = await catalog.Make("table", Entities.Table("t", more: $$""" "owners": [{"id": "{{ann.Id}}", "type": "user"}], "extension": {"cost": 3}"""));
        var plain = (await catalog.Catalog.Get(Entities.Admin, "table", id, ReadOptions.Default, CancellationToken.None)).Value!.ToObject();
        plain.ContainsKey("owners").ShouldBeFalse();
        plain.ContainsKey("extension").ShouldBeFalse();
        var asked = (await catalog.Catalog.Get(Entities.Admin, "table", id, new() { Fields = "owners,extension" }, CancellationToken.None)).Value!.ToObject();
        asked["owners"]![0]!["name"]!.ToString().ShouldBe("ann");
        ((int)asked["extension"]!["cost"]!).ShouldBe(3);
        (await catalog.Catalog.Get(Entities.Admin, "table", id, new() { Fields = "colour" }, CancellationToken.None)).Refusal!.ShouldBe(new(RefusalKind.Invalid, "Invalid field name colour"));
        // What contains nothing of its own shows the owners of what contains it.
        var schema = await catalog.Patch(Entities.Admin, "databaseSchema", "shop.db.sales", $$"""[{"op": "add", "path": "/owners", "value": [{"id": "{{ann.Id}}", "type": "user"}]}]""");
        schema.Ok.ShouldBeTrue(schema.Refusal?.Message);
        var orders = await catalog.Get("table", "shop.db.sales.orders");
        orders["owners"]![0]!["inherited"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory, OnBothEngines]
    public async Task and_find_users_whatever_the_case_of_their_name(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.Put(Entities.Admin, "user", """{"name": "Zoe.Z", "email": "zoe@example.org"}""");
        (await catalog.Get("user", "\"ZOE.z\""))["name"]!.ToString().ShouldBe("zoe.z");
    }
}
