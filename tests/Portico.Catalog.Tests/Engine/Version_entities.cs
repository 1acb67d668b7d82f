using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class Version_entities
{
    [Theory, OnBothEngines]
    public async Task by_a_tenth_when_something_changes_and_not_otherwise(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        var changed = await catalog.Patched(Entities.Admin, id, """[{"op": "add", "path": "/description", "value": "All orders"}]""");
        changed.Version().ShouldBe(0.2m);
        var added = changed["changeDescription"]!["fieldsAdded"]!.AsArray();
        added.Count.ShouldBe(1);
        added[0]!["name"]!.ToString().ShouldBe("description");
        added[0]!["newValue"]!.ToString().ShouldBe("All orders");
        ((decimal)changed["changeDescription"]!["previousVersion"]!).ShouldBe(0.1m);
        var same = await catalog.Patch(Entities.Admin, "table", id, """[{"op": "replace", "path": "/description", "value": "All orders"}]""");
        same.Value!.Kind.ShouldBe(ChangeKind.NoChange);
        same.Value.Document.Version.ShouldBe(0.2m);
        same.Value.Document.UpdatedAt.ShouldBe((long)changed["updatedAt"]!);
    }

    [Theory]
    [InlineData("""{"name": "a", "dataType": "VARCHAR", "dataLength": 10}""", """{"name": "a", "dataType": "VARCHAR", "dataLength": 20}""", 0.2)]
    [InlineData("""{"name": "a", "dataType": "VARCHAR", "dataLength": 20}""", """{"name": "a", "dataType": "VARCHAR", "dataLength": 10}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "TEXT"}""", """{"name": "a", "dataType": "TEXT", "dataLength": 10}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "NUMERIC", "precision": 10, "scale": 2}""", """{"name": "a", "dataType": "NUMERIC", "precision": 10, "scale": 1}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "NUMERIC", "precision": 10}""", """{"name": "a", "dataType": "NUMERIC"}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "INT"}""", """{"name": "a", "dataType": "TEXT"}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "INT"}""", """{"name": "a", "dataType": "INT"}, {"name": "b", "dataType": "INT"}""", 0.2)]
    [InlineData("""{"name": "a", "dataType": "INT"}, {"name": "b", "dataType": "INT"}""", """{"name": "a", "dataType": "INT"}""", 1.1)]
    [InlineData("""{"name": "s", "dataType": "STRUCT", "children": [{"name": "a", "dataType": "INT"}]}""", """{"name": "s", "dataType": "STRUCT", "children": []}""", 1.1)]
    [InlineData("""{"name": "a", "dataType": "INT"}""", """{"name": "a", "dataType": "INT", "ordinalPosition": 1}""", 0.1)]
    public async Task by_one_when_readers_may_break(string before, string after, double version)
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        await catalog.MakeTable();
        await catalog.Put(Entities.Bot, "table", Entities.Table("t", before));
        var (_, changed) = await catalog.Put(Entities.Bot, "table", Entities.Table("t", after));
        changed.Version().ShouldBe((decimal)version);
    }

    [Theory, OnBothEngines]
    public async Task so_that_each_can_be_seen_again(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        var ann = await catalog.Person("ann");
        await catalog.Patched(Entities.Admin, id, $$"""[{"op": "add", "path": "/owners", "value": [{"id": "{{ann.Id}}", "type": "user"}]}]""");
        await catalog.Patched(Entities.Other, id, """[{"op": "remove", "path": "/owners"}, {"op": "add", "path": "/displayName", "value": "Orders"}]""");
        var versions = (await catalog.Catalog.Versions(Entities.Admin, "table", id, CancellationToken.None)).Value!.Select(v => v.ToObject()).ToList();
        versions.Select(v => v.Version()).ShouldBe([0.3m, 0.2m, 0.1m]);
        versions[0].ContainsKey("owners").ShouldBeFalse();
        versions[1]["owners"]![0]!["name"]!.ToString().ShouldBe("ann");
        versions[2].ContainsKey("changeDescription").ShouldBeFalse();
        (await catalog.Catalog.Version(Entities.Admin, "table", id, "0.2", CancellationToken.None)).Value!.Version.ShouldBe(0.2m);
        (await catalog.Catalog.Version(Entities.Admin, "table", id, "7.7", CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Theory, OnBothEngines]
    public async Task taking_edits_of_one_person_together(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        var id = await catalog.MakeTable();
        await catalog.Patched(Entities.Other, id, """[{"op": "add", "path": "/displayName", "value": "O"}]""");
        await catalog.Patched(Entities.Admin, id, """[{"op": "add", "path": "/description", "value": "one"}]""");
        var second = await catalog.Patched(Entities.Admin, id, """[{"op": "replace", "path": "/description", "value": "two"}]""");
        second.Version().ShouldBe(0.3m);
        second["changeDescription"]!["fieldsAdded"]![0]!["newValue"]!.ToString().ShouldBe("two");
        second["incrementalChangeDescription"]!["fieldsUpdated"]![0]!["oldValue"]!.ToString().ShouldBe("one");
        (await catalog.Catalog.Versions(Entities.Admin, "table", id, CancellationToken.None)).Value!.Select(v => v.Version).ShouldBe([0.3m, 0.2m, 0.1m]);
        // An edit that undoes the others takes the version back.
        var undone = await catalog.Patched(Entities.Admin, id, """[{"op": "remove", "path": "/description"}]""");
        undone.Version().ShouldBe(0.2m);
        (await catalog.Catalog.Versions(Entities.Admin, "table", id, CancellationToken.None)).Value!.Select(v => v.Version).ShouldBe([0.2m, 0.1m]);
    }

    [Theory, OnBothEngines]
    public async Task losing_no_edit_of_many_at_once(DialectKind engine)
    {
        await using var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        var columns = string.Join(',', Enumerable.Range(0, 6).Select(i => $$"""{"name": "c{{i}}", "dataType": "INT"}"""));
        var (_, table) = await catalog.Put(Entities.Bot, "table", Entities.Table("t", columns));
        var id = Guid.Parse((string)table["id"]!);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => catalog.Patched(i % 2 == 0 ? Entities.Admin : Entities.Other, id, $$"""[{"op": "add", "path": "/columns/{{i}}/description", "value": "d{{i}}"}]""")));
        var after = await catalog.Get("table", id);
        after["columns"]!.AsArray().Select(c => (string?)c!["description"]).ShouldBe(["d0", "d1", "d2", "d3", "d4", "d5"]);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("W/\"0.1\"", true)]
    [InlineData("W/\"0.2\"", false)]
    [InlineData("\"0123456789abcdef\"", false)]
    public async Task only_when_the_caller_has_seen_the_last_one(string ifMatch, bool matches)
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        var id = await catalog.MakeTable();
        var result = await catalog.Catalog.Patch(
            Entities.Admin, "table", id, Entities.Json("""[{"op": "add", "path": "/description", "value": "x"}]"""), new() { IfMatch = ifMatch }, CancellationToken.None);
        result.Ok.ShouldBe(matches);
        if (!matches)
            result.Refusal!.Kind.ShouldBe(RefusalKind.Stale);
    }

    [Fact]
    public async Task leaving_what_the_server_owns_as_it_is()
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        var id = await catalog.MakeTable();
        var patched = await catalog.Patched(Entities.Admin, id, """
            [{"op": "replace", "path": "/id", "value": "x"}, {"op": "replace", "path": "/version", "value": 9}, {"op": "replace", "path": "/fullyQualifiedName", "value": "a"},
             {"op": "replace", "path": "/name", "value": "b"}, {"op": "remove", "path": "/databaseSchema"}, {"op": "replace", "path": "/updatedBy", "value": "me"}]
            """);
        patched["id"]!.ToString().ShouldBe(id.ToString());
        patched.Version().ShouldBe(0.1m);
        patched["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales.orders");
        patched["databaseSchema"]!["name"]!.ToString().ShouldBe("sales");
        (await catalog.Patch(Entities.Admin, "table", id, """[{"op": "add", "path": "/deleted", "value": true}]""")).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        (await catalog.Patch(Entities.Admin, "table", id, """[{"op": "add", "path": "/colour", "value": true}]""")).Refusal!.Message.ShouldContain("colour");
        (await catalog.Patch(Entities.Admin, "table", id, """[{"op": "remove", "path": "/columns"}]""")).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
    }
}
