using System.Net;
using System.Text.Json;

namespace Portico.Server.Tests.Api;

public sealed class Answer_requests
{
    [Theory]
    [InlineData("GET", "/api/v1/tables")]
    [InlineData("GET", "/api/v1/tables/name/a")]
    [InlineData("PUT", "/api/v1/tables")]
    [InlineData("PUT", "/api/v1/tables/bulk")]
    [InlineData("DELETE", "/api/v1/tables/00000000-0000-0000-0000-000000000000")]
    [InlineData("GET", "/api/v1/events")]
    [InlineData("GET", "/api/v1/lineage/table/name/a")]
    public async Task with_401_and_no_more_to_strangers(string method, string path)
    {
        await using var host = await ApiHost.Start();
        var (status, body, response) = await host.Send(method, path, null, method == "PUT" ? "{}" : null);
        status.ShouldBe(HttpStatusCode.Unauthorized);
        ((int)body!["code"]!).ShouldBe(401);
        body["message"]!.ToString().ShouldNotBeEmpty();
        response.Headers.WwwAuthenticate.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task with_the_version_to_anybody_in_the_words_of_the_client()
    {
        await using var host = await ApiHost.Start();
        (await host.Send("GET", "/api/v1/system/version", null)).Body!["version"]!.ToString().ShouldStartWith("1.13.");
        (await host.Send("GET", "/api/v1/system/version", null, null, "", ("User-Agent", "postgres_metadata (service: shop_pg; v2.0.7.0)"))).Body!["version"]!.ToString().ShouldBe("2.0.7");
    }

    [Fact]
    public async Task with_errors_that_clients_understand()
    {
        await using var host = await ApiHost.Start();
        await host.MakeTable();
        var reader = await host.Person("rea");
        async Task Expect(int wanted, string text, string method, string path, string? body = null, string? token = null, string type = "application/json", params (string, string)[] headers)
        {
            var (status, json, _) = await host.Send(method, path, token ?? host.Admin, body, type, headers);
            ((int)status).ShouldBe(wanted, json?.ToJsonString());
            ((int)json!["code"]!).ShouldBe(wanted);
            json["message"]!.ToString().ShouldContain(text);
        }

        await Expect(404, "table instance for shop.db.sales.none not found", "GET", "/api/v1/tables/name/shop.db.sales.none");
        await Expect(404, "not found", "GET", $"/api/v1/tables/{Guid.NewGuid()}");
        await Expect(404, "Not Found", "GET", "/api/v1/nonsense/x");
        await Expect(409, "Entity already exists", "POST", "/api/v1/databases", """{"name": "db", "service": "shop"}""");
        await Expect(400, "colour", "PUT", "/api/v1/databases", """{"name": "db", "service": "shop", "colour": 1}""");
        await Expect(400, "JSON", "PUT", "/api/v1/databases", """{"name": """);
        await Expect(400, "JSON", "PUT", "/api/v1/databases", """{"name": "a", "name": "b", "service": "shop"}""");
        await Expect(400, "Invalid field name colour", "GET", "/api/v1/tables/name/shop.db.sales.orders?fields=colour");
        await Expect(400, "include", "GET", "/api/v1/tables?include=some");
        await Expect(400, "limit", "GET", "/api/v1/tables?limit=many");
        await Expect(400, "before or after", "GET", "/api/v1/tables?before=a&after=b");
        await Expect(415, "415", "PUT", "/api/v1/databases", "<a/>", null, "text/xml");
        await Expect(412, "version", "PATCH", "/api/v1/tables/name/shop.db.sales.orders", """[{"op": "add", "path": "/description", "value": "x"}]""", null, "application/json-patch+json", ("If-Match", "W/\"7.7\""));
        await Expect(403, "EditAll", "PATCH", "/api/v1/tables/name/shop.db.sales.orders", """[{"op": "add", "path": "/retentionPeriod", "value": "P1D"}]""", reader, "application/json-patch+json");
        await Expect(403, "Delete", "DELETE", "/api/v1/tables/name/shop.db.sales.orders", null, reader);
        await Expect(403, "Create", "PUT", "/api/v1/databases", """{"name": "other", "service": "shop"}""", reader);
        await Expect(403, "", "GET", "/api/v1/events", null, reader);
        await Expect(403, "admin", "PUT", "/api/v1/users", """{"name": "eve", "email": "eve@example.org", "isAdmin": true}""", host.Bot);
    }

    [Fact]
    public async Task with_what_a_write_did()
    {
        await using var host = await ApiHost.Start();
        await host.MakeTable();
        const string Table = """{"name": "a/b.c%2F", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}]}""";
        var (status, body, response) = await host.Send("PUT", "/api/v1/tables", host.Bot, Table);
        status.ShouldBe(HttpStatusCode.Created);
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entityCreated"]);
        response.Headers.Location.ShouldNotBeNull().ToString().ShouldBe($"{host.Address}api/v1/tables/{body!["id"]}");
        body["href"]!.ToString().ShouldBe($"{host.Address}api/v1/tables/{body!["id"]}");
        (status, _, response) = await host.Send("PUT", "/api/v1/tables", host.Bot, Table);
        status.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entityNoChange"]);
        // The name is decoded once, slashes and percent signs included.
        var (found, entity, _) = await host.Send("GET", "/api/v1/tables/name/" + Uri.EscapeDataString("shop.db.sales.\"a/b.c%2F\""), host.Admin);
        found.ShouldBe(HttpStatusCode.OK);
        entity!["name"]!.ToString().ShouldBe("a/b.c%2F");
        (_, _, response) = await host.Send("PATCH", $"/api/v1/tables/{body["id"]}", host.Admin, """[{"op": "add", "path": "/description", "value": "x"}]""", "application/json-patch+json", ("If-Match", response.Headers.ETag?.ToString() ?? ""));
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entityUpdated"]);
        (status, body, response) = await host.Send("DELETE", $"/api/v1/tables/{body!["id"]}", host.Admin);
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entitySoftDeleted"]);
        body!["deleted"]!.GetValue<bool>().ShouldBeTrue();
        (_, _, response) = await host.Send("PUT", "/api/v1/tables/restore", host.Admin, $$"""{"id": "{{body["id"]}}"}""");
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entityRestored"]);
        (status, _, response) = await host.Send("DELETE", $"/api/v1/tables/async/{body["id"]}?hardDelete=true", host.Admin);
        status.ShouldBe(HttpStatusCode.Accepted);
        (await host.Send("GET", $"/api/v1/tables/{body["id"]}?include=all", host.Admin)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task with_what_is_wrong_in_each_row_of_many()
    {
        await using var host = await ApiHost.Start();
        await host.MakeTable();
        const string rows = """
            [{"name": "fine", "databaseSchema": "shop.db.sales", "columns": [{"name": "caf\u00e9.\u0061", "dataType": "INT"}, {"name": "straße", "dataType": "INT", "children": [{"name": "x.y", "dataType": "INT"}]}]},
             {"name": "twice", "name": "again", "databaseSchema": "shop.db.sales", "columns": []},
             {"name": "deep", "databaseSchema": "shop.db.sales", "columns": [{"name": "a", "dataType": "INT", "dataType": "TEXT"}]},
             {"name": "free", "databaseSchema": "shop.db.sales", "columns": [], "extension": {"a": [{"b": 1, "b": 2}]}},
             {"name": "quoted", "databaseSchema": "shop.db.sales", "columns": [{"name": "a\"b", "dataType": "INT"}]},
             {"name": "kind", "databaseSchema": "shop.db.sales", "columns": [{"name": "a", "dataType": "I\u004eT"}, {"name": "b", "dataType": "NONE"}]}]
            """;

        var (_, bulk, _) = await host.Send("PUT", "/api/v1/tables/bulk?async=false", host.Bot, rows);

        ((int)bulk!["numberOfRowsPassed"]!).ShouldBe(1, bulk.ToString());
        bulk["failedRequest"]!.AsArray().Select(r => r!["message"]!.ToString().Split(": [")[0]).ShouldBe(
        [
            "Duplicate field \"name\"", "Duplicate field \"columns.dataType\"", "Duplicate field \"extension.b\"", "columns: Invalid name a\"b",
            "columns.dataType: 'NONE' is not one of the values accepted",
        ]);
        var (_, table, _) = await host.Send("GET", "/api/v1/tables/name/shop.db.sales.fine?fields=columns", host.Bot);
        var columns = table!["columns"]!.AsArray();
        columns[0]!["name"]!.ToString().ShouldBe("café.a");
        columns[0]!["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales.fine.\"café.a\"");
        columns[1]!["children"]![0]!["fullyQualifiedName"]!.ToString().ShouldBe("shop.db.sales.fine.straße.\"x.y\"");
    }

    [Fact]
    public async Task with_many_batches_of_rows_of_which_some_have_one_name()
    {
        await using var host = await ApiHost.Start();
        await host.MakeTable();
        // Batches are prepared while the one before is written; rows 0, 500, 1000 ... are the same table in different batches.
        var rows = string.Join(',', Enumerable.Range(0, 2200).Select(i => $$"""{"name": "t{{(i % 500 == 0 ? 0 : i)}}", "databaseSchema": "shop.db.sales", "description": "row {{i}}", "columns": []}"""));

        var (_, bulk, _) = await host.Send("PUT", "/api/v1/tables/bulk?async=false", host.Admin, $"[{rows}]");

        ((int)bulk!["numberOfRowsPassed"]!).ShouldBe(2200, bulk["failedRequest"]?.ToString());
        var (_, list, _) = await host.Send("GET", "/api/v1/tables?limit=1&database=shop.db.sales", host.Bot);
        ((int)list!["paging"]!["total"]!).ShouldBe(2197);
        var (_, table, _) = await host.Send("GET", "/api/v1/tables/name/shop.db.sales.t0", host.Bot);
        table!["description"]!.ToString().ShouldBe("row 2000");
    }

    [Fact]
    public async Task with_pages_that_follow_each_other()
    {
        await using var host = await ApiHost.Start();
        await host.MakeTable();
        var rows = string.Join(',', Enumerable.Range(0, 5).Select(i => $$"""{"name": "t{{i}}", "databaseSchema": "shop.db.sales", "columns": []}"""));
        var (_, bulk, _) = await host.Send("PUT", "/api/v1/tables/bulk?async=false", host.Bot, $"[{rows}]");
        ((int)bulk!["numberOfRowsPassed"]!).ShouldBe(5);
        bulk["status"]!.ToString().ShouldBe("success");
        var names = new List<string>();
        string? after = null;
        do
        {
            // Cursors come back unencoded, as the Python client sends them.
            var (_, page, _) = await host.Send("GET", "/api/v1/tables?limit=2&database=shop.db.sales" + (after is null ? "" : "&after=" + after), host.Bot);
            names.AddRange(page!["data"]!.AsArray().Select(t => t!["name"]!.ToString()));
            ((int)page["paging"]!["total"]!).ShouldBe(6);
            after = (string?)page["paging"]!["after"];
        }
        while (after is not null);
        names.ShouldBe(["orders", "t0", "t1", "t2", "t3", "t4"]);
        var (_, none, _) = await host.Send("GET", "/api/v1/tables?limit=0", host.Bot);
        none!["data"]!.AsArray().Count.ShouldBe(0);
        ((int)none["paging"]!["total"]!).ShouldBe(6);
    }

    [Fact]
    public async Task with_versions_columns_and_followers()
    {
        await using var host = await ApiHost.Start();
        var table = await host.MakeTable();
        var id = table["id"]!.ToString();
        await host.Send("PATCH", $"/api/v1/tables/{id}", host.Admin, """[{"op": "add", "path": "/description", "value": "x"}]""", "application/json-patch+json");
        var (_, versions, _) = await host.Send("GET", $"/api/v1/tables/{id}/versions", host.Admin);
        versions!["entityType"]!.ToString().ShouldBe("table");
        versions["versions"]!.AsArray().Select(v => JsonDocument.Parse(v!.ToString()).RootElement.GetProperty("version").GetDecimal()).ShouldBe([0.2m, 0.1m]);
        (await host.Send("GET", $"/api/v1/tables/{id}/versions/0.1", host.Admin)).Body!.AsObject().ContainsKey("description").ShouldBeFalse();
        var (_, columns, _) = await host.Send("GET", "/api/v1/tables/name/shop.db.sales.orders/columns", host.Admin);
        columns!["data"]![0]!["name"]!.ToString().ShouldBe("id");
        var (_, me, _) = await host.Send("GET", "/api/v1/users/loggedInUser", host.Admin);
        var (_, followed, response) = await host.Send("PUT", $"/api/v1/tables/{id}/followers", host.Admin, $"\"{me!["id"]}\"");
        followed!["eventType"]!.ToString().ShouldBe("entityFieldsChanged");
        response.Headers.GetValues("X-OpenMetadata-Change").ShouldBe(["entityFieldsChanged"]);
        (await host.Send("GET", $"/api/v1/tables/{id}?fields=followers", host.Admin)).Body!["followers"]![0]!["id"]!.ToString().ShouldBe(me["id"]!.ToString());
        (await host.Send("DELETE", $"/api/v1/tables/{id}/followers/{me["id"]}", host.Admin)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
