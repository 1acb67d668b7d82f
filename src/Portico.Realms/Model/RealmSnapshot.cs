using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Portico.Realms.Keys;
using Portico.Realms.Store;

namespace Portico.Realms.Model;

/// <summary>
/// A realm's configuration at one version: immutable, shared by all requests, replaced as a whole when something changes. Users are not part of it.
/// Everything here is a dictionary lookup; what is costly to compute is computed once per snapshot.
/// </summary>
sealed class RealmSnapshot
{
    static readonly Role[] s_none = [];

    readonly ConcurrentDictionary<string, object> _derived = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Role[]> _expanded = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, RealmUser> _serviceAccounts = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Client> _policed = new(StringComparer.Ordinal);
    readonly Lazy<ClientPolicies?> _policies;
    readonly Lazy<RealmKeys> _keys;
    readonly Lazy<IReadOnlyList<RequiredAction>> _requiredActions;
    readonly Lazy<UserProfile> _userProfile;

    internal RealmSnapshot(JsonElement document, JsonElement? secret, long version, RealmIndex index, RealmSnapshot? previous, bool sameDocument = false)
    {
        Document = document;
        Secret = secret;
        Version = version;
        Index = index;
        Id = document.Text("id")!;
        Name = document.Text("realm")!;
        Settings = sameDocument ? previous!.Settings : new RealmSettings(document);
        var known = previous is { _keys.IsValueCreated: true } ? previous._keys.Value : null;
        _keys = known is not null && ReferenceEquals(previous!.Index.Components, index.Components) ? new(known) : new(() => new RealmKeys(index.Components.Values, known));
        _requiredActions = new(() => Defaults.RequiredActions.Of(this));
        _userProfile = new(() => UserProfile.Of(this));
        _policies = new(() => ClientPolicies.Of(this));
    }

    internal RealmIndex Index { get; }

    public string Id { get; }

    public string Name { get; }

    /// <summary>Grows with every change; the same version is the same content.</summary>
    public long Version { get; }

    /// <summary>The stored realm representation without its collections and secrets.</summary>
    public JsonElement Document { get; }

    /// <summary>Secret members of the realm (<c>smtpServer.password</c>), or null.</summary>
    public JsonElement? Secret { get; }

    public RealmSettings Settings { get; }

    public bool IsMaster => Name == "master";

    public RealmKeys Keys => _keys.Value;

    public IReadOnlyList<RequiredAction> RequiredActions => _requiredActions.Value;

    public UserProfile UserProfile => _userProfile.Value;

    public IReadOnlyCollection<Client> Clients => Index.Clients.Values;

    public IReadOnlyCollection<ClientScope> ClientScopes => Index.Scopes.Values;

    public IReadOnlyCollection<Role> Roles => Index.Roles.Values;

    public IReadOnlyCollection<Group> Groups => Index.Groups.Values;

    public IReadOnlyCollection<Component> Components => Index.Components.Values;

    /// <summary>By clientId, case-sensitive.</summary>
    public Client? FindClient(string clientId) => Index.ClientsByName.GetValueOrDefault(clientId);

    /// <summary>The same as the realm's client policies make it, which is how the protocol sees it.</summary>
    public Client? FindPoliced(string clientId)
    {
        if (FindClient(clientId) is not { } client || _policies.Value is not { } policies)
            return FindClient(clientId);
        return _policed.GetOrAdd(client.Id, static (_, state) => state.policies.Apply(state.client), (policies, client));
    }

    public Client? FindClientById(string id) => Index.Clients.GetValueOrDefault(id);

    public ClientScope? FindScope(string name) => Index.ScopesByName.GetValueOrDefault(name);

    public ClientScope? FindScopeById(string id) => Index.Scopes.GetValueOrDefault(id);

    public Role? FindRoleById(string id) => Index.Roles.GetValueOrDefault(id);

    /// <summary>A realm role, or with <paramref name="clientUuid"/> a client's role.</summary>
    public Role? FindRole(string name, string? clientUuid = null) => Index.RolesByName.GetValueOrDefault((clientUuid ?? "", name));

    public Group? FindGroup(string id) => Index.Groups.GetValueOrDefault(id);

