using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>
/// Keeps what administrators changed, in realms that want it: after a call that succeeded, from its method, path and body. Secrets and passwords in the body are left out.
/// </summary>
static class AdminEvents
{
    static readonly string[] s_secret = ["credentials", "secret", "value", "password", "clientSecret", "bindCredential", "privateKey", "secretData", "registrationAccessToken", "smtpServer"];

    static readonly (string Part, string Type)[] s_types =
    [
        ("/role-mappings/clients/", "CLIENT_ROLE_MAPPING"), ("/role-mappings/realm", "REALM_ROLE_MAPPING"), ("/scope-mappings/clients/", "CLIENT_SCOPE_MAPPING"), ("/scope-mappings/realm", "REALM_SCOPE_MAPPING"),
        ("/protocol-mappers/", "PROTOCOL_MAPPER"), ("/default-client-scopes/", "CLIENT_SCOPE_CLIENT_MAPPING"), ("/optional-client-scopes/", "CLIENT_SCOPE_CLIENT_MAPPING"),
    ];

    public static async Task Record(AdminRequest request, AdminAnswer answer)
    {
        var method = request.Http.Request.Method;
        var path = Below(request.Http.Request.Path.Value!);
        if (!request.Realm.Settings.AdminEventsEnabled || HttpMethods.IsGet(method) || answer.Status >= 300 || path is "events" or "admin-events")
            return;
        // With a realm that is removed go its events.
        if (path.Length == 0 && HttpMethods.IsDelete(method))
            return;
        if (answer.Location is { } location)
            path = Below(Uri.UnescapeDataString(location));
        var operation = method switch { "PUT" => "UPDATE", "DELETE" => "DELETE", _ => answer.Status == 201 || path.Contains("-mappings/", StringComparison.Ordinal) ? "CREATE" : "ACTION" };
        if (path.EndsWith("/reset-password", StringComparison.Ordinal))
            operation = "ACTION";
        var type = TypeOf(path);
        var caller = request.Caller;
        var ip = request.Http.Connection.RemoteIpAddress?.ToString() ?? "";
        var document = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(), ["time"] = request.Store.Time.GetUtcNow().ToUnixTimeMilliseconds(), ["realmId"] = request.Realm.Id,
            ["authDetails"] = new JsonObject { ["realmId"] = caller.Realm.Id, ["clientId"] = caller.Client.Id, ["userId"] = caller.User.Id, ["ipAddress"] = ip },
            ["operationType"] = operation, ["resourceType"] = type, ["resourcePath"] = path,
        };
        if (request.Realm.Settings.AdminEventsDetailsEnabled)
            document["representation"] = Representation(request.LastBody);
        await EventStore.RecordAdmin(request.Store, request.Realm, operation, type, path, caller.Client.Id, caller.User.Id, ip, document, CancellationToken.None);
    }

    static string Below(string path)
    {
        var parts = path.Split('/', 5);
        return parts.Length > 4 ? parts[4] : "";
    }

    static string TypeOf(string path)
    {
        foreach (var (part, type) in s_types)
        {
            if (path.Contains(part, StringComparison.Ordinal))
                return type;
        }
        var parts = path.Split('/');
        return parts switch
        {
            [""] => "REALM",
            ["users", _, "groups", ..] => "GROUP_MEMBERSHIP",
            ["users", "profile", ..] => "USER_PROFILE",
            ["users", ..] => "USER",
            ["clients", _, "roles", ..] => "CLIENT_ROLE",
            ["clients", ..] => "CLIENT",
            ["roles" or "roles-by-id", ..] => "REALM_ROLE",
            ["groups" or "default-groups", ..] => "GROUP",
            ["client-scopes" or "client-templates", ..] => "CLIENT_SCOPE",
            ["components", ..] => "COMPONENT",
            ["identity-provider", _, _, "mappers", ..] => "IDENTITY_PROVIDER_MAPPER",
            ["identity-provider", ..] => "IDENTITY_PROVIDER",
            ["authentication", "required-actions", ..] => "REQUIRED_ACTION",
            ["authentication", "executions", _, "config", ..] or ["authentication", "config", ..] => "AUTHENTICATOR_CONFIG",
            ["authentication", "executions", ..] or ["authentication", "flows", _, "executions", ..] => "AUTH_EXECUTION",
            ["authentication", ..] => "AUTH_FLOW",
            _ => "REALM",
        };
    }

    static string Representation(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Length > 0 && JsonNode.Parse(body.Span) is { } node)
            {
                Strip(node);
                return node.ToJsonString();
            }
        }
        catch (JsonException)
        {
            // A text body (a label, a localization text) is no representation.
        }
        return "{}";
    }

    static void Strip(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Strip(item);
        }
        else if (node is JsonObject map)
        {
            foreach (var name in s_secret)
                map.Remove(name);
            foreach (var (_, value) in map)
                Strip(value);
        }
    }
}
