using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Defaults;

/// <summary>Names and objects that every realm has.</summary>
static class BuiltIn
{
    public const string RealmManagement = "realm-management";

    /// <summary>What stands for a secret where it is not shown; never a secret itself.</summary>
    public const string Mask = "**********";

    public static readonly string[] DefaultScopes = ["role_list", "saml_organization", "AuthnContextClassRef", "profile", "email", "roles", "web-origins", "acr", "basic"];

    public static readonly string[] OptionalScopes = ["offline_access", "address", "phone", "microprofile-jwt", "organization"];

    static readonly string[] s_groupMembers = ["path", "parentId", "subGroupCount", "subGroups", "realmRoles", "clientRoles", "access"];

    public static string DefaultRoleName(string realm) => "default-roles-" + realm.ToLowerInvariant();

    /// <summary>The client of realm master that stands for another realm (or for master itself).</summary>
    public static string RealmClientId(string realm) => realm + "-realm";

    public static JsonObject RealmClient(string realm, string id) => new()
    {
        ["id"] = id, ["clientId"] = RealmClientId(realm), ["name"] = realm + " Realm", ["surrogateAuthRequired"] = false, ["enabled"] = true, ["alwaysDisplayInConsole"] = false,
        ["clientAuthenticatorType"] = "client-secret", ["redirectUris"] = new JsonArray(), ["webOrigins"] = new JsonArray(), ["notBefore"] = 0, ["bearerOnly"] = true, ["consentRequired"] = false,
        ["standardFlowEnabled"] = true, ["implicitFlowEnabled"] = false, ["directAccessGrantsEnabled"] = false, ["serviceAccountsEnabled"] = false, ["publicClient"] = false,
        ["frontchannelLogout"] = false, ["attributes"] = new JsonObject { ["realm_client"] = "true" }, ["authenticationFlowBindingOverrides"] = new JsonObject(), ["fullScopeAllowed"] = false,
        ["nodeReRegistrationTimeout"] = 0,
    };

    /// <summary>The roles of such a client: those of realm-management without realm-admin; composites name their siblings.</summary>
    public static IEnumerable<JsonObject> RealmClientRoles() =>
        Resource.Fill("roles.json", "master")["client"]![RealmManagement]!.AsArray().OfType<JsonObject>().Where(r => r.Text("name") != "realm-admin").Select(r =>
        {
            if (r["composites"]?["client"] is JsonObject composites && composites[RealmManagement] is { } names)
            {
                composites.Remove(RealmManagement);
                composites["master-realm"] = names;
            }
            return r;
        });

    public static JsonObject Role(string? id, string name, string? description, string? clientUuid)
    {
        var document = new JsonObject { ["id"] = id ?? Guid.NewGuid().ToString(), ["name"] = name };
        if (description is not null)
            document["description"] = description;
        if (clientUuid is not null)
            document["$client"] = clientUuid;
        return document;
    }

    public static JsonObject Group(JsonObject given, string? parentId)
    {
        var document = new JsonObject { ["id"] = given.Text("id") is { Length: > 0 } id ? id : Guid.NewGuid().ToString(), ["name"] = given.Text("name") };
        if (given.Text("description") is { } description)
            document["description"] = description;
        if (parentId is not null)
            document["parentId"] = parentId;
        document["attributes"] = Nodes.Lists(given["attributes"] as JsonObject);
        Nodes.CopyUnknown(given, document, s_groupMembers);
        return document;
    }

    public static RealmUser ServiceAccount(string clientId, DateTimeOffset now, string? defaultRoleId) => new()
    {
        Id = Guid.NewGuid().ToString(), Username = "service-account-" + clientId.ToLowerInvariant(), Enabled = true, CreatedAt = now.ToUnixTimeMilliseconds(), ServiceAccountClientId = clientId,
        RoleIds = defaultRoleId is null ? [] : [defaultRoleId],
    };

    public static (JsonObject Document, JsonObject? Secret) IdentityProvider(JsonObject given)
    {
        var document = ((JsonObject)given.DeepClone()).WithoutNulls();
        document["internalId"] ??= Guid.NewGuid().ToString();
        if (document["config"] is JsonObject config && config.Text("clientSecret") is { Length: > 0 } secret)
        {
            config.Remove("clientSecret");
            return (document, new JsonObject { ["clientSecret"] = secret });
        }
        return (document, null);
    }
}