    /// <summary>Groups directly below, or the top level for null; sorted by name.</summary>
    public IReadOnlyList<Group> GroupsBelow(string? parentId) => Index.GroupChildren.TryGetValue(parentId ?? "", out var groups) ? groups : [];

    /// <summary><c>/parent/child</c>; a slash within a name is not marked, as in Keycloak.</summary>
    public string PathOf(Group group) =>
        (group.ParentId is { } parent && FindGroup(parent) is { } above ? PathOf(above) : "") + "/" + group.Name;

    /// <summary>The default role (<c>default-roles-realm</c>), or null when an import left it out.</summary>
    public Role? DefaultRole => Document.Text("$defaultRole") is { } id ? FindRoleById(id) : null;

    /// <summary>Ids of groups that new users join.</summary>
    public IReadOnlyList<string> DefaultGroupIds => Document.Texts("$defaultGroups");

    /// <summary>The realm's default scopes for new clients.</summary>
    public IEnumerable<ClientScope> DefaultScopes => Scopes(Document.Texts("$defaultScopes"));

    public IEnumerable<ClientScope> OptionalScopes => Scopes(Document.Texts("$optionalScopes"));

    /// <summary>Scopes that a client's requests always get.</summary>
    public IEnumerable<ClientScope> DefaultScopesOf(Client client) => Scopes(client.DefaultScopeIds);

    /// <summary>Scopes that a client's requests get when they ask for them.</summary>
    public IEnumerable<ClientScope> OptionalScopesOf(Client client) => Scopes(client.OptionalScopeIds);

    /// <summary>A stored document (<see cref="ObjectKind.Document"/>), or null when the realm has the default.</summary>
    public JsonElement? FindDocument(string name) => Index.Documents.TryGetValue(name, out var document) ? document : null;

    public JsonElement? FindIdentityProvider(string alias) => Index.IdentityProviders.TryGetValue(alias, out var provider) ? provider.Document : null;

    /// <summary>The role and everything below it; computed once per snapshot.</summary>
    public IReadOnlyList<Role> Expand(string roleId)
    {
        if (_expanded.TryGetValue(roleId, out var known))
            return known;
        if (FindRoleById(roleId) is not { } root)
            return s_none;
        var seen = new HashSet<string>(StringComparer.Ordinal) { roleId };
        var found = new List<Role> { root };
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var below in found[i].CompositeIds)
            {
                if (seen.Add(below) && FindRoleById(below) is { } role)
                    found.Add(role);
            }
        }
        return _expanded.GetOrAdd(roleId, [.. found]);
    }

    /// <summary>The roles and everything below them, each once.</summary>
    public IReadOnlyList<Role> Expand(IReadOnlyList<string> roleIds)
    {
        if (roleIds.Count == 1)
            return Expand(roleIds[0]);
        var roles = new HashSet<Role>();
        foreach (var id in roleIds)
            roles.UnionWith(Expand(id));
        return [.. roles];
    }

    /// <summary>Everything a user has: given directly, through groups and the groups above them, and what those roles are composed of.</summary>
    public IReadOnlyList<Role> EffectiveRoles(RealmUser user)
    {
        if (user.GroupIds.Count == 0)
            return Expand(user.RoleIds);
        var ids = new List<string>(user.RoleIds);
        foreach (var groupId in user.GroupIds)
        {
            for (var group = FindGroup(groupId); group is not null; group = group.ParentId is { } parent ? FindGroup(parent) : null)
                ids.AddRange(group.RoleIds);
        }
        return Expand(ids);
    }

    /// <summary>A value computed from this snapshot once, for example the discovery document.</summary>
    public T Derived<T>(string key, Func<RealmSnapshot, T> compute)
        where T : class =>
        (T)_derived.GetOrAdd(key, static (_, state) => state.compute(state.realm), (compute, realm: this));

    internal bool TryGetServiceAccount(string userId, [NotNullWhen(true)] out RealmUser? user) => _serviceAccounts.TryGetValue(userId, out user);

    internal void Remember(RealmUser serviceAccount) => _serviceAccounts[serviceAccount.Id] = serviceAccount;

    public override string ToString() => $"{Name} ({Version})";

    IEnumerable<ClientScope> Scopes(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            if (FindScopeById(id) is { } scope)
                yield return scope;
        }
    }
}
