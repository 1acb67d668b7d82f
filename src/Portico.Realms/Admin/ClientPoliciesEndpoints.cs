using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary><c>/client-policies</c>: policies and the profiles that they bring. An enabled policy that nothing here would hold to is refused with 501.</summary>
static class ClientPoliciesEndpoints
{
    static readonly string[] s_globalProfiles =
        ["fapi-1-baseline", "fapi-1-advanced", "fapi-ciba", "fapi-2-security-profile", "fapi-2-message-signing", "oauth-2-1-for-confidential-client", "oauth-2-1-for-public-client", "saml-security-profile"];

    /// <summary>What a profile may name.</summary>
    static readonly string[] s_executors =
    [
        "auth-flow-enforcer", "confidential-client", "consent-required", "dpop-bind-enforcer", "full-scope-disabled", "holder-of-key-enforcer", "intent-client-bind-checker", "jwt-claim-enforcer", "pkce-enforcer",
        "regex-redirect-uris-enforcer", "reject-implicit-grant", "reject-request", "reject-ropc-grant", "saml-avoid-redirect-binding", "saml-secure-client-uris", "saml-signature-enforcer", "secret-rotation",
        "secure-ciba-req-sig-algorithm", "secure-ciba-session", "secure-ciba-signed-authn-req", "secure-client-authenticator", "secure-client-authentication-assertion", "secure-client-uris",
        "secure-client-uris-pattern", "secure-logout", "secure-par-content", "secure-redirect-uris-enforcer", "secure-request-object", "secure-response-type", "secure-session", "secure-signature-algorithm",
        "secure-signature-algorithm-signed-jwt", "suppress-refresh-token-rotation", "use-lightweight-access-token",
    ];

    public static void Map(AdminRoutes routes)
    {
        Map(routes, "policies", "clientPolicies");
        Map(routes, "profiles", "clientProfiles");
    }

    static void Map(AdminRoutes routes, string name, string member)
    {
        routes.Get("client-policies/" + name, r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm || r.Access.CanViewClients);
            var view = r.Realm.Document.Member(member)?.ToObject() ?? new JsonObject { [name] = new JsonArray() };
            if (name == "profiles" && r.QueryFlag("include-global-profiles"))
                view["globalProfiles"] = new JsonArray([.. s_globalProfiles.Select(p => (JsonNode)new JsonObject { ["name"] = p, ["executors"] = new JsonArray() })]);
            return AdminAnswer.Ok(view);
        });
        routes.Put("client-policies/" + name, async r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm);
            var given = (await r.Body()).ToObject();
            given.Remove("globalProfiles");
            if ((name == "policies" ? UnknownProfile(r.Realm, given) : UnknownExecutor(given)) is { } refusal)
                return refusal;
            await r.Change(draft =>
            {
                var document = draft.Realm.Document.ToObject();
                document[member] = given;
                var next = document.ToElement();
                if (ClientPolicies.Unsupported(next.Member("clientPolicies"), next.Member("clientProfiles")) is { } unsupported)
                    throw new AdminRefusal(Unsupported(unsupported));
                draft.PutRealm(document);
            });
            return AdminAnswer.NoContent;
        });
    }

    /// <summary>The refusal of an enabled policy that names what nothing here holds to.</summary>
    public static AdminAnswer Unsupported(string what) => AdminAnswer.Described(501, Errors.NotSupported, Explain(what));

    public static string Explain(string what) => $"An enabled client policy names '{what}', which is not supported by this server; disable the policy or leave it out.";

    static AdminAnswer? UnknownProfile(RealmSnapshot realm, JsonObject given)
    {
        var known = (realm.Document.Member("clientProfiles")?.Items("profiles") ?? []).Select(p => p.Text("name")).Concat(s_globalProfiles).ToHashSet();
        foreach (var policy in given.Objects("policies"))
        {
            if (policy.Texts("profiles").FirstOrDefault(p => !known.Contains(p)) is { } unknown)
                return AdminAnswer.Message(400, $"Policy {policy.Text("name")} contains invalid profile {unknown}");
        }
        return null;
    }

    static AdminAnswer? UnknownExecutor(JsonObject given) => given.Objects("profiles").SelectMany(p => p.Objects("executors")).Any(e => !s_executors.Contains(e.Text("executor")))
        ? AdminAnswer.Message(400, "proposed client profile contains the executor, which does not have valid provider, or has invalid configuration.") : null;
}
