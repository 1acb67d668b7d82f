using Portico.Realms.Defaults;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>
/// What a caller may do in a realm: the roles of that realm's management client that he has (in realm master the client <c>x-realm</c>, in the realm itself
/// <c>realm-management</c>), composites resolved.
/// </summary>
sealed class AdminAccess
{
    readonly HashSet<string> _roles = new(StringComparer.Ordinal);

    public AdminAccess(AdminCaller caller, RealmSnapshot realm)
    {
        Caller = caller;
        Effective = Of(caller);
        var clientId = caller.Realm.IsMaster ? BuiltIn.RealmClientId(realm.Name) : BuiltIn.RealmManagement;
        if ((!caller.Realm.IsMaster && caller.Realm.Id != realm.Id) || caller.Realm.FindClient(clientId) is not { } client)
            return;
        foreach (var role in Effective)
        {
            if (role.ClientUuid == client.Id)
                _roles.Add(role.Name);
        }
    }

    public AdminCaller Caller { get; }

    /// <summary>Every role of the caller that his client's scope lets through.</summary>
    public IReadOnlyList<Role> Effective { get; }

    /// <summary>Names of the management roles that he has in the realm.</summary>
    public IReadOnlyCollection<string> Roles => _roles;

    public bool HasAny => _roles.Count > 0;

    public bool CanViewRealm => Has("view-realm", "manage-realm");

    public bool CanManageRealm => Has("manage-realm");

    public bool CanViewUsers => Has("view-users", "manage-users");

    public bool CanManageUsers => Has("manage-users");

    public bool CanQueryUsers => Has("query-users", "view-users", "manage-users");

    public bool CanViewGroups => Has("view-users", "manage-users");

    public bool CanListGroups => Has("query-groups", "view-users", "manage-users");

    public bool CanViewClients => Has("view-clients", "manage-clients");

    public bool CanManageClients => Has("manage-clients");

    public bool CanListClients => Has("query-clients", "view-clients", "manage-clients");

    public bool CanViewEvents => Has("view-events", "manage-events");

    public bool CanManageEvents => Has("manage-events");

    public bool CanViewIdentityProviders => Has("view-identity-providers", "manage-identity-providers");

    public bool CanManageIdentityProviders => Has("manage-identity-providers");

    public bool CanImpersonate => Has("impersonation");

    /// <summary>Roles may be read to be handed out by who manages clients, users or the realm.</summary>
    public bool CanListRoles => HasAny;

    /// <summary>
    /// Whether the caller may give this role away: nobody makes others an administrator of what he does not administer himself, also not by a role that contains such a role.
    /// </summary>
    public bool CanMap(RealmSnapshot realm, Role role) => realm.Expand(role.Id).All(r => Holds(realm, r));

    /// <summary>Whether the caller may put somebody into this group: with it come its roles and those of the groups above.</summary>
    public bool CanJoin(RealmSnapshot realm, Group group)
    {
        for (var above = group; above is not null; above = above.ParentId is { } parent ? realm.FindGroup(parent) : null)
        {
            if (!above.RoleIds.Select(realm.FindRoleById).OfType<Role>().All(r => CanMap(realm, r)))
                return false;
        }
        return true;
    }

    public static bool MayCreateRealms(AdminCaller caller) => caller.Realm.IsMaster && Of(caller).Any(r => r.ClientUuid is null && r.Name == "create-realm");

    public bool Has(string role) => _roles.Contains(role);

    public bool Has(string one, string other) => _roles.Contains(one) || _roles.Contains(other);

    public bool Has(string one, string other, string third) => Has(one, other) || _roles.Contains(third);

    bool Holds(RealmSnapshot realm, Role role)
    {
        var owner = role.ClientUuid is { } uuid ? realm.FindClientById(uuid) : null;
        if (owner?.ClientId == BuiltIn.RealmManagement)
        {
            // A master administrator holds a realm's roles under the same names in the client that stands for the realm; only realm-admin has no such twin, and its parts are looked at each.
            return _roles.Contains(role.Name) || (Caller.Realm.IsMaster && role.Name == "realm-admin");
        }
        var opensRealms = realm.IsMaster && (owner is null ? role.Name is "admin" or "create-realm" : owner.BearerOnly && owner.ClientId.EndsWith("-realm", StringComparison.Ordinal));
        return !opensRealms || (Caller.Realm.IsMaster && Effective.Any(r => r.Id == role.Id));
    }

    static IReadOnlyList<Role> Of(AdminCaller caller)
    {
        var roles = caller.Realm.EffectiveRoles(caller.User);
        if (caller.Client.FullScopeAllowed)
            return roles;
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in caller.Client.ScopeRoleIds.Concat(caller.Realm.DefaultScopesOf(caller.Client).SelectMany(s => s.ScopeRoleIds)))
            allowed.UnionWith(caller.Realm.Expand(id).Select(r => r.Id));
        allowed.UnionWith(caller.Realm.Roles.Where(r => r.ClientUuid == caller.Client.Id).Select(r => r.Id));
        return [.. roles.Where(r => allowed.Contains(r.Id))];
    }
}
