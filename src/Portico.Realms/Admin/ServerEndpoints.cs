using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>What tools ask of the server itself: <c>/admin/serverinfo</c> and the console's whoami.</summary>
static class ServerEndpoints
{
    /// <summary>The version whose behaviour is matched; tools decide by it which calls they may make.</summary>
    public const string Version = "26.7.4";

    static readonly long s_started = System.Diagnostics.Stopwatch.GetTimestamp();

    static readonly (string Type, string[] Providers)[] s_providers =
    [
        ("keys", ["rsa-generated", "rsa-enc-generated", "rsa", "rsa-enc", "ecdsa-generated", "eddsa-generated", "hmac-generated", "aes-generated"]), ("password-hashing", ["argon2", "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512"]),
        ("login-protocol", ["openid-connect"]), ("eventsListener", ["jboss-logging"]), ("client-authenticator", ["client-secret", "client-jwt", "client-secret-jwt"]),
    ];

    static readonly string[] s_policies = ["length", "maxLength", "digits", "lowerCase", "upperCase", "specialChars", "notUsername", "notEmail", "notContainsUsername", "regexPattern", "passwordHistory", "forceExpiredPasswordChange", "hashAlgorithm", "hashIterations"];

    public static void Map(AdminRoutes routes)
    {
        routes.Root("GET", "/admin/serverinfo", Info);
        routes.Root("GET", "/admin/{realm}/console/whoami", WhoAmI);
    }

    static Task<AdminAnswer> Info(HttpContext http, AdminCaller caller)
    {
        var access = new AdminAccess(caller, caller.Realm);
        AdminRequest.Require(access.HasAny || AdminAccess.MayCreateRealms(caller));
        var full = caller.Realm.IsMaster && AdminAccess.MayCreateRealms(caller);
        var view = new JsonObject();
        if (full || access.CanManageRealm)
            view["systemInfo"] = full ? SystemInfo(http) : new JsonObject { ["version"] = Version };
        if (full)
        {
            view["cpuInfo"] = new JsonObject { ["processorCount"] = Environment.ProcessorCount };
            var memory = GC.GetGCMemoryInfo();
            var (total, used) = (memory.TotalAvailableMemoryBytes, GC.GetTotalMemory(false));
            view["memoryInfo"] = new JsonObject { ["total"] = total, ["used"] = used, ["free"] = total - used, ["freePercentage"] = (total - used) * 100 / Math.Max(1, total) };
        }
        view["profileInfo"] = new JsonObject { ["name"] = "default", ["disabledFeatures"] = new JsonArray(), ["previewFeatures"] = new JsonArray(), ["experimentalFeatures"] = new JsonArray() };
        view["features"] = new JsonArray([.. ((string[])["ADMIN_API", "TOKEN_EXCHANGE_STANDARD_V2", "PAR", "USER_PROFILE"]).Select(f => (JsonNode)new JsonObject { ["name"] = f, ["type"] = "DEFAULT", ["enabled"] = true })]);
        view["cryptoInfo"] = new JsonObject { ["cryptoProvider"] = "default", ["supportedKeystoreTypes"] = new JsonArray(), ["clientSignatureSymmetricAlgorithms"] = Nodes.Array(["HS256", "HS384", "HS512"]), ["clientSignatureAsymmetricAlgorithms"] = Nodes.Array(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]) };
        view["themes"] = new JsonObject { ["login"] = new JsonArray([new JsonObject { ["name"] = "keycloak.v2", ["locales"] = Nodes.Array(["en"]) }]) };
        view["socialProviders"] = new JsonArray();
        view["identityProviders"] = new JsonArray();
        var providers = new JsonObject();
        foreach (var (type, names) in s_providers)
            providers[type] = new JsonObject { ["internal"] = false, ["providers"] = new JsonObject(names.Select(n => KeyValuePair.Create(n, (JsonNode?)new JsonObject { ["order"] = 0 }))) };
        view["providers"] = providers;
        view["protocolMapperTypes"] = new JsonObject
        {
            ["openid-connect"] = new JsonArray([.. MappersEndpoints.Providers.Where(p => p.StartsWith("oidc-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(p => (JsonNode)new JsonObject { ["id"] = p, ["name"] = p, ["properties"] = new JsonArray() })]),
        };
        view["builtinProtocolMappers"] = new JsonObject { ["openid-connect"] = new JsonArray([.. Resource.Fill("client-scopes.json", "").AsArray().OfType<JsonObject>().Where(s => s.Text("protocol") == "openid-connect").SelectMany(s => s.Objects("protocolMappers")).Select(m => m.DeepClone())]) };
        view["clientInstallations"] = new JsonObject { ["openid-connect"] = new JsonArray() };
        view["componentTypes"] = new JsonObject { ["org.keycloak.keys.KeyProvider"] = new JsonArray([.. s_providers[0].Providers.Select(p => (JsonNode)new JsonObject { ["id"] = p, ["properties"] = new JsonArray(), ["metadata"] = new JsonObject() })]) };
        view["passwordPolicies"] = new JsonArray([.. s_policies.Select(p => (JsonNode)new JsonObject { ["id"] = p, ["displayName"] = p, ["multipleSupported"] = false })]);
        view["enums"] = new JsonObject { ["eventType"] = JsonNode.Parse(Resource.Get("event-types.json").GetRawText()), ["operationType"] = Nodes.Array(["CREATE", "UPDATE", "DELETE", "ACTION"]) };
        view["parameterizedScopeTypes"] = new JsonArray();
        return Task.FromResult(AdminAnswer.Ok(view));
    }

    static JsonObject SystemInfo(HttpContext http) => new()
    {
        ["version"] = Version, ["uptimeMillis"] = (long)System.Diagnostics.Stopwatch.GetElapsedTime(s_started).TotalMilliseconds, ["osName"] = Environment.OSVersion.Platform.ToString(), ["userTimezone"] = "UTC", ["userLocale"] = "en",
        ["fileEncoding"] = "UTF-8", ["host"] = http.Request.Host.Value,
    };

    static Task<AdminAnswer> WhoAmI(HttpContext http, AdminCaller caller)
    {
        var realm = AdminRequest.Segment(http, "realm");
        if (caller.Client.ClientId != "security-admin-console")
            return Task.FromResult(AdminAnswer.Error(403, $"Token issued for an application that is not the admin console: {caller.Client.ClientId}"));
        if (realm != caller.Realm.Name)
            return Task.FromResult(AdminAnswer.Unauthorized);
        var access = new AdminAccess(caller, caller.Realm);
        var name = string.Join(' ', ((string?[])[caller.User.FirstName, caller.User.LastName]).Where(n => !string.IsNullOrEmpty(n)));
        var roles = new JsonObject { [caller.Realm.Name] = Nodes.Array(access.Roles.Order(StringComparer.Ordinal)) };
        return Task.FromResult(AdminAnswer.Ok(new JsonObject
        {
            ["userId"] = caller.User.Id, ["realm"] = caller.Realm.Name, ["displayName"] = name.Length > 0 ? name : caller.User.Username, ["locale"] = "en",
            ["createRealm"] = AdminAccess.MayCreateRealms(caller), ["realm_access"] = roles, ["temporary"] = false,
        }));
    }
}
