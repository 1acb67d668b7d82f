using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Admin;

/// <summary>A user as an export of everything has him: with hashed passwords, roles, groups, links and consents.</summary>
static class UserExport
{
    public static JsonObject Of(RealmSnapshot realm, RealmUser user, IEnumerable<Consent> consents)
    {
        var view = Views.User(user);
        // Both follow from the credentials.
        view.Remove("totp");
        view.Remove("disableableCredentialTypes");
        if (user.ServiceAccountClientId is { } client)
            view["serviceAccountClientId"] = client;
        view["credentials"] = new JsonArray([.. user.Credentials.Select(c => (JsonNode)Credential(c))]);
        (view["realmRoles"], var clientRoles) = RealmExport.Names(realm, user.RoleIds.Select(realm.FindRoleById).OfType<Role>());
        if (clientRoles.Count > 0)
            view["clientRoles"] = clientRoles;
        view["groups"] = Nodes.Array(user.GroupIds.Select(realm.FindGroup).OfType<Group>().Select(realm.PathOf).Order(StringComparer.Ordinal));
        if (user.FederatedIdentities.Count > 0)
            view["federatedIdentities"] = new JsonArray([.. user.FederatedIdentities.Select(l => (JsonNode)FederatedIdentitiesEndpoints.View(l))]);
        var given = consents.Where(c => realm.FindClientById(c.ClientUuid) is not null).OrderBy(c => realm.FindClientById(c.ClientUuid)!.ClientId, StringComparer.Ordinal).ToArray();
        if (given.Length > 0)
            view["clientConsents"] = new JsonArray([.. given.Select(c => (JsonNode)Consent(realm, c))]);
        return view;
    }

    static JsonObject Credential(Credential credential)
    {
        var view = Views.Credential(credential);
        view["secretData"] = credential.SecretData;
        return view;
    }

    static JsonObject Consent(RealmSnapshot realm, Consent consent) => new()
    {
        ["clientId"] = realm.FindClientById(consent.ClientUuid)!.ClientId, ["grantedClientScopes"] = Nodes.Array(consent.Scopes.Order(StringComparer.Ordinal)),
        ["createdDate"] = consent.Created, ["lastUpdatedDate"] = consent.Updated,
    };
}
