using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Admin;

namespace Portico.Realms.Tests.Attacks;

/// <summary>Representations that are made to loop, to grow or to be read in two ways. Each is refused or harmless, and the provider answers afterwards.</summary>
public sealed class Import_bombs(AdminFixture admin) : IClassFixture<AdminFixture>
{
    public static TheoryData<string, string> Loops => new()
    {
        { "a group with the id of the group above it", """{"realm":"$","groups":[{"id":"a","name":"one","subGroups":[{"id":"a","name":"two"}]}]}""" },
        { "groups that swap ids down the tree", """{"realm":"$","groups":[{"id":"a","name":"one","subGroups":[{"id":"b","name":"two","subGroups":[{"id":"a","name":"three"}]}]}]}""" },
        { "two roles with one id", """{"realm":"$","roles":{"realm":[{"id":"a","name":"one"},{"id":"a","name":"two"}]}}""" },
        { "two clients with one id", """{"realm":"$","clients":[{"id":"a","clientId":"one"},{"id":"a","clientId":"two"}]}""" },
        { "two users with one id", """{"realm":"$","users":[{"id":"a","username":"one"},{"id":"a","username":"two"}]}""" },
        { "two client scopes with one name", """{"realm":"$","clientScopes":[{"name":"one"},{"name":"one"}]}""" },
        { "a member that is there twice", """{"realm":"$","enabled":true,"enabled":false}""" },
        { "a member that is there twice, deep inside", """{"realm":"$","attributes":{"a":"1"},"clients":[{"clientId":"c","attributes":{"x":"1","x":"2"}}]}""" },
        { "a member that nobody knows, twice inside", """{"realm":"$","smtpServer":{"host":"a","host":"b"}}""" },
        { "a scope with the name of a group", """{"realm":"$","groups":{"name":"no list"}}""" },
        { "two client scopes, of which one brings what only the store may say", """{"realm":"$","clientScopes":[{"name":"one","$scopeRoles":["x"]},{"name":"one"}]}""" },
        { "a list that is nested deeply", """{"realm":"$","attributes":""" + new string('[', 5000) + new string(']', 5000) + "}" },
        { "groups that are nested deeply", """{"realm":"$","groups":""" + string.Concat(Enumerable.Repeat("""[{"name":"g","subGroups":""", 2000)) + "[]" + string.Concat(Enumerable.Repeat("}]", 2000)) + "}" },
    };

    [Theory, MemberData(nameof(Loops))]
    public async Task are_refused_with_a_reason(string what, string body)
    {
        var name = "bomb-" + Guid.NewGuid().ToString("N")[..8];
        var answer = await Post("/admin/realms", body.Replace("\"$\"", $"\"{name}\"", StringComparison.Ordinal));
        ((int)answer.Status).ShouldBeInRange(400, 409, what);
        answer.Text.ShouldContain("rror", Case.Sensitive, what);
        (await admin.Send("GET", "/admin/realms/" + name, await admin.MasterToken())).Status.ShouldBe(HttpStatusCode.NotFound, what);
    }

