using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Admin;

/// <summary>Every call that Keycloak 26's OpenAPI document has (keycloak-paths.txt): either it is supported, or it answers 501 with an id; none is unknown.</summary>
public sealed class Keycloaks_paths(AdminFixture provider) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task are_supported_or_answered_501()
    {
        var token = await provider.MasterToken();
        var realm = await provider.Realm(("ann", []));
        var names = await Things(realm, token);
        // What is deleted is deleted last, the inmost first.
        var calls = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Admin", "keycloak-paths.txt")).Select(l => l.Split(' ')).Select(l => (Method: l[0], Path: l[1]))
            .OrderBy(c => c.Method == "DELETE").ThenByDescending(c => c.Path.Count('/'.Equals)).ToArray();
        calls.Length.ShouldBeGreaterThan(400);
        var unknown = new List<string>();
        foreach (var (method, path) in calls)
        {
            var answer = await provider.Send(method, Fill(path, realm, names), token);
            var error = answer.Body is JsonObject body ? (string?)body["error"] : null;
            if (answer.Status == HttpStatusCode.MethodNotAllowed || error == "HTTP 404 Not Found" || (answer.Status == HttpStatusCode.NotImplemented && error?.StartsWith("PORTICO-IDP-", StringComparison.Ordinal) is not true)
                || error == "unknown_error")
            {
                unknown.Add($"{method} {path}: {(int)answer.Status} {error}");
            }
        }
        unknown.ShouldBeEmpty();
    }

    static string Fill(string path, string realm, Dictionary<string, string> names)
    {
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] == "{realm}")
                segments[i] = realm;
            else if (segments[i].StartsWith('{'))
                segments[i] = names.GetValueOrDefault($"{segments[i - 1]}/{segments[i]}") ?? names.GetValueOrDefault(segments[i]) ?? Guid.Empty.ToString();
        }
        return string.Join('/', segments);
    }

    /// <summary>One of each thing that a path names, so that it is not the thing that is not found.</summary>
    async Task<Dictionary<string, string>> Things(string realm, string token)
    {
        async Task<string> Make(string path, string body)
        {
            var answer = await provider.Send("POST", $"/admin/realms/{realm}/{path}", token, JsonNode.Parse(body));
            answer.Status.ShouldBe(HttpStatusCode.Created);
            return answer.Id;
        }
        async Task<string> First(string path) => (string)(await provider.Send("GET", $"/admin/realms/{realm}/{path}", token)).Body![0]!["id"]!;
        var scope = await Make("client-scopes", """{"name": "s", "protocol": "openid-connect"}""");
        await Make("roles", """{"name": "r"}""");
        await Make("identity-provider/instances", """{"alias": "idp", "providerId": "oidc", "config": {"clientId": "x", "clientSecret": "y", "tokenUrl": "https://idp.example.com/token", "authorizationUrl": "https://idp.example.com/auth"}}""");
        return new Dictionary<string, string>
        {
            ["{client-uuid}"] = await Make("clients", """{"clientId": "c"}"""), ["{user-id}"] = await First("users"), ["{group-id}"] = await Make("groups", """{"name": "g"}"""),
            ["{client-scope-id}"] = scope, ["{clientScopeId}"] = scope, ["{role-name}"] = "r", ["{role-id}"] = await First("roles"), ["{alias}"] = "idp", ["{flowAlias}"] = "browser", ["required-actions/{alias}"] = "VERIFY_EMAIL",
        };
    }
}
