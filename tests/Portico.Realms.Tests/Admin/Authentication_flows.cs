using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Admin;

public sealed class Authentication_flows(AdminFixture provider) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task a_copy_can_be_bound_and_is_then_held_to_the_built_in_meaning()
    {
        var (token, flows) = await Start();
        (await provider.Send("POST", $"{flows}/flows/browser/copy", token, new JsonObject { ["newName"] = "mine" })).Status.ShouldBe(HttpStatusCode.Created);
        (await provider.Send("PUT", flows[..^"/authentication".Length], token, new JsonObject { ["browserFlow"] = "mine" })).Status.ShouldBe(HttpStatusCode.NoContent);

        var otp = await Execution(token, flows, "mine", "auth-otp-form");
        var refused = await provider.Send("PUT", $"{flows}/flows/mine/executions", token, new JsonObject { ["id"] = otp, ["requirement"] = "DISABLED" });

        Refused(refused);
        (await provider.Send("GET", $"{flows}/executions/{otp}", token)).Body!["requirement"]!.GetValue<string>().ShouldBe("ALTERNATIVE");
        var cookie = await Execution(token, flows, "mine", "auth-cookie");
        Refused(await provider.Send("DELETE", $"{flows}/executions/{cookie}", token));
    }

    [Fact]
    public async Task a_flow_of_another_meaning_can_be_written_and_not_bound()
    {
        var (token, flows) = await Start();
        var realm = flows[..^"/authentication".Length];
        var id = (await provider.Send("POST", $"{flows}/flows", token, new JsonObject { ["alias"] = "strict", ["providerId"] = "basic-flow", ["topLevel"] = true })).Id;
        (await provider.Send("POST", $"{flows}/flows/strict/executions/execution", token, new JsonObject { ["provider"] = "deny-access-authenticator", ["requirement"] = "REQUIRED" })).Status.ShouldBe(HttpStatusCode.Created);

        Refused(await provider.Send("PUT", realm, token, new JsonObject { ["browserFlow"] = "strict" }));
        Refused(await provider.Send("POST", $"{realm}/clients", token, new JsonObject { ["clientId"] = "c", ["authenticationFlowBindingOverrides"] = new JsonObject { ["browser"] = id } }));
        Refused(await provider.Send("POST", $"{realm}/identity-provider/instances", token, new JsonObject { ["alias"] = "i", ["providerId"] = "oidc", ["firstBrokerLoginFlowAlias"] = "strict" }));
    }

    [Fact]
    public async Task an_import_that_binds_such_a_flow_is_refused_whole()
    {
        var token = await provider.MasterToken();
        var name = "r" + Guid.NewGuid().ToString("N")[..8];
        Refused(await provider.Send("POST", "/admin/realms", token, new JsonObject
        {
            ["realm"] = name, ["browserFlow"] = "strict",
            ["authenticationFlows"] = new JsonArray(new JsonObject
            {
                ["alias"] = "strict", ["providerId"] = "basic-flow", ["topLevel"] = true,
                ["authenticationExecutions"] = new JsonArray(new JsonObject { ["authenticator"] = "webauthn-authenticator", ["requirement"] = "REQUIRED", ["priority"] = 10 }),
            }),
        }));
        (await provider.Send("GET", $"/admin/realms/{name}", token)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task built_in_flows_keep_their_executions()
    {
        var (token, flows) = await Start();
        var cookie = await Execution(token, flows, "browser", "auth-cookie");
        (await provider.Send("DELETE", $"{flows}/executions/{cookie}", token)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await provider.Send("POST", $"{flows}/executions/{cookie}/lower-priority", token)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await provider.Send("POST", $"{flows}/flows/browser/executions/execution", token, new JsonObject { ["provider"] = "auth-otp-form" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task an_enabled_policy_that_nothing_holds_to_is_refused_and_others_hold()
    {
        var (token, flows) = await Start();
        var realm = flows[..^"/authentication".Length];
        JsonObject Profile(string executor) => new() { ["profiles"] = new JsonArray(new JsonObject { ["name"] = "p", ["executors"] = new JsonArray(new JsonObject { ["executor"] = executor, ["configuration"] = new JsonObject() }) }) };
        var policy = new JsonObject
        {
            ["policies"] = new JsonArray(new JsonObject
            {
                ["name"] = "all", ["enabled"] = true, ["profiles"] = new JsonArray("p"), ["conditions"] = new JsonArray(new JsonObject { ["condition"] = "any-client", ["configuration"] = new JsonObject() }),
            }),
        };
        (await provider.Send("PUT", $"{realm}/client-policies/profiles", token, Profile("reject-ropc-grant"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await provider.Send("PUT", $"{realm}/client-policies/policies", token, policy)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await provider.Send("PUT", $"{realm}/client-policies/profiles", token, Profile("holder-of-key-enforcer"))).Status.ShouldBe(HttpStatusCode.NotImplemented);

        var signIn = await Assert.ThrowsAnyAsync<Exception>(() => provider.Token(realm.Split('/')[3], "ann", "pw"));
        signIn.Message.ShouldContain("unauthorized_client");
    }

    async Task<(string Token, string Flows)> Start() => (await provider.MasterToken(), $"/admin/realms/{await provider.Realm(("ann", []))}/authentication");

    async Task<string> Execution(string token, string flows, string alias, string authenticator) =>
        (await provider.Send("GET", $"{flows}/flows/{alias}/executions", token)).Body!.AsArray().First(e => (string?)e!["providerId"] == authenticator)!["id"]!.GetValue<string>();

    static void Refused(AdminFixture.Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.NotImplemented);
        answer.Body!["error"]!.GetValue<string>().ShouldBe(Errors.FlowNotFollowed);
    }
}
