using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Model;

namespace Portico.Realms.Import;

/// <summary>Makes a stored client of a representation, with the defaults that Keycloak gives.</summary>
static class ClientBuilder
{
    /// <summary>The member that keeps <c>authorizationSettings</c>, which only an export shows.</summary>
    public const string Authorization = "$authorizationSettings";

    public const int SecretLength = 86;
    const string SecretLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    static readonly string[] s_flags =
    [
        "surrogateAuthRequired", "alwaysDisplayInConsole", "bearerOnly", "consentRequired", "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled", "publicClient", "frontchannelLogout",
    ];

    static readonly string[] s_elsewhere = ["secret", "defaultClientScopes", "optionalClientScopes", "access", "registrationAccessToken", "authorizationSettings", "defaultRoles", "clientTemplate", "useTemplateConfig", "useTemplateScope", "useTemplateMappers"];

    /// <summary>
    /// What the admin API adds before a client is made (not an import): with a protocol named, the defaults of that protocol's console form.
    /// </summary>
    public static void AddProtocolDefaults(JsonObject given)
    {
        if (given.Text("protocol") != "openid-connect")
            return;
        if (given["publicClient"] is null && given["bearerOnly"] is null)
            (given["publicClient"], given["$implicitPublic"]) = (true, true);
        given["directAccessGrantsEnabled"] ??= true;
        if (given.Text("rootUrl") is { Length: > 0 } root)
        {
            if (given["redirectUris"] is null)
            {
                given["redirectUris"] = new JsonArray(root.TrimEnd('/') + "/*");
                if (given["webOrigins"] is null && Origin(root) is { } origin)
                    given["webOrigins"] = new JsonArray(origin);
            }
            given["adminUrl"] ??= root;
        }
        if (given["attributes"] is not JsonObject attributes)
            given["attributes"] = attributes = [];
        attributes["backchannel.logout.session.required"] ??= "true";
        attributes["backchannel.logout.revoke.offline.tokens"] ??= "false";
    }

    /// <summary>
    /// The stored document and the secret of a new client. <paramref name="defaults"/> and <paramref name="optionals"/> are scope ids for a client that names none;
    /// <paramref name="scopeId"/> finds a scope by name.
    /// </summary>
    public static (JsonObject Document, string? Secret) Build(
        JsonObject given, Func<string, ClientScope?> scopeId, IEnumerable<ClientScope> defaults, IEnumerable<ClientScope> optionals, DateTimeOffset now)
    {
        given = ((JsonObject)given.DeepClone()).WithoutNulls();
        var id = given.Text("id") ?? Guid.NewGuid().ToString();
        var document = new JsonObject { ["id"] = id, ["clientId"] = given.Text("clientId") ?? id };
        foreach (var (name, value) in given)
        {
            if (!document.ContainsKey(name) && !s_elsewhere.Contains(name) && Nodes.IsForeign(name))
                document[name] = value?.DeepClone();
        }
        foreach (var flag in s_flags)
            document[flag] ??= false;
        document["enabled"] ??= true;
        document["standardFlowEnabled"] ??= true;
        document["clientAuthenticatorType"] ??= "client-secret";
        document["protocol"] ??= "openid-connect";
        document["notBefore"] ??= 0;
        document["nodeReRegistrationTimeout"] ??= -1;
        document["fullScopeAllowed"] ??= !document.Flag("consentRequired")!.Value;
        document["authenticationFlowBindingOverrides"] ??= new JsonObject();
        document["redirectUris"] ??= new JsonArray();
        document["webOrigins"] ??= Nodes.Array(document.Texts("redirectUris").Select(Origin).OfType<string>().Distinct());
        var attributes = Nodes.Settings(given["attributes"] as JsonObject);
        attributes["realm_client"] ??= "false";
        var isPublic = document.Flag("publicClient") is true;
        // A mask is no secret: a client of a masked export gets a new one.
        var secret = given.Text("secret") is { } known && known != BuiltIn.Mask ? known : null;
        // The secret is made before the protocol's defaults turn the client public, and its time stays (recorded).
        if (secret is null && (!isPublic || given.Flag("$implicitPublic") is true))
        {
            secret = NewSecret();
            attributes["client.secret.creation.time"] ??= now.ToUnixTimeSeconds().ToString();
        }
        document["attributes"] = attributes;
        SetMappers(document, given["protocolMappers"] as JsonArray);
        AddUserinfo(document);
        var protocol = document.Text("protocol");
        var named = given["defaultClientScopes"] is JsonArray || given["optionalClientScopes"] is JsonArray;
        var defaultIds = named ? given.Texts("defaultClientScopes").Select(n => scopeId(n)?.Id).OfType<string>() : defaults.Where(s => s.Protocol == protocol).Select(s => s.Id);
        var optionalIds = named ? given.Texts("optionalClientScopes").Select(n => scopeId(n)?.Id).OfType<string>() : optionals.Where(s => s.Protocol == protocol).Select(s => s.Id);
        document["$defaultScopes"] = Nodes.Array(defaultIds.Distinct());
        document["$optionalScopes"] = Nodes.Array(optionalIds.Distinct());
        return (document, isPublic ? null : secret);
    }

    /// <summary>Replaces a container's mappers; each gets an id, and empty settings are dropped.</summary>
    public static void SetMappers(JsonObject container, JsonArray? mappers)
    {
        container.Remove("protocolMappers");
        if (mappers is { Count: > 0 })
            container["protocolMappers"] = new JsonArray([.. mappers.OfType<JsonObject>().Select(m => (JsonNode)Mapper(m))]);
    }

    /// <summary>Mappers of files older than the userinfo switch: it follows the ID token's.</summary>
    public static void AddUserinfo(JsonObject container)
    {
        foreach (var mapper in container.Objects("protocolMappers"))
        {
            if (mapper["config"] is JsonObject config && config.Text("id.token.claim") is { } value && config["userinfo.token.claim"] is null)
                config["userinfo.token.claim"] = value;
        }
    }

    public static JsonObject Mapper(JsonObject given)
    {
        var mapper = new JsonObject
        {
            ["id"] = given.Text("id") ?? Guid.NewGuid().ToString(), ["name"] = given.Text("name"), ["protocol"] = given.Text("protocol") ?? "openid-connect",
            ["protocolMapper"] = given.Text("protocolMapper"), ["consentRequired"] = given.Flag("consentRequired") ?? false, ["config"] = Nodes.Settings(given["config"] as JsonObject),
        };
        Nodes.CopyUnknown(given, mapper, []);
        return mapper;
    }

    public static string NewSecret() => RandomNumberGenerator.GetString(SecretLetters, SecretLength);

    /// <summary>The origin of an http(s) address, or null.</summary>
    public static string? Origin(string address) => Uri.TryCreate(address.Replace("*", "", StringComparison.Ordinal), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri.GetLeftPart(UriPartial.Authority) : null;
}
