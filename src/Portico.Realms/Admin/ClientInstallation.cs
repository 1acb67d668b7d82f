using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Protocol;

namespace Portico.Realms.Admin;

/// <summary><c>/clients/{client}/installation/providers</c>: a client's settings as adapters read them (keycloak.json).</summary>
static partial class ClientInstallation
{
    static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly string[] s_unsupported =
    [
        "keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli", "keycloak-saml", "keycloak-saml-subsystem", "keycloak-saml-subsystem-cli", "mod-auth-mellon", "saml-idp-descriptor",
        "saml-sp-descriptor", "docker-v2-compose-yaml", "docker-v2-registry-config-file", "docker-v2-variable-override",
    ];

    public static void Map(AdminRoutes routes) => routes.Get("clients/{client}/installation/providers/{provider}", r =>
    {
        var client = r.Client();
        AdminRequest.Require(r.Access.CanViewClients);
        var provider = r.Path("provider");
        if (provider == "keycloak-oidc-keycloak-json")
            return new AdminAnswer(200) { Text = Colon().Replace(Settings(r.Realm, client, Call.BaseUrlOf(r.Http.Request)).ToJsonString(s_indented), "${name} :") };
        return s_unsupported.Contains(provider) ? AdminRoutes.Unsupported(r.Http) : AdminAnswer.NotFound("Unknown Provider");
    }, anyType: true);

    /// <summary>keycloak.json of a client.</summary>
    public static JsonObject Settings(RealmSnapshot realm, Client client, string baseUrl)
    {
        var hasRoles = realm.Roles.Any(r => r.ClientUuid == client.Id);
        var settings = new JsonObject { ["realm"] = realm.Name };
        if (client.BearerOnly)
            settings["bearer-only"] = true;
        settings["auth-server-url"] = baseUrl + "/";
        settings["ssl-required"] = realm.Document.Text("sslRequired")?.ToLowerInvariant();
        settings["resource"] = client.ClientId;
        if (client.PublicClient && !client.BearerOnly)
            settings["public-client"] = true;
        if (hasRoles)
            settings["verify-token-audience"] = true;
        if (!client.PublicClient && !client.BearerOnly)
        {
            if (client.AuthenticatorType == "client-secret")
                settings["credentials"] = new JsonObject { ["secret"] = client.Secret };
            else if (client.AuthenticatorType == "client-secret-jwt")
                settings["credentials"] = new JsonObject { ["secret-jwt"] = new JsonObject { ["secret"] = client.Secret } };
        }
        if (hasRoles)
            settings["use-resource-role-mappings"] = true;
        settings["confidential-port"] = 0;
        return settings;
    }

    // Keycloak writes a blank before the colon; values on a line of their own cannot look like a name.
    [GeneratedRegex(@"^(?<name>\s*""([^""\\]|\\.)*""):", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Colon();
}