    [Theory]
    [InlineData("""{"ifResourceExists":"OVERWRITE","groups":[{"id":"a","name":"one","path":"/one","subGroups":[{"id":"a","name":"two"}]}]}""")]
    [InlineData("""{"ifResourceExists":"OVERWRITE","groups":[{"id":"a","name":"one","path":"/one","subGroups":[{"id":"b","name":"two","subGroups":[{"id":"a","name":"three"}]}]}]}""")]
    [InlineData("""{"ifResourceExists":"OVERWRITE","groups":[{"id":"a","name":"one","path":"/one"},{"id":"a","name":"two","path":"/two"}]}""")]
    [InlineData("""{"ifResourceExists":"OVERWRITE","clients":[{"id":"a","clientId":"one"},{"id":"a","clientId":"two"}]}""")]
    [InlineData("""{"ifResourceExists":"OVERWRITE","users":[{"id":"a","username":"one"},{"id":"a","username":"two"}]}""")]
    [InlineData("""{"ifResourceExists":"OVERWRITE","roles":{"realm":[{"name":"one"}],"realm":[]}}""")]
    public async Task are_refused_in_parts_too_and_leave_nothing(string body)
    {
        var realm = await admin.Realm();
        var answer = await Post($"/admin/realms/{realm}/partialImport", body);
        ((int)answer.Status).ShouldBeInRange(400, 409, answer.Text);
        (await admin.Send("GET", $"/admin/realms/{realm}/groups", await admin.MasterToken())).Body!.AsArray().ShouldBeEmpty();
        (await admin.Send("GET", $"/admin/realms/{realm}/clients?clientId=one", await admin.MasterToken())).Body!.AsArray().ShouldBeEmpty();
        (await admin.Send("GET", $"/admin/realms/{realm}/users", await admin.MasterToken())).Body!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task do_not_take_over_what_another_kind_of_thing_has_by_id()
    {
        var realm = await admin.Realm();
        var token = await admin.MasterToken();
        var management = (await admin.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", token)).Body![0]!["id"]!.GetValue<string>();
        var answer = await Post($"/admin/realms/{realm}/partialImport", $$"""{"ifResourceExists":"OVERWRITE","clients":[{"id":"{{management}}","clientId":"mine"}]}""");
        ((int)answer.Status).ShouldBeInRange(400, 409, answer.Text);
        (await admin.Send("GET", $"/admin/realms/{realm}/clients?clientId=realm-management", token)).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task of_roles_that_contain_one_another_end()
    {
        var name = "ring-" + Guid.NewGuid().ToString("N")[..8];
        var answer = await Post("/admin/realms", $$$"""
            {"realm":"{{{name}}}","enabled":true,"roles":{"realm":[{"name":"a","composites":{"realm":["b"]}},{"name":"b","composites":{"realm":["a","b"]}}]},
             "users":[{"username":"u","enabled":true,"realmRoles":["a"],"credentials":[{"type":"password","value":"pw"}],"email":"u@example.org","firstName":"F","lastName":"L"}]}
            """);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        var token = await admin.MasterToken();
        var user = (await admin.Send("GET", $"/admin/realms/{name}/users?username=u", token)).Body![0]!["id"]!.GetValue<string>();
        (await admin.Send("GET", $"/admin/realms/{name}/users/{user}/role-mappings/realm/composite", token)).Body!.AsArray().Select(r => r!["name"]!.GetValue<string>()).ShouldBe(["a", "b"], ignoreOrder: true);
        (await admin.Send("POST", $"/admin/realms/{name}/partial-export?exportClients=true&exportGroupsAndRoles=true", token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task of_groups_below_groups_call_by_call_are_stopped_before_they_are_too_deep_to_be_read()
    {
        var realm = await admin.Realm();
        var token = await admin.MasterToken();
        var at = (await admin.Send("POST", $"/admin/realms/{realm}/groups", token, new JsonObject { ["name"] = "g" })).Id;
        var (depth, refused) = (1, HttpStatusCode.OK);
        while (refused == HttpStatusCode.OK && depth < 1000)
        {
            var answer = await admin.Send("POST", $"/admin/realms/{realm}/groups/{at}/children", token, new JsonObject { ["name"] = "g" });
            if (answer.Status == HttpStatusCode.Created)
                (at, depth) = (answer.Body!["id"]!.GetValue<string>(), depth + 1);
            else
                refused = answer.Status;
        }
        refused.ShouldBe(HttpStatusCode.BadRequest);
        depth.ShouldBeGreaterThanOrEqualTo(20);
        (await admin.Send("POST", $"/admin/realms/{realm}/partial-export?exportGroupsAndRoles=true", token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task of_costly_hashes_are_refused_before_a_sign_in_pays_for_them()
    {
        var name = "cost-" + Guid.NewGuid().ToString("N")[..8];
        string User(string data) => $$"""{"username":"u{{Guid.NewGuid():N}}","enabled":true,"credentials":[{"type":"password","secretData":"{\"value\":\"AAAA\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}","credentialData":"{{data.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}]}""";
        foreach (var data in new[]
        {
            """{"hashIterations":2147483647,"algorithm":"pbkdf2-sha512"}""",
            """{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"memory":["2147483647"],"parallelism":["1"],"type":["id"],"version":["1.3"]}}""",
            """{"hashIterations":2000000000,"algorithm":"argon2","additionalParameters":{"memory":["7168"],"parallelism":["1"],"type":["id"],"version":["1.3"]}}""",
        })
        {
            var answer = await Post("/admin/realms", $$"""{"realm":"{{name}}","enabled":true,"users":[{{User(data)}}]}""");
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, data);
        }
    }

    async Task<(HttpStatusCode Status, string Text)> Post(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", await admin.MasterToken());
        using var answer = await admin.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
