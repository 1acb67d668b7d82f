using CsCheck;
using Portico.Catalog.Search;
using Portico.Storage;

namespace Portico.Catalog.Tests.Search;

/// <summary>One conformance suite, run on both engines: what is found, in which order, and what never is.</summary>
public sealed class Search_documents
{
    [Theory, OnBothEngines]
    public async Task Finds_names_by_every_way_of_writing_them(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("dim_customer"), Table("DimAddress"), Table("fact-sales2024"), Table("HTTPServerLog"));

        (await search.Find("dim_customer")).ShouldBe(["dim_customer"]);
        (await search.Find("dimCustomer")).ShouldBe(["dim_customer"]);
        (await search.Find("customer dim")).ShouldBe(["dim_customer"]);
        (await search.Find("dimcust")).ShouldBe(["dim_customer"]);
        (await search.Find("dim_address")).ShouldBe(["DimAddress"]);
        (await search.Find("dimaddress")).ShouldBe(["DimAddress"]);
        (await search.Find("sales 2024")).ShouldBe(["fact-sales2024"]);
        (await search.Find("sales2024")).ShouldBe(["fact-sales2024"]);
        (await search.Find("http server")).ShouldBe(["HTTPServerLog"]);
        (await search.Find("DIM")).ShouldBe(["DimAddress", "dim_customer"], ignoreOrder: true);
    }

    [Theory, OnBothEngines]
    public async Task Finds_while_the_last_word_is_typed(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("orders"), Table("order_lines"), Table("customers"));

        foreach (var typed in new[] { "o", "or", "ord", "orde", "order", "orders" })
            (await search.Find(typed)).ShouldContain("orders", $"typed {typed}");
        (await search.Find("order li")).ShouldBe(["order_lines"]);
        (await search.Find("lin")).ShouldBe(["order_lines"]);
        (await search.Find("ines")).ShouldBeEmpty("a word is found by its beginning, not by its end");
        (await search.Query(new() { Text = "ord", LastWordIsPrefix = false })).Hits.ShouldBeEmpty();
    }

    [Theory, OnBothEngines]
    public async Task Singular_finds_plural_and_back(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("categories"), Table("address"), Table("boxes"));

        (await search.Find("category")).ShouldBe(["categories"]);
        (await search.Find("addresses")).ShouldBe(["address"]);
        (await search.Find("box")).ShouldBe(["boxes"]);
        (await search.Find("address")).ShouldBe(["address"]);
    }

    [Theory, OnBothEngines]
    public async Task Orders_name_before_display_name_before_columns_before_description(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(
            Table("a") with { Description = "All about revenue" },
            Table("b") with { Columns = ["id", "revenue"] },
            Table("c") with { DisplayName = "Revenue" },
            Table("revenue_by_month"),
            Table("revenue"));

        (await search.Find("revenue")).ShouldBe(["revenue", "revenue_by_month", "c", "b", "a"]);
    }

    [Theory, OnBothEngines]
    public async Task Ranks_the_relevance_set_alike(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(RelevanceSet.Documents);

        foreach (var (text, first) in RelevanceSet.Expected)
            (await search.Find(text)).Take(first.Length).ShouldBe(first, $"searching for {text}");
    }

    [Theory, OnBothEngines]
    public async Task Falls_back_to_some_of_the_words_when_nothing_holds_all(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("orders"), Table("customers"));

        (await search.Find("orders nonexistent thing")).ShouldBe(["orders"]);
        (await search.Find("nonexistent")).ShouldBeEmpty();
    }

    [Theory, OnBothEngines]
    public async Task Filters_narrow_and_combine(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(
            Table("orders") with { Tags = ["PII.Sensitive"], Tier = "Tier.Tier1", Service = "shop", Owners = ["ann"] },
            Table("order_lines") with { Tags = ["PII.None"], Service = "shop", Owners = ["bob"] },
            Table("order_log") with { Service = "other shop's \"x\" & 'y'", Owners = ["ann", "bob"] });

        (await search.Find("order", new SearchFilter(SearchFields.Tag, ["PII.Sensitive"]))).ShouldBe(["orders"]);
        (await search.Find("order", new SearchFilter(SearchFields.Tag, ["PII.Sensitive", "PII.None"]))).ShouldBe(["orders", "order_lines"], ignoreOrder: true);
        (await search.Find("*", new SearchFilter(SearchFields.Service, ["shop"]), new SearchFilter(SearchFields.Owner, ["bob"]))).ShouldBe(["order_lines"]);
        (await search.Find("", new SearchFilter(SearchFields.Service, ["shop"], Not: true))).ShouldBe(["order_log"]);
        (await search.Find("", new SearchFilter(SearchFields.Service, ["other shop's \"x\" & 'y'"]))).ShouldBe(["order_log"]);
        (await search.Find("", new SearchFilter(SearchFields.Tier, []))).ShouldBe(["orders"]);
        (await search.Find("", new SearchFilter(SearchFields.Tier, [], Not: true))).ShouldBe(["order_lines", "order_log"], ignoreOrder: true);
        (await search.Find("", new SearchFilter(SearchFields.Tag, ["PII"]))).ShouldBeEmpty("a filter wants the whole value");
    }

    [Theory, OnBothEngines]
    public async Task Deleted_documents_are_found_only_when_asked_for(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("live"), Table("gone") with { Deleted = true });

        (await search.Query(new())).Hits.Select(h => h.Name).ShouldBe(["live"]);
        (await search.Query(new() { Deleted = true })).Hits.Select(h => h.Name).ShouldBe(["gone"]);
        (await search.Query(new() { Deleted = null })).Hits.Select(h => h.Name).ShouldBe(["gone", "live"], ignoreOrder: true);
        (await search.Query(new() { Text = "gone" })).Hits.ShouldBeEmpty();
        (await search.Query(new() { Text = "gone", Deleted = true })).Hits.Select(h => h.Name).ShouldBe(["gone"]);
    }

    [Theory, OnBothEngines]
    public async Task Facets_count_the_matches(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(
            Table("orders") with { Tags = ["PII.Sensitive", "Tier.X"], Service = "shop" },
            Table("order_lines") with { Tags = ["PII.Sensitive"], Service = "shop" },
            Table("orders_db") with { Type = "database", Service = "shop" },
            Table("unrelated") with { Tags = ["PII.Sensitive"] });

        var facets = (await search.Query(new() { Text = "order", Facets = [SearchFields.Type, SearchFields.Tag, SearchFields.Service, SearchFields.Tier] })).Facets;
        facets[SearchFields.Type].ShouldBe([new("table", 2), new("database", 1)]);
        facets[SearchFields.Tag].ShouldBe([new("PII.Sensitive", 2), new("Tier.X", 1)]);
        facets[SearchFields.Service].ShouldBe([new("shop", 3)]);
        facets[SearchFields.Tier].ShouldBeEmpty();

        var everything = (await search.Query(new() { Facets = [SearchFields.Type, SearchFields.Tag] })).Facets;
        everything[SearchFields.Type].ShouldBe([new("table", 3), new("database", 1)]);
        everything[SearchFields.Tag].ShouldBe([new("PII.Sensitive", 3), new("Tier.X", 1)]);
    }

    [Theory, OnBothEngines]
    public async Task Pages_neither_repeat_nor_lose_a_hit(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put([.. Enumerable.Range(0, 57).Select(i => Table($"orders_{i}") with { Columns = i % 2 == 0 ? ["thing"] : [] })]);

        foreach (var request in new SearchRequest[]
        {
            new() { Text = "orders" },
            new() { Text = "*" },
            new() { Text = "orders", Order = SearchOrder.UpdatedAt, Reverse = true },
            new() { Filters = [new(SearchFields.Service, ["shop"])] },
            new() { Types = ["table"], Order = SearchOrder.Name, Reverse = true },
            new() { Types = ["table", "topic"], Order = SearchOrder.FullyQualifiedName },
        })
        {
            var seen = new List<Guid>();
            for (var from = 0; from < 60; from += 10)
            {
                var page = await search.Query(request with { From = from });
                page.Total.ShouldBe(57);
                page.TotalIsExact.ShouldBeTrue();
                seen.AddRange(page.Hits.Select(h => h.Id));
            }
            seen.Distinct().Count().ShouldBe(57, request.ToString());
            seen.Count.ShouldBe(57);
        }
    }

    [Theory, OnBothEngines]
    public async Task Reading_on_after_a_name_visits_everything_in_order(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put([.. Enumerable.Range(0, 25).Select(i => Table($"t{i}"))]);

        foreach (var text in new[] { "*", "shop" })
        {
            var (seen, after) = (new List<string>(), (string?)null);
            while (true)
            {
                var page = await search.Query(new() { Text = text, Order = SearchOrder.FullyQualifiedName, After = after, Size = 7 });
                if (page.Hits.Count == 0)
                    break;
                seen.AddRange(page.Hits.Select(h => h.FullyQualifiedName));
                after = page.Hits[^1].FullyQualifiedName;
            }
            seen.ShouldBe(Enumerable.Range(0, 25).Select(i => $"shop.t{i}").Order(StringComparer.Ordinal));
        }
    }

    [Theory, OnBothEngines]
    public async Task A_replaced_document_is_found_by_its_new_words_alone(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        var table = Table("orders") with { Description = "old words" };
        await search.Put(table);
        await search.Put(table with { Name = "invoices", FullyQualifiedName = "shop.invoices", Description = "new text" });

        (await search.Find("orders")).ShouldBeEmpty();
        (await search.Find("words")).ShouldBeEmpty();
        (await search.Find("invoices text")).ShouldBe(["invoices"]);
        (await search.Query(new())).Total.ShouldBe(1);
    }

    [Theory, OnBothEngines]
    public async Task A_removed_document_is_gone(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        var table = Table("orders");
        await search.Put(table, Table("kept"));
        await search.Remove(table.Id, Guid.NewGuid());

        (await search.Find("orders")).ShouldBeEmpty();
        (await search.Find("*")).ShouldBe(["kept"]);
    }

    [Theory, OnBothEngines]
    public async Task Nothing_of_a_failed_transaction_is_found(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await Should.ThrowAsync<InvalidOperationException>(() => search.Database.Write(
            async session =>
            {
                await SearchIndex.Upsert(session, [Table("orders")]);
                throw new InvalidOperationException("no");
            },
            CancellationToken.None));

        (await search.Find("orders")).ShouldBeEmpty();
        (await search.Query(new())).Total.ShouldBe(0);
    }

    [Theory, OnBothEngines]
    public async Task Any_text_is_a_search_and_never_a_query_language(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("orders"));

        foreach (var text in new[] { "\"", "'", "orders\" OR \"x", "') | ('orders", "a:*", "NEAR(a b)", "&&&", "!", "((", "-", "_", "\0", "\ud800", "n_orders", "🙂", "orders:*", "%", new string('x', 5000) })
            await Should.NotThrowAsync(() => search.Find(text));
        (await search.Find("!!!")).ShouldBeEmpty("text without a word finds nothing");
    }

    [Theory, OnBothEngines]
    public async Task Finds_words_of_every_script(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put(Table("größe"), Table("заказы"), Table("顧客注文"), Table("café_data"), Table("ΠΑΡΑΓΓΕΛΙΑ"));

        (await search.Find("grosse")).ShouldBe(["größe"]);
        (await search.Find("GRÖ")).ShouldBe(["größe"]);
        (await search.Find("Заказ")).ShouldBe(["заказы"]);
        (await search.Find("注文")).ShouldBe(["顧客注文"]);
        (await search.Find("cafe")).ShouldBe(["café_data"]);
        (await search.Find("παραγ")).ShouldBe(["ΠΑΡΑΓΓΕΛΙΑ"]);
    }

    [Theory, OnBothEngines]
    public async Task Every_beginning_of_every_piece_finds_its_document(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        var names = Gen.String["abcXYZ019_-. é漢"].Where(n => Words.Of(n).Any());
        await Gen.Select(names, Gen.Int[0, 10_000]).SampleAsync(
            async (name, choice) =>
            {
                var document = Table(name);
                await search.Put(document);
                var pieces = Words.Of(name).SelectMany(w => w.Pieces.Select(p => p.Text).Append(w.Joined)).ToList();
                var piece = pieces[choice % pieces.Count];
                var typed = piece[..((choice % piece.Length) + 1)];
                var found = await search.Query(new() { Text = typed, Size = 10, Filters = [new(SearchFields.Id, [document.Id.ToString()])] });
                await search.Remove(document.Id);
                return found.Hits.Count == 1;
            },
            iter: 60,
            threads: 1);
    }

    [Theory, OnBothEngines]
    public async Task Counting_ends_at_ten_thousand_unless_exactness_is_asked_for(DialectKind engine)
    {
        await using var search = await SearchDatabase.Create(engine);
        await search.Put([.. Enumerable.Range(0, SearchIndex.MostMatches + 5).Select(i => Table($"t{i}"))]);

        foreach (var text in new[] { "*", "shop" })
        {
            var capped = await search.Query(new() { Text = text });
            (capped.Total, capped.TotalIsExact).ShouldBe((SearchIndex.MostMatches, false));
            var exact = await search.Query(new() { Text = text, ExactTotal = true });
            (exact.Total, exact.TotalIsExact).ShouldBe((SearchIndex.MostMatches + 5, true));
        }
        (await search.Find("t10003")).ShouldBe(["t10003"], "an exact name is found among any number of others");
    }

    static SearchDocument Table(string name) => new()
    {
        Id = Guid.NewGuid(),
        Type = "table",
        Name = name,
        FullyQualifiedName = $"shop.{name}",
        Service = "shop",
        UpdatedAt = 1,
    };
}
