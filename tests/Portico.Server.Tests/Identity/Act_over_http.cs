using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Server.Tests.Identity;

/// <summary>Who may do what, where it counts: over HTTP against the whole catalog.</summary>
public sealed class Act_over_http
{
    const string Describe = """[{"op": "add", "path": "/description", "value": "Every order"}]""";

    [Fact]
    public async Task A_consumer_describes_but_does_not_delete_create_or_rename()
    {
        await using var host = await IdentityHost.Start();
        var (_, ann) = await host.Person("ann");
        var table = await host.MakeShop();

        var (status, body) = await host.Send("PATCH", $"/api/v1/tables/{table}", ann, Describe);
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        ((string)body!["updatedBy"]!).ShouldBe("ann");

        (status, body) = await host.Send("DELETE", $"/api/v1/tables/{table}", ann);
        status.ShouldBe(HttpStatusCode.Forbidden);
        ((int)body!["code"]!).ShouldBe(403);
        ((string)body["message"]!).ShouldBe("Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed");

        (status, body) = await host.Send("PUT", "/api/v1/services/databaseServices", ann, """{"name": "mine", "serviceType": "Postgres"}""");
        status.ShouldBe(HttpStatusCode.Forbidden);
        ((string)body!["message"]!).ShouldBe("Principal: CatalogPrincipal{name='ann'} operations [Create] not allowed");

        (status, body) = await host.Send("PATCH", $"/api/v1/tables/{table}", ann, """[{"op": "add", "path": "/displayName", "value": "Orders"}]""");
        status.ShouldBe(HttpStatusCode.Forbidden);
        ((string)body!["message"]!).ShouldBe("Principal: CatalogPrincipal{name='ann'} operations [EditDisplayName] not allowed");
    }

