using Portico.Catalog.Documents;
using Portico.Catalog.Tests.Policies;
using Portico.Catalog.Tests.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Engine;

public sealed class List_entities
{
    static readonly string[] s_names = ["B", "a", "b", "c.d", "e f", "z"];

    [Theory, OnBothEngines]
    public async Task page_by_page_to_the_end_and_back(DialectKind engine)
    {
        await using var catalog = await Filled(engine);
        foreach (var filter in (string[])["shop.db.sales", "shop.db", "shop"])
        {
            var seen = new List<string>();
            var query = new ListQuery { Limit = 2, Filters = new Dictionary<string, string> { ["database"] = filter } };
            var page = await List(catalog, query);
            page.Before.ShouldBeNull();
            while (true)
            {
                page.Total.ShouldBe(s_names.Length + 1);
                seen.AddRange(Names(page));
                if (page.After is null)
                    break;
                page = await List(catalog, query with { After = page.After });
                page.Before.ShouldNotBeNull();
            }
            seen.ShouldBe([.. s_names.Append("orders").Order(StringComparer.Ordinal)]);
            var back = await List(catalog, query with { Before = page.Before });
            Names(back).ShouldBe(seen.Skip(4).Take(2));
            var first = await List(catalog, query with { Before = back.Before });
            (await List(catalog, query with { Before = first.Before })).Before.ShouldBeNull();
        }
    }

    [Theory, OnBothEngines]
    public async Task of_what_is_live_deleted_or_both(DialectKind engine)
    {
        await using var catalog = await Filled(engine);
        await catalog.Catalog.Delete(Entities.Admin, "table", "shop.db.sales.a", false, false, null, CancellationToken.None);
        (await List(catalog, new() { Limit = 0 })).Total.ShouldBe(6);
        Names(await List(catalog, new() { Read = new() { Include = Include.Deleted } })).ShouldBe(["a"]);
        (await List(catalog, new() { Read = new() { Include = Include.All } })).Total.ShouldBe(7);
    }

    [Theory, OnBothEngines]
    public async Task that_pass_a_filter(DialectKind engine)
    {
        await using var catalog = await Filled(engine);
        Names(await List(catalog, new() { Limit = 1, Filters = new Dictionary<string, string> { ["tableRegex"] = "^[bz]$", ["regexMode"] = "include" } })).ShouldBe(["B"]);
        (await List(catalog, new() { Filters = new Dictionary<string, string> { ["tableRegex"] = "^[bz]$", ["regexMode"] = "exclude" } })).Total.ShouldBe(4);
        (await List(catalog, new() { Filters = new Dictionary<string, string> { ["databaseSchemaRegex"] = "^nothing$" } })).Total.ShouldBe(0);
        (await catalog.Catalog.List(Entities.Admin, "table", new() { Filters = new Dictionary<string, string> { ["tableRegex"] = "(" } }, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
        await catalog.Put(Entities.Admin, "user", """{"name": "robot", "email": "robot@example.org", "isBot": true}""");
        var bots = (await catalog.Catalog.List(Entities.Admin, "user", new() { Limit = 100, Filters = new Dictionary<string, string> { ["isBot"] = "true" } }, CancellationToken.None)).Value!;
        bots.Items.Select(d => d.Fqn).ShouldContain("robot");
        bots.Items.Select(d => d.ToObject()["isBot"]!.GetValue<bool>()).ShouldAllBe(b => b);
    }

    [Theory]
    [InlineData(-1, null, null)]
    [InlineData(1_000_001, null, null)]
    [InlineData(10, "abc", null)]
    [InlineData(10, "eyJ9", "eyJ9")]
    public async Task only_with_sound_limits_and_cursors(int limit, string? after, string? before)
    {
        await using var catalog = await SeededCatalog.Create(DialectKind.Sqlite);
        (await catalog.Catalog.List(Entities.Admin, "table", new() { Limit = limit, After = after, Before = before }, CancellationToken.None)).Refusal!.Kind.ShouldBe(RefusalKind.Invalid);
    }

    static async Task<SeededCatalog> Filled(DialectKind engine)
    {
        var catalog = await SeededCatalog.Create(engine);
        await catalog.MakeTable();
        await catalog.Bulk(Entities.Bot, "table", $"[{string.Join(',', s_names.Select(n => Entities.Table(n)))}]");
        return catalog;
    }

    static async Task<Page> List(SeededCatalog catalog, ListQuery query)
    {
        var page = await catalog.Catalog.List(Entities.Admin, "table", query, CancellationToken.None);
        page.Ok.ShouldBeTrue(page.Refusal?.Message);
        return page.Value!;
    }

    static IEnumerable<string> Names(Page page) => page.Items.Select(i => i.ToObject()["name"]!.ToString());
}
