using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>Representations as they are served.</summary>
static class Views
{
    static readonly string[] s_clientOrder =
    [
        "id", "clientId", "name", "description", "rootUrl", "adminUrl", "baseUrl", "surrogateAuthRequired", "enabled", "alwaysDisplayInConsole", "clientAuthenticatorType", "secret",
        "registrationAccessToken", "redirectUris", "webOrigins", "notBefore", "bearerOnly", "consentRequired", "standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled",
        "serviceAccountsEnabled", "authorizationServicesEnabled", "publicClient", "frontchannelLogout", "protocol", "attributes", "authenticationFlowBindingOverrides", "fullScopeAllowed",
        "nodeReRegistrationTimeout", "registeredNodes", "protocolMappers",
    ];

    /// <summary><paramref name="full"/> adds attributes, as reading one role does; lists leave them out.</summary>
    public static JsonObject Role(RealmSnapshot realm, Role role, bool full = false)
    {
        var view = new JsonObject { ["id"] = role.Id, ["name"] = role.Name };
        if (role.Description is not null)
            view["description"] = role.Description;
        view["composite"] = role.CompositeIds.Count > 0;
        view["clientRole"] = role.ClientUuid is not null;
        view["containerId"] = role.ClientUuid ?? realm.Id;
        if (full)
            view["attributes"] = Lists(role.Attributes);
        return view;
    }

