using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Store;

/// <summary>A realm's objects by id and by name. Immutable once published: <see cref="With"/> copies the dictionaries of the kinds that change and shares the others.</summary>
sealed class RealmIndex
{
    public Dictionary<string, Client> Clients { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, Client> ClientsByName { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, ClientScope> Scopes { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, ClientScope> ScopesByName { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, Role> Roles { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<(string Client, string Name), Role> RolesByName { get; private init; } = [];

    public Dictionary<string, Group> Groups { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<Group>> GroupChildren { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, Component> Components { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, JsonElement> Documents { get; private init; } = new(StringComparer.Ordinal);

    public Dictionary<string, RealmObject> IdentityProviders { get; private init; } = new(StringComparer.Ordinal);

    public RealmIndex With(IReadOnlyCollection<RealmObject> changes)
    {
        var kinds = changes.Select(c => c.Kind).ToHashSet();
        var clients = kinds.Contains(ObjectKind.Client);
        var scopes = kinds.Contains(ObjectKind.Scope);
        var roles = kinds.Contains(ObjectKind.Role);
        var groups = kinds.Contains(ObjectKind.Group);
        var next = new RealmIndex
        {
            Clients = clients ? new(Clients, StringComparer.Ordinal) : Clients,
            ClientsByName = clients ? new(ClientsByName, StringComparer.Ordinal) : ClientsByName,
            Scopes = scopes ? new(Scopes, StringComparer.Ordinal) : Scopes,
            ScopesByName = scopes ? new(ScopesByName, StringComparer.Ordinal) : ScopesByName,
            Roles = roles ? new(Roles, StringComparer.Ordinal) : Roles,
            RolesByName = roles ? new(RolesByName) : RolesByName,
            Groups = groups ? new(Groups, StringComparer.Ordinal) : Groups,
            GroupChildren = groups ? new(StringComparer.Ordinal) : GroupChildren,
            Components = kinds.Contains(ObjectKind.Component) ? new(Components, StringComparer.Ordinal) : Components,
            Documents = kinds.Contains(ObjectKind.Document) ? new(Documents, StringComparer.Ordinal) : Documents,
            IdentityProviders = kinds.Contains(ObjectKind.IdentityProvider) ? new(IdentityProviders, StringComparer.Ordinal) : IdentityProviders,
        };
        // Names are freed before any is taken: two objects may have exchanged theirs.
        foreach (var change in changes)
            next.Forget(change);
        foreach (var change in changes)
            next.Add(change);
        if (groups)
            next.SortGroups();
        return next;
    }

    void Forget(RealmObject change)
    {
        switch (change.Kind)
        {
            case ObjectKind.Client when Clients.Remove(change.Id, out var client):
                ClientsByName.Remove(client.ClientId);
                break;
            case ObjectKind.Scope when Scopes.Remove(change.Id, out var scope):
                ScopesByName.Remove(scope.Name);
                break;
            case ObjectKind.Role when Roles.Remove(change.Id, out var role):
                RolesByName.Remove((role.ClientUuid ?? "", role.Name));
                break;
            case ObjectKind.Group:
                Groups.Remove(change.Id);
                break;
            case ObjectKind.Component:
                Components.Remove(change.Id);
                break;
            case ObjectKind.Document:
                Documents.Remove(change.Id);
                break;
            case ObjectKind.IdentityProvider:
                IdentityProviders.Remove(change.Id);
                break;
        }
    }

    void Add(RealmObject change)
    {
        if (change.Document is not { } document)
            return;
        switch (change.Kind)
        {
            case ObjectKind.Client:
                var client = new Client(document, change.Secret?.Text("secret"));
                Clients[client.Id] = client;
                ClientsByName[client.ClientId] = client;
                break;
            case ObjectKind.Scope:
                var scope = new ClientScope(document);
                Scopes[scope.Id] = scope;
                ScopesByName[scope.Name] = scope;
                break;
            case ObjectKind.Role:
                var role = new Role(document);
                Roles[role.Id] = role;
                RolesByName[(role.ClientUuid ?? "", role.Name)] = role;
                break;
            case ObjectKind.Group:
                Groups[change.Id] = new Group(document);
                break;
            case ObjectKind.Component:
                Components[change.Id] = new Component(document, change.Secret);
                break;
            case ObjectKind.Document:
                Documents[change.Id] = document;
                break;
            case ObjectKind.IdentityProvider:
                IdentityProviders[change.Id] = change;
                break;
        }
    }

    void SortGroups()
    {
        foreach (var group in Groups.Values)
        {
            var parent = group.ParentId ?? "";
            if (!GroupChildren.TryGetValue(parent, out var children))
                GroupChildren[parent] = children = [];
            children.Add(group);
        }
        foreach (var children in GroupChildren.Values)
            children.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
    }
}
