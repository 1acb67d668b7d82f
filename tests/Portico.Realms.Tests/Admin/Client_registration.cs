using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Admin;

public sealed class Client_registration(AdminFixture provider) : IClassFixture<AdminFixture>
{
    static JsonObject Metadata(string name = "x") => new() { ["client_name"] = name, ["redirect_uris"] = new JsonArray("https://app.example.com/cb") };

    [Fact]
    public async Task a_registration_token_reads_and_changes_its_own_client_only()
    {
        var (realm, _, initial) = await Start(count: 2);
        var (one, other) = (await Register(realm, initial), await Register(realm, initial));
        var path = $"/realms/{realm}/clients-registrations/openid-connect/";

        (await provider.Send("GET", path + one.Id, one.Token)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var method in (string[])["GET", "PUT", "DELETE"])
            (await provider.Send(method, path + other.Id, one.Token, method == "PUT" ? Metadata() : null)).Status.ShouldBe(HttpStatusCode.Unauthorized, method);
    }

    [Fact]
    public async Task a_registration_token_is_spent_by_an_update()
    {
        var (realm, _, initial) = await Start(count: 1);
        var client = await Register(realm, initial);
        var path = $"/realms/{realm}/clients-registrations/openid-connect/{client.Id}";

        var changed = await provider.Send("PUT", path, client.Token, Metadata("y"));

        changed.Status.ShouldBe(HttpStatusCode.OK);
        (await provider.Send("GET", path, client.Token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await provider.Send("GET", path, (string)changed.Body!["registration_access_token"]!)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task an_initial_token_is_no_more_once_deleted_and_no_key_to_the_admin_api()
    {
        var (realm, admin, initial) = await Start(count: 5);
        (await provider.Send("GET", $"/admin/realms/{realm}/clients", initial)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var id = (string)(await provider.Send("GET", $"/admin/realms/{realm}/clients-initial-access", admin)).Body![0]!["id"]!;
        (await provider.Send("DELETE", $"/admin/realms/{realm}/clients-initial-access/{id}", admin)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await provider.Send("POST", $"/realms/{realm}/clients-registrations/openid-connect", initial, Metadata())).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task nobody_without_the_role_registers_and_no_refused_registration_counts()
    {
        var (realm, _, initial) = await Start(count: 1, ("plain", []), ("maker", ["create-client"]));
        var path = $"/realms/{realm}/clients-registrations/openid-connect";
        (await provider.Send("POST", path, await provider.Token(realm, "plain", "pw"), Metadata())).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", path, null, Metadata())).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await provider.Send("POST", path, await provider.Token(realm, "maker", "pw"), Metadata())).Status.ShouldBe(HttpStatusCode.Created);

        (await provider.Send("POST", path, initial, new JsonObject { ["redirect_uris"] = new JsonArray("javascript:x") })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await provider.Send("POST", path, initial, Metadata())).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task a_policy_keeps_mappers_out_that_would_give_roles()
    {
        var (realm, _, initial) = await Start(count: 1);
        var answer = await provider.Send("POST", $"/realms/{realm}/clients-registrations/default", initial, new JsonObject
        {
            ["clientId"] = "sly",
            ["protocolMappers"] = new JsonArray(new JsonObject
            {
                ["name"] = "m", ["protocol"] = "openid-connect", ["protocolMapper"] = "oidc-hardcoded-role-mapper", ["config"] = new JsonObject { ["role"] = "realm-management.realm-admin" },
            }),
        });
        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        ((string)answer.Body!["error_description"]!).ShouldContain("ProtocolMapper type not allowed");
    }

    [Theory]
    [InlineData("dpop_bound_access_tokens", true)]
    [InlineData("subject_type", "pairwise")]
    [InlineData("id_token_encrypted_response_alg", "RSA-OAEP")]
    public async Task metadata_that_promises_more_than_there_is_is_refused(string member, object value)
    {
        var (realm, _, initial) = await Start(count: 1);
        var metadata = Metadata();
        metadata[member] = JsonValue.Create(value);
        var answer = await provider.Send("POST", $"/realms/{realm}/clients-registrations/openid-connect", initial, metadata);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        ((string)answer.Body!["error"]!).ShouldBe("invalid_client_metadata");
        ((string)answer.Body!["error_description"]!).ShouldContain(Errors.NotSupported);
    }

    async Task<(string Realm, string Admin, string Initial)> Start(int count, params (string User, string[] Roles)[] users)
    {
        var realm = await provider.Realm(users);
        var admin = await provider.MasterToken();
        var made = await provider.Send("POST", $"/admin/realms/{realm}/clients-initial-access", admin, new JsonObject { ["count"] = count, ["expiration"] = 600 });
        return (realm, admin, (string)made.Body!["token"]!);
    }

    async Task<(string Id, string Token)> Register(string realm, string initial)
    {
        var answer = await provider.Send("POST", $"/realms/{realm}/clients-registrations/openid-connect", initial, Metadata());
        answer.Status.ShouldBe(HttpStatusCode.Created);
        return ((string)answer.Body!["client_id"]!, (string)answer.Body!["registration_access_token"]!);
    }
}
