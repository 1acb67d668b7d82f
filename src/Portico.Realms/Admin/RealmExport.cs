using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>
/// A realm in Keycloak's export format. <see cref="Of"/> is what partial-export gives: without users, secrets masked. <see cref="Everything"/> has its secrets and keys in the clear, so that an
/// import makes the same realm of it. Lists are sorted by name where their order means nothing: the same realm is the same bytes, wherever it was imported.
/// </summary>
sealed class RealmExport
{
    const string UserProfileProvider = "org.keycloak.userprofile.UserProfileProvider";

    readonly RealmSnapshot _realm;
    readonly bool _clear;
    readonly ILookup<string, Role> _roles;
    readonly Client[] _clients;

    RealmExport(RealmSnapshot realm, bool clear)
    {
        (_realm, _clear) = (realm, clear);
        _roles = realm.Roles.OrderBy(r => r.Name, StringComparer.Ordinal).ToLookup(r => r.ClientUuid ?? "", StringComparer.Ordinal);
        _clients = [.. realm.Clients.OrderBy(c => c.ClientId, StringComparer.Ordinal)];
    }

    public static JsonObject Of(RealmSnapshot realm, bool clients, bool groupsAndRoles) => new RealmExport(realm, clear: false).Write(clients, groupsAndRoles);

    public static JsonObject Everything(RealmSnapshot realm) => new RealmExport(realm, clear: true).Write(clients: true, groupsAndRoles: true);

    JsonObject Write(bool clients, bool groupsAndRoles)
    {
        var export = Views.Realm(_realm, _clear);
        // An import writes these settings into the attributes (recorded); an export of everything has them there at once.
        if (_clear)
            RealmAttributes.Mirror(export, export);
        if (groupsAndRoles)
        {
            export["roles"] = Roles();
            export["groups"] = new JsonArray([.. _realm.GroupsBelow(null).Select(g => (JsonNode)Group(g))]);
            export["defaultGroups"] = Nodes.Array(_realm.DefaultGroupIds.Select(_realm.FindGroup).OfType<Group>().Select(_realm.PathOf));
        }
        if (clients)
            export["clients"] = new JsonArray([.. _clients.Select(c => (JsonNode)Client(c))]);
        export["clientScopes"] = new JsonArray([.. Scopes().Select(s => (JsonNode)Views.Scope(s))]);
        export["defaultDefaultClientScopes"] = Nodes.Array(_realm.DefaultScopes.Select(s => s.Name));
        export["defaultOptionalClientScopes"] = Nodes.Array(_realm.OptionalScopes.Select(s => s.Name));
        Mappings(export, clients);
        export["components"] = Components(_realm.Components.Where(c => c.ParentId is null || c.ParentId == _realm.Id), profile: true);
        export["requiredActions"] = new JsonArray([.. _realm.RequiredActions.Select(a => (JsonNode)a.Document.ToObject())]);
        var flows = Flows.Of(_realm);
        export["authenticationFlows"] = Array(flows, "authenticationFlows");
        export["authenticatorConfig"] = Array(flows, "authenticatorConfig");
        var providers = _realm.Index.IdentityProviders.Values.OrderBy(p => p.Id, StringComparer.Ordinal).ToArray();
        export["identityProviders"] = new JsonArray([.. providers.Select(p => (JsonNode)IdentityProvidersEndpoints.View(p, _clear))]);
        export["identityProviderMappers"] = new JsonArray([.. providers.SelectMany(p => p.Document!.Value.Items("$mappers")).Select(m => (JsonNode)m.ToObject())]);
        export["localizationTexts"] = _realm.FindDocument("localizationTexts")?.ToObject() ?? [];
        export["keycloakVersion"] = ServerEndpoints.Version;
        return export;
    }

    IEnumerable<ClientScope> Scopes() => _realm.ClientScopes.OrderBy(s => s.Name, StringComparer.Ordinal);

    JsonObject Client(Client client)
    {
        var view = Views.Client(_realm, client, null, maskSecret: !_clear);
        if (client.Document.Member(ClientBuilder.Authorization) is { } authorization)
            view["authorizationSettings"] = authorization.ToObject();
        return view;
    }

