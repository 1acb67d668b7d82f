using System.Net;
using System.Text.Json.Nodes;
using Portico.Server.Tests.Identity;

namespace Portico.Server.Tests.Search;

public sealed class Search_over_http
{
    [Fact]
    public async Task Answers_in_the_shape_that_clients_read()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        var orders = await host.MakeShop();

        var (status, body) = await host.Get("/api/v1/search/query?q=orders&index=table_search_index", ann);
        status.ShouldBe(HttpStatusCode.OK);
        body!["timed_out"]!.GetValue<bool>().ShouldBeFalse();
        body["hits"]!["total"]!["value"]!.GetValue<int>().ShouldBe(2);
        body["hits"]!["total"]!["relation"]!.GetValue<string>().ShouldBe("eq");
        var first = body["hits"]!["hits"]![0]!;
        first["_index"]!.GetValue<string>().ShouldBe("table_search_index");
        first["_id"]!.GetValue<string>().ShouldBe(orders.ToString());
        first["_source"]!["fullyQualifiedName"]!.GetValue<string>().ShouldBe("shop.db.sales.orders");
        first["_source"]!["entityType"]!.GetValue<string>().ShouldBe("table");
        first["_source"]!["displayName"]!.GetValue<string>().ShouldBe("orders");
        first["highlight"]!["name"]![0]!.GetValue<string>().ShouldBe("<span class=\"text-highlighter\">orders</span>");
        body["hits"]!["hits"]![1]!["highlight"]!["description"]![0]!.GetValue<string>().ShouldBe("Totals of &lt;all&gt; <span class=\"text-highlighter\">orders</span>");
        body["aggregations"]!["sterms#serviceType"]!["buckets"]![0]!["key"]!.GetValue<string>().ShouldBe("Postgres");
        body["aggregations"]!["sterms#entityType"]!["buckets"]![0]!["doc_count"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Finds_by_fully_qualified_name_as_the_python_client_does()
    {
        await using var host = await IdentityHost.Start();
        var (_, bot) = await host.Bot("loader");
        await host.MakeShop();

        (await Names("fieldQuery?fieldName=fullyQualifiedName&fieldValue=shop.db.sales.orders&from=0&size=10&index=table_search_index&deleted=false")).ShouldBe(["orders"]);
        (await Names("fieldQuery?fieldName=fullyQualifiedName&fieldValue=*.sales.orders&from=0&size=5&index=table_search_index&deleted=false")).ShouldBe(["orders"]);
        (await Names("fieldQuery?fieldName=fullyQualifiedName&fieldValue=shop&index=database_service_search_index&deleted=false")).ShouldBe(["shop"]);
        (await Names("fieldQuery?fieldName=fullyQualifiedName&fieldValue=shop&index=table_search_index")).ShouldBeEmpty();
        (await Names("query?q=fullyQualifiedName:shop.*.sales.orders&from=0&size=10&index=table_search_index")).ShouldBe(["orders"]);
        (await Names("query?q=fullyQualifiedName:shop.db.sales.order*&index=table_search_index")).ShouldBe(["order_summary", "orders"], ignoreOrder: true);
        (await Names("query?q=email.keyword:loader@example.org&from=0&size=1&index=user_search_index")).ShouldBe(["loader"]);
        (await Names("query?q=email.keyword:nobody@example.org&from=0&size=1&index=user_search_index")).ShouldBeEmpty();

        async Task<IReadOnlyList<string>> Names(string query) => Hits((await host.Get("/api/v1/search/" + query, bot)).Body!);
    }

    [Fact]
    public async Task Understands_the_filters_of_the_lineage_workflow()
    {
        await using var host = await IdentityHost.Start();
        var (_, bot) = await host.Bot("loader");
        await host.MakeShop();
        const string filter = """
            {"query": {"bool": {"must": [
              {"bool": {"should": [{"term": {"service.name.keyword": "shop"}}]}},
              {"bool": {"must": [{"bool": {"should": [{"term": {"tableType": "View"}}, {"term": {"tableType": "MaterializedView"}}]}}]}},
              {"bool": {"should": [{"term": {"deleted": false}}]}},
              {"bool": {"should": [{"exists": {"field": "schemaDefinition"}}]}},
              {"bool": {"should": [{"term": {"processedLineage": false}}, {"bool": {"must_not": {"exists": {"field": "processedLineage"}}}}]}}]}}}
            """;
        var query = $"/api/v1/search/query?q=&size=100&deleted=false&query_filter={Uri.EscapeDataString(filter)}&index=table_search_index"
            + "&include_source_fields=schemaDefinition&include_source_fields=fullyQualifiedName&sort_field=fullyQualifiedName&sort_order=desc";

        var (status, body) = await host.Get(query, bot);
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        var hit = body!["hits"]!["hits"]!.AsArray().ShouldHaveSingleItem()!;
        hit["_source"]!.AsObject().Select(m => m.Key).ShouldBe(["fullyQualifiedName", "schemaDefinition"], ignoreOrder: true);
        hit["sort"]![0]!.GetValue<string>().ShouldBe("shop.db.sales.order_summary");
    }

    [Fact]
    public async Task Reads_on_after_the_last_hit()
    {
        await using var host = await IdentityHost.Start();
        var (_, bot) = await host.Bot("loader");
        await host.MakeShop();
        const string query = "/api/v1/search/query?q=&size=2&deleted=false&index=table_search_index&sort_field=fullyQualifiedName&sort_order=desc";

        Hits((await host.Get(query, bot)).Body!).ShouldBe(["orders", "order_summary"]);
        Hits((await host.Get(query + "&search_after=shop.db.sales.order_summary", bot)).Body!).ShouldBe(["customers"]);
    }

    [Fact]
    public async Task Completes_what_is_typed_and_counts_values()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        await host.MakeShop();

        var (_, suggested) = await host.Get("/api/v1/search/suggest?q=ord&index=table_search_index", ann);
        suggested!["suggest"]!["metadata-suggest"]![0]!["options"]!.AsArray().Select(o => o!["text"]!.GetValue<string>()).ShouldBe(["orders", "order_summary"], ignoreOrder: true);
        var (_, counted) = await host.Get("/api/v1/search/aggregate?field=tableType&index=table_search_index", ann);
        counted!["aggregations"]!["sterms#tableType"]!["buckets"]!.AsArray().Select(b => b!["key"]!.GetValue<string>()).ShouldContain("View");
        var (_, types) = await host.Get("/api/v1/search/entityTypeCounts?index=dataAsset", ann);
        types!["aggregations"]!["sterms#entityType"]!["buckets"]![0]!["key"]!.GetValue<string>().ShouldBe("table");
    }

