using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Store;

/// <summary>Changes of configuration that must not leave anything pointing at what is gone.</summary>
static class Configuration
{
    /// <summary>Removes a client with its roles and its service account.</summary>
    public static async Task RemoveClient(RealmDraft draft, Client client)
    {
        await RemoveRoles(draft, [.. draft.Realm.Roles.Where(r => r.ClientUuid == client.Id)]);
        if (client.ServiceAccountUserId is { } user)
            await UserRows.Remove(draft.Session, draft.Realm.Id, user);
        draft.Remove(ObjectKind.Client, client.Id);
    }

    /// <summary>Removes roles, and takes them from composites, groups, scope mappings and users.</summary>
    public static async Task RemoveRoles(RealmDraft draft, IReadOnlyCollection<Role> roles)
    {
        var gone = roles.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var realm = draft.Realm;
        foreach (var role in realm.Roles.Where(r => !gone.Contains(r.Id) && r.CompositeIds.Any(gone.Contains)))
            draft.Put(ObjectKind.Role, role.Id, Without(role.Document.ToObject(), "$composites", gone));
        foreach (var group in realm.Groups.Where(g => g.RoleIds.Any(gone.Contains)))
            draft.Put(ObjectKind.Group, group.Id, Without(group.Document.ToObject(), "$roles", gone));
        foreach (var client in realm.Clients.Where(c => c.ScopeRoleIds.Any(gone.Contains)))
            PutClient(draft, client, Without(client.Document.ToObject(), "$scopeRoles", gone));
        foreach (var scope in realm.ClientScopes.Where(s => s.ScopeRoleIds.Any(gone.Contains)))
            draft.Put(ObjectKind.Scope, scope.Id, Without(scope.Document.ToObject(), "$scopeRoles", gone));
        foreach (var role in roles)
        {
            await UserRows.ForgetRole(draft.Session, realm.Id, role.Id);
            draft.Remove(ObjectKind.Role, role.Id);
        }
    }

    /// <summary>Removes a group with everything below it.</summary>
    public static async Task RemoveGroup(RealmDraft draft, Group group)
    {
        foreach (var child in draft.Realm.GroupsBelow(group.Id).ToArray())
            await RemoveGroup(draft, child);
        if (draft.Realm.DefaultGroupIds.Contains(group.Id))
            draft.PutRealm(Without(draft.Realm.Document.ToObject(), "$defaultGroups", [group.Id]));
        await UserRows.ForgetGroup(draft.Session, draft.Realm.Id, group.Id);
        draft.Remove(ObjectKind.Group, group.Id);
    }

    /// <summary>Removes a client scope from everywhere it is assigned.</summary>
    public static void RemoveScope(RealmDraft draft, ClientScope scope)
    {
        HashSet<string> gone = [scope.Id];
        var realm = draft.Realm;
        foreach (var client in realm.Clients.Where(c => c.DefaultScopeIds.Contains(scope.Id) || c.OptionalScopeIds.Contains(scope.Id)))
            PutClient(draft, client, Without(Without(client.Document.ToObject(), "$defaultScopes", gone), "$optionalScopes", gone));
        draft.PutRealm(Without(Without(realm.Document.ToObject(), "$defaultScopes", gone), "$optionalScopes", gone));
        draft.Remove(ObjectKind.Scope, scope.Id);
    }

    /// <summary>Stores a client's document, keeping its secret.</summary>
    public static void PutClient(RealmDraft draft, Client client, JsonObject document) =>
        draft.Put(ObjectKind.Client, client.Id, document, client.Secret is { } secret ? new JsonObject { ["secret"] = secret } : null);

    static JsonObject Without(JsonObject document, string list, HashSet<string> gone)
    {
        document[list] = Nodes.Array(document.Texts(list).Where(id => !gone.Contains(id)));
        return document;
    }
}
