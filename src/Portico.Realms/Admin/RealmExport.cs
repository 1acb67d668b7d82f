using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>A realm in Keycloak's export format, as partial-export gives it: without users, secrets masked.</summary>
static class RealmExport
{
    public static JsonObject Of(RealmSnapshot realm, bool clients, bool groupsAndRoles)
    {
        var export = Views.Realm(realm);
        if (groupsAndRoles)
        {
            export["roles"] = Roles(realm);
            export["groups"] = new JsonArray([.. realm.GroupsBelow(null).Select(g => (JsonNode)Group(realm, g))]);
            export["defaultGroups"] = Nodes.Array(realm.DefaultGroupIds.Select(realm.FindGroup).OfType<Group>().Select(realm.PathOf));
        }
        if (clients)
            export["clients"] = new JsonArray([.. realm.Clients.OrderBy(c => c.ClientId, StringComparer.Ordinal).Select(c => (JsonNode)Views.Client(realm, c, null, maskSecret: true))]);
        export["clientScopes"] = new JsonArray([.. realm.ClientScopes.Select(s => (JsonNode)Views.Scope(s))]);
        export["defaultDefaultClientScopes"] = Nodes.Array(realm.DefaultScopes.Select(s => s.Name));
        export["defaultOptionalClientScopes"] = Nodes.Array(realm.OptionalScopes.Select(s => s.Name));
        Mappings(realm, export, clients);
        var components = new JsonObject();
        foreach (var group in realm.Components.GroupBy(c => c.ProviderType))
        {
            components[group.Key] = new JsonArray([.. group.Select(c =>
            {
                var view = Views.Component(c);
                view.Remove("providerType");
                view.Remove("parentId");
                view["subComponents"] = new JsonObject();
                return (JsonNode)view;
            })]);
        }
        export["components"] = components;
        export["requiredActions"] = new JsonArray([.. realm.RequiredActions.Select(a => (JsonNode)a.Document.ToObject())]);
        var flows = Flows.Of(realm);
        export["authenticationFlows"] = Array(flows, "authenticationFlows");
        export["authenticatorConfig"] = Array(flows, "authenticatorConfig");
        export["identityProviders"] = new JsonArray([.. realm.Index.IdentityProviders.Values.Select(p => (JsonNode)IdentityProvidersEndpoints.View(p))]);
        export["identityProviderMappers"] = new JsonArray([.. realm.Index.IdentityProviders.Values.SelectMany(p => p.Document!.Value.Items("$mappers")).Select(m => (JsonNode)m.ToObject())]);
        export["keycloakVersion"] = ServerEndpoints.Version;
        return export;
    }

    static JsonArray Array(JsonElement document, string name) => new([.. document.Items(name).Select(i => (JsonNode)i.ToObject())]);

    static JsonObject Roles(RealmSnapshot realm)
    {
        var clients = new JsonObject();
        foreach (var client in realm.Clients)
            clients[client.ClientId] = new JsonArray([.. realm.Roles.Where(r => r.ClientUuid == client.Id).Select(r => (JsonNode)Role(realm, r))]);
        return new JsonObject { ["realm"] = new JsonArray([.. realm.Roles.Where(r => r.ClientUuid is null).Select(r => (JsonNode)Role(realm, r))]), ["client"] = clients };
    }

    static JsonObject Role(RealmSnapshot realm, Role role)
    {
        var view = Views.Role(realm, role, full: true);
        var below = role.CompositeIds.Select(realm.FindRoleById).OfType<Role>().ToArray();
        if (below.Length == 0)
            return view;
        var composites = new JsonObject();
        if (below.Any(r => r.ClientUuid is null))
            composites["realm"] = Nodes.Array(below.Where(r => r.ClientUuid is null).Select(r => r.Name));
        var clients = new JsonObject();
        foreach (var group in below.Where(r => r.ClientUuid is not null).GroupBy(r => r.ClientUuid!))
        {
            if (realm.FindClientById(group.Key) is { } owner)
                clients[owner.ClientId] = Nodes.Array(group.Select(r => r.Name));
        }
        if (clients.Count > 0)
            composites["client"] = clients;
        view["composites"] = composites;
        return view;
    }

    static JsonObject Group(RealmSnapshot realm, Group group)
    {
        var view = Views.Group(realm, group, brief: false, withCount: false);
        view["subGroups"] = new JsonArray([.. realm.GroupsBelow(group.Id).Select(g => (JsonNode)Group(realm, g))]);
        return view;
    }

    static void Mappings(RealmSnapshot realm, JsonObject export, bool clients)
    {
        var ofRealm = new JsonArray();
        var ofClients = new JsonObject();
        IEnumerable<(string Kind, string Name, IReadOnlyList<string> Ids)> holders = realm.ClientScopes.Select(s => ("clientScope", s.Name, s.ScopeRoleIds));
        if (clients)
            holders = holders.Concat(realm.Clients.Select(c => ("client", c.ClientId, c.ScopeRoleIds)));
        foreach (var (kind, name, ids) in holders)
        {
            foreach (var group in ids.Select(realm.FindRoleById).OfType<Role>().GroupBy(r => r.ClientUuid ?? ""))
            {
                var mapping = new JsonObject { [kind] = name, ["roles"] = Nodes.Array(group.Select(r => r.Name)) };
                if (group.Key.Length == 0)
                    ofRealm.Add(mapping);
                else if (realm.FindClientById(group.Key) is { } owner)
                    (ofClients[owner.ClientId] as JsonArray ?? (JsonArray)(ofClients[owner.ClientId] = new JsonArray())!).Add(mapping);
            }
        }
        export["scopeMappings"] = ofRealm;
        export["clientScopeMappings"] = ofClients;
    }
}
