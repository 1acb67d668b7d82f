using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Admin;

public sealed class Permissions(AdminFixture provider) : IClassFixture<AdminFixture>
{
    static readonly (string Method, string Path, string? Body)[] s_changes =
    [
        ("PUT", "", """{"displayName": "x"}"""), ("DELETE", "", null), ("POST", "/users", """{"username": "new-one"}"""), ("POST", "/clients", """{"clientId": "new-one"}"""), ("POST", "/roles", """{"name": "new-one"}"""),
        ("POST", "/groups", """{"name": "new-one"}"""), ("POST", "/client-scopes", """{"name": "new-one", "protocol": "openid-connect"}"""),
        ("POST", "/components", """{"providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}"""), ("POST", "/partialImport", """{"users": []}"""), ("POST", "/logout-all", null),
        ("PUT", "/users/profile", """{"attributes": []}"""), ("PUT", "/events/config", """{"eventsEnabled": true}"""), ("DELETE", "/admin-events", null),
        ("POST", "/identity-provider/instances", """{"alias": "x", "providerId": "oidc"}"""), ("PUT", "/localization/en/a", """{}"""),
    ];

    [Fact]
    public async Task nobody_gets_in_without_a_token_or_with_one_that_is_none()
    {
        var realm = await provider.Realm();
        foreach (var token in (string?[])[null, "garbage", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."])
        {
            (await provider.Send("GET", $"/admin/realms/{realm}", token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await provider.Send("POST", "/admin/realms", token, new JsonObject { ["realm"] = "x" })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task a_user_without_admin_roles_reads_and_changes_nothing()
    {
        var realm = await provider.Realm(("plain", []));
        var token = await provider.Token(realm, "plain", "pw");
        foreach (var path in (string[])["", "/users", "/users/count", "/clients", "/roles", "/groups", "/client-scopes", "/components", "/keys", "/events", "/admin-events", "/identity-provider/instances", "/sessions/x", "/default-groups"])
        {
            var answer = await provider.Send("GET", $"/admin/realms/{realm}{path}", token);
            answer.Status.ShouldBeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.MethodNotAllowed], path);
        }
        foreach (var (method, path, body) in s_changes)
            (await provider.Send(method, $"/admin/realms/{realm}{path}", token, body is null ? null : JsonNode.Parse(body))).Status.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
    }

    [Fact]
    public async Task a_viewer_changes_nothing()
    {
        var realm = await provider.Realm(("viewer", ["view-realm", "view-users", "view-clients", "view-events", "view-identity-providers"]));
        var token = await provider.Token(realm, "viewer", "pw");
        (await provider.Send("GET", $"/admin/realms/{realm}/users", token)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var (method, path, body) in s_changes)
            (await provider.Send(method, $"/admin/realms/{realm}{path}", token, body is null ? null : JsonNode.Parse(body))).Status.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
    }

    [Fact]
    public async Task an_administrator_of_one_realm_does_not_reach_another()
    {
        var (one, other) = (await provider.Realm(("boss", ["realm-admin"])), await provider.Realm(("boss", ["realm-admin"])));
        var token = await provider.Token(one, "boss", "pw");
        (await provider.Send("GET", $"/admin/realms/{one}/users", token)).Status.ShouldBe(HttpStatusCode.OK);
        (await provider.Send("GET", $"/admin/realms/{other}/users", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("GET", "/admin/realms/master/users", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", "/admin/realms", token, new JsonObject { ["realm"] = one + "x" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("GET", "/admin/realms", token)).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task nobody_hands_out_administration_that_he_lacks()
    {
        var realm = await provider.Realm(("helper", ["manage-users", "view-clients", "view-realm"]));
        var (token, admin) = (await provider.Token(realm, "helper", "pw"), await provider.MasterToken());
        var user = await provider.Send("POST", $"/admin/realms/{realm}/users", token, new JsonObject { ["username"] = "friend" });
        var management = (await provider.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", admin)).Body![0]!["id"]!.GetValue<string>();
        var mappings = $"/admin/realms/{realm}/users/{user.Id}/role-mappings/clients/{management}";
        foreach (var name in (string[])["realm-admin", "manage-realm", "manage-clients", "impersonation"])
        {
            var role = (await provider.Send("GET", $"/admin/realms/{realm}/clients/{management}/roles/{name}", admin)).Body!;
            (await provider.Send("POST", mappings, token, new JsonArray(role.DeepClone()))).Status.ShouldBe(HttpStatusCode.Forbidden, name);
            (await provider.Send("POST", mappings, admin, new JsonArray(role.DeepClone()))).Status.ShouldBe(HttpStatusCode.NoContent, name);
        }
    }

    [Fact]
    public async Task a_role_that_contains_administration_is_not_handed_out_either()
    {
        var realm = await provider.Realm(("helper", ["manage-users", "view-clients", "view-realm"]));
        var (token, admin) = (await provider.Token(realm, "helper", "pw"), await provider.MasterToken());
        var management = (await provider.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", admin)).Body![0]!["id"]!.GetValue<string>();
        var powerful = (await provider.Send("GET", $"/admin/realms/{realm}/clients/{management}/roles/realm-admin", admin)).Body!;
        await provider.Send("POST", $"/admin/realms/{realm}/roles", admin, new JsonObject { ["name"] = "harmless" });
        (await provider.Send("POST", $"/admin/realms/{realm}/roles/harmless/composites", admin, new JsonArray(powerful.DeepClone()))).Status.ShouldBe(HttpStatusCode.NoContent);
        var harmless = (await provider.Send("GET", $"/admin/realms/{realm}/roles/harmless", admin)).Body!;
        var user = await provider.Send("POST", $"/admin/realms/{realm}/users", token, new JsonObject { ["username"] = "friend" });
        (await provider.Send("POST", $"/admin/realms/{realm}/users/{user.Id}/role-mappings/realm", token, new JsonArray(harmless.DeepClone()))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task who_manages_users_does_not_put_himself_into_a_group_of_administrators()
    {
        var realm = await provider.Realm(("helper", ["manage-users", "view-clients", "view-realm"]));
        var (token, admin) = (await provider.Token(realm, "helper", "pw"), await provider.MasterToken());
        var management = (await provider.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", admin)).Body![0]!["id"]!.GetValue<string>();
        var powerful = (await provider.Send("GET", $"/admin/realms/{realm}/clients/{management}/roles/realm-admin", admin)).Body!;
        var group = await provider.Send("POST", $"/admin/realms/{realm}/groups", admin, new JsonObject { ["name"] = "bosses" });
        (await provider.Send("POST", $"/admin/realms/{realm}/groups/{group.Id}/role-mappings/clients/{management}", token, new JsonArray(powerful.DeepClone()))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", $"/admin/realms/{realm}/groups/{group.Id}/role-mappings/clients/{management}", admin, new JsonArray(powerful.DeepClone()))).Status.ShouldBe(HttpStatusCode.NoContent);
        var child = (await provider.Send("POST", $"/admin/realms/{realm}/groups/{group.Id}/children", admin, new JsonObject { ["name"] = "below" })).Id;
        var self = (await provider.Send("GET", $"/admin/realms/{realm}/users?username=helper", admin)).Body![0]!["id"]!.GetValue<string>();
        foreach (var id in (string[])[group.Id, child])
            (await provider.Send("PUT", $"/admin/realms/{realm}/users/{self}/groups/{id}", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", $"/admin/realms/{realm}/users", token, new JsonObject { ["username"] = "second", ["groups"] = new JsonArray("/bosses/below") })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("PUT", $"/admin/realms/{realm}/users/{self}/groups/{child}", admin)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task who_manages_the_realm_does_not_put_administration_into_everybodys_default_role()
    {
        var realm = await provider.Realm(("ruler", ["manage-realm", "view-clients"]), ("boss", ["realm-admin"]));
        var (token, boss) = (await provider.Token(realm, "ruler", "pw"), await provider.Token(realm, "boss", "pw"));
        var composites = new JsonObject { ["client"] = new JsonObject { ["realm-management"] = new JsonArray("manage-users") } };
        var role = new JsonObject { ["name"] = $"default-roles-{realm}", ["composite"] = true, ["composites"] = composites };
        (await provider.Send("PUT", $"/admin/realms/{realm}/roles/default-roles-{realm}", token, role)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", $"/admin/realms/{realm}/roles", token, new JsonObject { ["name"] = "new", ["composite"] = true, ["composites"] = composites.DeepClone() })).Status.ShouldBe(HttpStatusCode.Forbidden);
        var import = new JsonObject { ["users"] = new JsonArray(new JsonObject { ["username"] = "trojan", ["clientRoles"] = new JsonObject { ["realm-management"] = new JsonArray("realm-admin") } }) };
        (await provider.Send("POST", $"/admin/realms/{realm}/partialImport", token, import)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", $"/admin/realms/{realm}/roles", boss, new JsonObject { ["name"] = "new", ["composite"] = true, ["composites"] = composites.DeepClone() })).Status.ShouldBe(HttpStatusCode.Created);
        (await provider.Send("POST", $"/admin/realms/{realm}/partialImport", boss, import.DeepClone())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_role_taken_away_closes_what_it_opened()
    {
        var realm = await provider.Realm(("viewer", ["view-users"]));
        var (token, admin) = (await provider.Token(realm, "viewer", "pw"), await provider.MasterToken());
        (await provider.Send("GET", $"/admin/realms/{realm}/users", token)).Status.ShouldBe(HttpStatusCode.OK);
        var viewer = (await provider.Send("GET", $"/admin/realms/{realm}/users?username=viewer", admin)).Body![0]!["id"]!.GetValue<string>();
        var management = (await provider.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", admin)).Body![0]!["id"]!.GetValue<string>();
        (await provider.Send("DELETE", $"/admin/realms/{realm}/users/{viewer}/role-mappings/clients/{management}", admin)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await provider.Send("GET", $"/admin/realms/{realm}/users", token)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task what_is_not_supported_says_so_and_what_does_not_exist_is_not_found()
    {
        var realm = await provider.Realm();
        var admin = await provider.MasterToken();
        var unsupported = await provider.Send("GET", $"/admin/realms/{realm}/workflows", admin);
        unsupported.Status.ShouldBe(HttpStatusCode.NotImplemented);
        unsupported.Body!["error"]!.GetValue<string>().ShouldBe(Errors.NotSupported);
        (await provider.Send("GET", $"/admin/realms/{realm}/nothing", admin)).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