    [Fact]
    public async Task Hits_that_the_caller_may_not_see_are_not_shown()
    {
        await using var host = await IdentityHost.Start();
        await host.MakeShop();
        await host.Make("policy", """{"name": "no-tables", "rules": [{"name": "deny", "effect": "deny", "resources": ["table"], "operations": ["ViewAll", "ViewBasic"]}]}""");
        var role = await host.Make("role", """{"name": "blind", "policies": ["no-tables"]}""");
        var (id, ann) = await host.Person("ann");
        var patch = System.Text.Json.JsonDocument.Parse($$"""[{"op": "add", "path": "/roles", "value": [{"id": "{{role}}", "type": "role"}]}]""").RootElement;
        (await host.Catalog.Patch(Portico.Catalog.Policies.Subject.System, "user", id, patch, new(), CancellationToken.None)).Ok.ShouldBeTrue();

        Hits((await host.Get("/api/v1/search/query?q=orders&index=table_search_index", ann)).Body!).ShouldBeEmpty();
        Hits((await host.Get("/api/v1/search/query?q=sales&index=all", ann)).Body!).ShouldContain("sales");
    }

    [Theory]
    [InlineData("query?q=x&index=nonsense")]
    [InlineData("query?q=x&from=-1")]
    [InlineData("query?q=x&size=ten")]
    [InlineData("query?q=x&from=9999&size=10")]
    [InlineData("query?q=x&query_filter=%7Bbroken")]
    [InlineData("query?q=x&query_filter=%7B%22script%22%3A%7B%22script%22%3A%22delete%22%7D%7D")]
    [InlineData("fieldQuery?fieldName=nonsense&fieldValue=x")]
    [InlineData("fieldQuery?fieldName=fullyQualifiedName")]
    [InlineData("aggregate?field=nonsense")]
    public async Task Refuses_what_it_does_not_understand(string query)
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");

        var (status, body) = await host.Get("/api/v1/search/" + query, ann);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["code"]!.GetValue<int>().ShouldBe(400);
        (await host.Get("/api/v1/search/" + query, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    static IReadOnlyList<string> Hits(JsonNode body) => [.. body["hits"]!["hits"]!.AsArray().Select(h => h!["_source"]!["name"]!.GetValue<string>())];
}