    JsonObject Components(IEnumerable<Component> components, bool profile = false)
    {
        var types = new SortedDictionary<string, JsonArray>(StringComparer.Ordinal);
        foreach (var type in components.GroupBy(c => c.ProviderType))
            types[type.Key] = [.. type.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal).Select(c => (JsonNode)Component(c))];
        if (profile && _realm.FindDocument(UserProfiles.Document) is { } document)
        {
            types[UserProfileProvider] = [new JsonObject
            {
                ["providerId"] = "declarative-user-profile", ["subComponents"] = new JsonObject(), ["config"] = new JsonObject { ["kc.user.profile.config"] = new JsonArray(document.GetRawText()) },
            }];
        }
        return new JsonObject(types.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
    }

    JsonObject Component(Component component)
    {
        var view = Views.Component(component, _clear);
        view.Remove("providerType");
        view.Remove("parentId");
        view["subComponents"] = Components(_realm.Components.Where(c => c.ParentId == component.Id && c.Id != component.Id));
        return view;
    }

    static JsonArray Array(JsonElement document, string name) => new([.. document.Items(name).Select(i => (JsonNode)i.ToObject())]);

    JsonObject Roles()
    {
        var clients = new JsonObject();
        foreach (var client in _clients)
            clients[client.ClientId] = new JsonArray([.. _roles[client.Id].Select(r => (JsonNode)Role(r))]);
        return new JsonObject { ["realm"] = new JsonArray([.. _roles[""].Select(r => (JsonNode)Role(r))]), ["client"] = clients };
    }

    JsonObject Role(Role role)
    {
        var view = Views.Role(_realm, role, full: true);
        var below = role.CompositeIds.Select(_realm.FindRoleById).OfType<Role>().ToArray();
        if (below.Length > 0)
        {
            var composites = new JsonObject();
            var (ofRealm, ofClients) = Names(below);
            if (ofRealm.Count > 0)
                composites["realm"] = ofRealm;
            if (ofClients.Count > 0)
                composites["client"] = ofClients;
            view["composites"] = composites;
        }
        Nodes.CopyUnknown(role.Document.ToObject(), view, []);
        return view;
    }

    /// <summary>Names of realm roles, and of client roles by client; sorted.</summary>
    public static (JsonArray OfRealm, JsonObject OfClients) Names(RealmSnapshot realm, IEnumerable<Role> roles)
    {
        var all = roles.OrderBy(r => r.Name, StringComparer.Ordinal).ToLookup(r => r.ClientUuid ?? "", StringComparer.Ordinal);
        var clients = all.Where(g => g.Key.Length > 0).Select(g => (Client: realm.FindClientById(g.Key), Roles: g)).Where(g => g.Client is not null).OrderBy(g => g.Client!.ClientId, StringComparer.Ordinal);
        return (Nodes.Array(all[""].Select(r => r.Name)), new JsonObject(clients.Select(g => KeyValuePair.Create(g.Client!.ClientId, (JsonNode?)Nodes.Array(g.Roles.Select(r => r.Name))))));
    }

    (JsonArray OfRealm, JsonObject OfClients) Names(IEnumerable<Role> roles) => Names(_realm, roles);

    JsonObject Group(Group group)
    {
        var view = Views.Group(_realm, group, brief: false, withCount: false);
        (view["realmRoles"], view["clientRoles"]) = Names(group.RoleIds.Select(_realm.FindRoleById).OfType<Role>());
        view["subGroups"] = new JsonArray([.. _realm.GroupsBelow(group.Id).Select(g => (JsonNode)Group(g))]);
        Nodes.CopyUnknown(group.Document.ToObject(), view, []);
        return view;
    }

    void Mappings(JsonObject export, bool clients)
    {
        var ofRealm = new JsonArray();
        var ofClients = new SortedDictionary<string, JsonArray>(StringComparer.Ordinal);
        IEnumerable<(string Kind, string Name, IReadOnlyList<string> Ids)> holders = Scopes().Select(s => ("clientScope", s.Name, s.ScopeRoleIds));
        if (clients)
            holders = holders.Concat(_clients.Select(c => ("client", c.ClientId, c.ScopeRoleIds)));
        foreach (var (kind, name, ids) in holders)
        {
            var (roles, owned) = Names(ids.Select(_realm.FindRoleById).OfType<Role>());
            if (roles.Count > 0)
                ofRealm.Add(new JsonObject { [kind] = name, ["roles"] = roles });
            foreach (var (owner, names) in owned.ToArray())
            {
                if (!ofClients.TryGetValue(owner, out var list))
                    ofClients[owner] = list = [];
                list.Add(new JsonObject { [kind] = name, ["roles"] = names!.DeepClone() });
            }
        }
        export["scopeMappings"] = ofRealm;
        export["clientScopeMappings"] = new JsonObject(ofClients.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
    }
}