    public static JsonArray Roles(RealmSnapshot realm, IEnumerable<Role> roles, bool full = false) =>
        [.. roles.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => (JsonNode)Role(realm, r, full))];

    /// <summary>A group; <paramref name="brief"/> leaves out roles and attributes, <paramref name="withCount"/> adds how many are directly below.</summary>
    public static JsonObject Group(RealmSnapshot realm, Group group, bool brief, bool withCount = true)
    {
        var view = new JsonObject { ["id"] = group.Id, ["name"] = group.Name };
        if (group.Description is not null)
            view["description"] = group.Description;
        view["path"] = realm.PathOf(group);
        if (group.ParentId is not null)
            view["parentId"] = group.ParentId;
        if (withCount)
            view["subGroupCount"] = realm.GroupsBelow(group.Id).Count;
        view["subGroups"] = new JsonArray();
        if (brief)
            return view;
        view["attributes"] = Lists(group.Attributes);
        var roles = group.RoleIds.Select(realm.FindRoleById).OfType<Role>().ToArray();
        view["realmRoles"] = Nodes.Array(roles.Where(r => r.ClientUuid is null).Select(r => r.Name));
        var clients = new JsonObject();
        foreach (var client in roles.Where(r => r.ClientUuid is not null).GroupBy(r => r.ClientUuid!))
        {
            if (realm.FindClientById(client.Key) is { } owner)
                clients[owner.ClientId] = Nodes.Array(client.Select(r => r.Name));
        }
        view["clientRoles"] = clients;
        return view;
    }

    public static JsonObject GroupAccess(AdminAccess access) => new()
    {
        ["view"] = true, ["viewMembers"] = access.CanViewUsers, ["manageMembers"] = access.CanManageUsers, ["manage"] = access.CanManageUsers, ["manageMembership"] = access.CanManageUsers,
    };

    public static JsonObject User(RealmUser user, bool brief = false, bool? totp = null)
    {
        var view = new JsonObject { ["id"] = user.Id, ["username"] = user.Username };
        if (user.FirstName is not null)
            view["firstName"] = user.FirstName;
        if (user.LastName is not null)
            view["lastName"] = user.LastName;
        if (user.Email is not null)
            view["email"] = user.Email;
        view["emailVerified"] = user.EmailVerified;
        if (user.Attributes.Count > 0)
            view["attributes"] = Lists(user.Attributes);
        view["enabled"] = user.Enabled;
        view["createdTimestamp"] = user.CreatedAt;
        if (user.Extra is { } extra && JsonNode.Parse(extra) is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
                view.TryAdd(name, value?.DeepClone());
        }
        if (brief)
            return view;
        view["totp"] = totp ?? user.Credentials.Any(c => c.Type == "otp");
        view["disableableCredentialTypes"] = new JsonArray();
        view["requiredActions"] = Nodes.Array(user.RequiredActions);
        view["notBefore"] = user.NotBefore;
        return view;
    }

    public static JsonObject UserAccess(AdminAccess access) => new()
    {
        ["manageGroupMembership"] = access.CanManageUsers, ["resetPassword"] = access.CanManageUsers, ["view"] = access.CanViewUsers, ["mapRoles"] = access.CanManageUsers,
        ["impersonate"] = access.CanImpersonate, ["manage"] = access.CanManageUsers,
    };

    /// <summary>A client; <paramref name="access"/> adds what the caller may do with it.</summary>
    public static JsonObject Client(RealmSnapshot realm, Client client, AdminAccess? access, bool maskSecret = false)
    {
        var document = client.Document;
        var view = new JsonObject();
        foreach (var name in s_clientOrder)
        {
            if (name == "secret")
            {
                if (client.Secret is { } secret)
                    view["secret"] = maskSecret ? BuiltIn.Mask : secret;
            }
            else if (document.Member(name) is { } value && (name != "protocolMappers" || value.GetArrayLength() > 0))
            {
                view[name] = Node(value);
            }
        }
        foreach (var member in document.EnumerateObject())
        {
            if (Nodes.IsForeign(member.Name) && !view.ContainsKey(member.Name) && member.Value.ValueKind != JsonValueKind.Null && member.Name != "protocolMappers")
                view[member.Name] = Node(member.Value);
        }
        view["defaultClientScopes"] = Nodes.Array(realm.DefaultScopesOf(client).Select(s => s.Name));
        view["optionalClientScopes"] = Nodes.Array(realm.OptionalScopesOf(client).Select(s => s.Name));
        if (access is not null)
        {
            // The client that guards the realm's own administration is nobody's to configure (recorded).
            var manage = access.CanManageClients && client.ClientId != BuiltIn.RealmManagement;
            view["access"] = new JsonObject { ["view"] = access.CanViewClients, ["configure"] = manage, ["manage"] = manage };
        }
        return view;
    }

    public static JsonObject Scope(ClientScope scope)
    {
        var view = Public(scope.Document);
        view["attributes"] ??= new JsonObject();
        return view;
    }

    /// <summary>A mapper as the mapper calls show it: introspection follows the access token where nothing is stored.</summary>
    public static JsonObject Mapper(ProtocolMapper mapper)
    {
        var view = mapper.Document.ToObject();
        if (mapper.Protocol == "openid-connect" && view["config"] is JsonObject config && config["introspection.token.claim"] is null && config.Text("access.token.claim") is { } access)
            config["introspection.token.claim"] = access;
        return view;
    }

    public static JsonObject Realm(RealmSnapshot realm, bool clear = false)
    {
        var view = Public(realm.Document);
        RealmSecrets.Show(view, realm.Secret, clear);
        if (realm.DefaultRole is { } role)
            view["defaultRole"] = Role(realm, role);
        foreach (var collection in (ReadOnlySpan<string>)["identityProviders", "identityProviderMappers", "localizationTexts"])
            view.Remove(collection);
        return view;
    }

    public static JsonObject Component(Component component, bool clear = false)
    {
        var view = Public(component.Document);
        if (component.Secrets is not null && view["config"] is JsonObject config)
        {
            // Generated material is not shown at all; what somebody configured is shown masked.
            if (clear || !component.ProviderId.Contains("generated", StringComparison.Ordinal))
            {
                foreach (var secret in component.Secrets.Value.EnumerateObject().OrderBy(s => s.Name, StringComparer.Ordinal))
                    config[secret.Name] = new JsonArray(clear ? secret.Value.GetString() : BuiltIn.Mask);
            }
        }
        return view;
    }

    public static JsonObject Credential(Credential credential)
    {
        var view = new JsonObject { ["id"] = credential.Id, ["type"] = credential.Type };
        if (credential.UserLabel is not null)
            view["userLabel"] = credential.UserLabel;
        view["createdDate"] = credential.CreatedAt;
        view["credentialData"] = credential.Data;
        return view;
    }

    /// <summary>A document without the store's own members.</summary>
    public static JsonObject Public(JsonElement document)
    {
        var view = new JsonObject();
        foreach (var member in document.EnumerateObject())
        {
            if (Nodes.IsForeign(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
                view[member.Name] = Node(member.Value);
        }
        return view;
    }

    static JsonObject Lists(IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        var view = new JsonObject();
        foreach (var (name, values) in lists)
            view[name] = Nodes.Array(values);
        return view;
    }

    static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