    [Fact]
    public async Task A_caller_with_rights_to_nothing_sees_and_changes_nothing()
    {
        await using var host = await IdentityHost.Start();
        var (botId, bot) = await host.Bot("stranger");
        await Patch(host, botId, """[{"op": "remove", "path": "/roles"}]""");
        var table = await host.MakeShop();

        foreach (var (method, path, request) in new[]
        {
            ("GET", $"/api/v1/tables/{table}", (string?)null),
            ("GET", "/api/v1/tables", null),
            ("PATCH", $"/api/v1/tables/{table}", Describe),
            ("DELETE", $"/api/v1/tables/{table}", null),
        })
        {
            var (status, body) = await host.Send(method, path, bot, request);
            status.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            ((string)body!["message"]!).ShouldStartWith("Principal: CatalogPrincipal{name='stranger'} operations [");
        }
        (await host.Get($"/api/v1/tables/{table}", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Get($"/api/v1/tables/{table}", "no.such.token")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_view_only_role_denies_the_edit_that_everybody_may_make()
    {
        await using var host = await IdentityHost.Start();
        var (_, root) = await host.Person("root", admin: true);
        var (vicId, vic) = await host.Person("vic");
        var table = await host.MakeShop();

        (await host.Send("POST", "/api/v1/policies", root, """{"name": "view-only", "rules": [{"name": "no-edits", "effect": "deny", "resources": ["All"], "operations": ["EditAll"]}]}""")).Status.ShouldBe(HttpStatusCode.Created);
        var (_, role) = await host.Send("POST", "/api/v1/roles", root, """{"name": "viewer", "policies": ["view-only"]}""");
        (await host.Send("PATCH", $"/api/v1/tables/{table}", vic, Describe)).Status.ShouldBe(HttpStatusCode.OK);
        await Patch(host, vicId, $$"""[{"op": "add", "path": "/roles", "value": [{"id": "{{(string)role!["id"]!}}", "type": "role"}]}]""");

        var (status, body) = await host.Send("PATCH", $"/api/v1/tables/{table}", vic, """[{"op": "add", "path": "/description", "value": "Mine"}]""");
        status.ShouldBe(HttpStatusCode.Forbidden);
        ((string)body!["message"]!).ShouldBe("Principal: CatalogPrincipal{name='vic'} operation EditDescription denied by role viewer, policy view-only, rule no-edits");
        (await host.Get($"/api/v1/tables/{table}", vic)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bot_ingests_but_makes_no_bots()
    {
        await using var host = await IdentityHost.Start();
        var (_, bot) = await host.Bot("loader");

        (await host.Send("PUT", "/api/v1/services/databaseServices", bot, """{"name": "shop", "serviceType": "Postgres"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await host.Send("PUT", "/api/v1/databases", bot, """{"name": "db", "service": "shop"}""")).Status.ShouldBe(HttpStatusCode.Created);
        var (status, body) = await host.Send("PUT", "/api/v1/databaseSchemas/bulk", bot, """[{"name": "a", "database": "shop.db"}, {"name": "b", "database": "shop.db"}]""");
        status.ShouldBe(HttpStatusCode.OK);
        ((int)body!["numberOfRowsPassed"]!).ShouldBe(2);
        (status, body) = await host.Send("POST", "/api/v1/bots", bot, """{"name": "child", "botUser": "loader"}""");
        status.ShouldBe(HttpStatusCode.Forbidden);
        ((string)body!["message"]!).ShouldBe("Principal: CatalogPrincipal{name='loader'} operation Create denied by role IngestionBotRole, policy DefaultBotPolicy, rule BotRule-Deny");
    }

    [Fact]
    public async Task Nobody_raises_himself()
    {
        await using var host = await IdentityHost.Start();
        var (annId, ann) = await host.Person("ann");
        var (botId, bot) = await host.Bot("loader");
        var steward = (string)(await host.Get("/api/v1/roles/name/DataSteward", ann)).Body!["id"]!;

        foreach (var (id, token) in new[] { (annId, ann), (botId, bot) })
        {
            (await host.Send("PATCH", $"/api/v1/users/{id}", token, """[{"op": "add", "path": "/isAdmin", "value": true}]""")).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await host.Send("PATCH", $"/api/v1/users/{id}", token, $$"""[{"op": "add", "path": "/roles", "value": [{"id": "{{steward}}", "type": "role"}]}]""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        (await host.Send("PUT", "/api/v1/users", ann, """{"name": "ann", "email": "ann@example.org", "isAdmin": true}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Send("POST", "/api/v1/users", bot, """{"name": "eve", "email": "eve@example.org", "isAdmin": true}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Send("PATCH", "/api/v1/policies/name/DataConsumerPolicy", ann, """[{"op": "replace", "path": "/rules/0/operations", "value": ["All"]}]""")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_the_system_provides_is_not_deleted()
    {
        await using var host = await IdentityHost.Start();
        var (_, root) = await host.Person("root", admin: true);

        foreach (var path in new[] { "policies/name/OrganizationPolicy", "roles/name/DataConsumer", "bots/name/ingestion-bot" })
            (await host.Send("DELETE", "/api/v1/" + path, root)).Status.ShouldBe(HttpStatusCode.BadRequest, path);
    }

    [Fact]
    public async Task A_person_who_is_deleted_is_out_with_the_next_request()
    {
        await using var host = await IdentityHost.Start();
        var (annId, ann) = await host.Person("ann");
        var (_, root) = await host.Person("root", admin: true);
        (await host.Get("/api/v1/tables", ann)).Status.ShouldBe(HttpStatusCode.OK);

        (await host.Send("DELETE", $"/api/v1/users/{annId}", root)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Get("/api/v1/tables", ann)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_policy_with_an_unknown_function_is_refused()
    {
        await using var host = await IdentityHost.Start();
        var (_, root) = await host.Person("root", admin: true);

        var (status, body) = await host.Send("POST", "/api/v1/policies", root, """{"name": "p", "rules": [{"name": "r", "effect": "allow", "resources": ["All"], "operations": ["All"], "condition": "isFriday()"}]}""");
        status.ShouldBe(HttpStatusCode.BadRequest);
        ((string)body!["message"]!).ShouldContain("Unknown function isFriday");
    }

    static async Task Patch(IdentityHost host, Guid user, string patch)
    {
        var patched = await host.Catalog.Patch(
            Portico.Catalog.Policies.Subject.System, "user", user, System.Text.Json.JsonDocument.Parse(patch).RootElement, new(), CancellationToken.None);
        patched.Ok.ShouldBeTrue(patched.Refusal?.Message);
    }
}
