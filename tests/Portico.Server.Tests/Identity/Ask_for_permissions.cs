using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Server.Tests.Identity;

public sealed class Ask_for_permissions
{
    [Fact]
    public async Task A_consumer_sees_what_everybody_may()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");

        var (status, body) = await host.Get("/api/v1/permissions/table", ann);
        status.ShouldBe(HttpStatusCode.OK);
        ((string)body!["resource"]!).ShouldBe("table");
        Access(body, "ViewAll").ShouldBe("allow");
        Access(body, "EditDescription").ShouldBe("allow");
        Access(body, "EditOwners").ShouldBe("conditionalAllow");
        Access(body, "EditDisplayName").ShouldBe("conditionalAllow");
        Access(body, "Create").ShouldBe("notAllow");
        var described = body["permissions"]!.AsArray().Single(p => (string)p!["operation"]! == "EditDescription")!;
        ((string)described["policy"]!).ShouldBe("DataConsumerPolicy");
        ((string)described["role"]!).ShouldBe("DataConsumer");
        ((string)described["rule"]!["name"]!).ShouldBe("DataConsumerPolicy-EditRule");
    }

    [Fact]
    public async Task On_an_entity_conditions_are_decided()
    {
        await using var host = await IdentityHost.Start();
        var (annId, ann) = await host.Person("ann");
        var table = await host.MakeShop();

        var (_, unowned) = await host.Get($"/api/v1/permissions/table/{table}", ann);
        Access(unowned!, "EditOwners").ShouldBe("allow");
        Access(unowned!, "EditDisplayName").ShouldBe("notAllow");
        Access(unowned!, "Delete").ShouldBe("notAllow");

        await host.Make("table", $$"""{"name": "mine", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}], "owners": [{"id": "{{annId}}", "type": "user"}]}""");
        var (_, owned) = await host.Get("/api/v1/permissions/table/name/shop.db.sales.mine", ann);
        Access(owned!, "EditAll").ShouldBe("allow");
        Access(owned!, "Delete").ShouldBe("allow");
        Access(owned!, "Create").ShouldBe("notAllow");
    }

    [Fact]
    public async Task An_administrator_may_everything()
    {
        await using var host = await IdentityHost.Start();
        var (_, root) = await host.Person("root", admin: true);

        var (_, body) = await host.Get("/api/v1/permissions", root);
        body!["data"]!.AsArray().Count.ShouldBeGreaterThan(10);
        foreach (var permission in body["data"]!.AsArray().SelectMany(r => r!["permissions"]!.AsArray()))
            ((string)permission!["access"]!).ShouldBe("allow");
        ((int)body["paging"]!["total"]!).ShouldBe(body["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_others_only_an_administrator_may_ask()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        var (_, root) = await host.Person("root", admin: true);

        var (status, body) = await host.Get("/api/v1/permissions/table?user=root", ann);
        status.ShouldBe(HttpStatusCode.Forbidden);
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {"code": 403, "message": "Principal: CatalogPrincipal{name='ann'} is not admin", "responseMessage": "Principal: CatalogPrincipal{name='ann'} is not admin"}
            """)).ShouldBeTrue(body?.ToJsonString());
        (status, body) = await host.Get("/api/v1/permissions/table?user=ann", root);
        status.ShouldBe(HttpStatusCode.OK);
        Access(body!, "Create").ShouldBe("notAllow");
        (status, _) = await host.Get("/api/v1/permissions/table?user=nobody", root);
        status.ShouldBe(HttpStatusCode.NotFound);
        (status, _) = await host.Get("/api/v1/permissions/table?user=ann", ann);
        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_and_nobody_is_unauthorized()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");

        (await host.Get("/api/v1/permissions/spaceship", ann)).Status.ShouldBe(HttpStatusCode.NotFound);
        var (status, body) = await host.Get($"/api/v1/permissions/table/{Guid.Empty}", ann);
        status.ShouldBe(HttpStatusCode.NotFound);
        ((int)body!["code"]!).ShouldBe(404);
        (await host.Get("/api/v1/permissions", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Editors_of_policies_learn_functions_and_resources_and_try_conditions()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");

        (await host.Get("/api/v1/policies/functions", ann)).Body!["data"]!.AsArray().Select(f => (string)f!["name"]!).ShouldContain("matchAnyTag");
        (await host.Get("/api/v1/policies/resources", ann)).Body!["data"]!.AsArray().Single(r => (string)r!["name"]! == "table")!["operations"]!.AsArray()
            .Select(o => (string)o!).ShouldContain("EditDescription");
        (await host.Get("/api/v1/policies/validation/condition/" + Uri.EscapeDataString("isOwner() || hasAnyRole('DataSteward')"), ann)).Status.ShouldBe(HttpStatusCode.NoContent);
        var (status, body) = await host.Get("/api/v1/policies/validation/condition/" + Uri.EscapeDataString("everything()"), ann);
        status.ShouldBe(HttpStatusCode.BadRequest);
        ((string)body!["message"]!).ShouldStartWith("Failed to parse - Unknown function everything");
    }

    static string? Access(JsonNode permissions, string operation) =>
        (string?)permissions["permissions"]!.AsArray().SingleOrDefault(p => (string)p!["operation"]! == operation)?["access"];
}
