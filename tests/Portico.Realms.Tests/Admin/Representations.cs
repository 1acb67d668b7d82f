using System.Net;
using System.Text.Json.Nodes;
using Portico.Testbed;

namespace Portico.Realms.Tests.Admin;

/// <summary>Default representations against those that were taken from Keycloak.</summary>
public sealed class Representations(AdminFixture provider) : IClassFixture<AdminFixture>
{
    static readonly string[] s_volatile = ["id", "containerId", "parentId"];

    [Theory]
    [InlineData("realm-default.json", "")]
    [InlineData("client-scopes-default.json", "/client-scopes")]
    [InlineData("clients-builtin-default.json", "/clients")]
    [InlineData("required-actions-default.json", "/authentication/required-actions")]
    [InlineData("user-profile-default.json", "/users/profile")]
    [InlineData("events-config-default.json", "/events/config")]
    public async Task of_a_new_realm_are_those_of_Keycloak(string golden, string path)
    {
        if (SharedFolder.Find("facts", "golden", "keycloak-26.7.4", golden) is not { } file)
        {
            Assert.Skip(SharedFolder.Missing);
            return;
        }
        var realm = await provider.Realm();
        var answer = await provider.Send("GET", $"/admin/realms/{realm}{path}", await provider.MasterToken());
        answer.Status.ShouldBe(HttpStatusCode.OK);
        var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("golden", realm, StringComparison.Ordinal);
        Normal(answer.Body!).ShouldBe(Normal(JsonNode.Parse(text)!));
    }

    /// <summary>Members sorted, ids left out, lists as sets: their order has no meaning here.</summary>
    static string Normal(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(",", map.Where(m => !s_volatile.Contains(m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Normal(m.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Normal).Order(StringComparer.Ordinal)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
