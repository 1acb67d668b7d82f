using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>Mappers that change the roles before any claim is written: <c>oidc-hardcoded-role-mapper</c> and <c>oidc-role-name-mapper</c>.</summary>
sealed class RoleMapper
{
    readonly (string? ClientId, string Name) _role;
    readonly (string? ClientId, string Name)? _renamed;

    RoleMapper((string?, string) role, (string?, string)? renamed) => (_role, _renamed) = (role, renamed);

    public static RoleMapper? Of(RealmSnapshot realm, ProtocolMapper mapper)
    {
        bool IsClient(string id) => realm.FindClient(id) is not null;
        return (mapper.Provider, mapper.Setting("role"), mapper.Setting("new.role.name")) switch
        {
            ("oidc-hardcoded-role-mapper", { Length: > 0 } role, _) => new RoleMapper(ResolvedRoles.Parse(role, IsClient), null),
            ("oidc-role-name-mapper", { Length: > 0 } role, { Length: > 0 } name) => new RoleMapper(ResolvedRoles.Parse(role, IsClient), Split(name)),
            _ => null,
        };
    }

    // The new name may name a client that does not exist; the first dot divides.
    static (string?, string) Split(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is > 0 and var at ? (name[..at], name[(at + 1)..]) : (null, name);

    public void Apply(ResolvedRoles roles)
    {
        if (_renamed is not { } renamed)
            roles.Add(_role.ClientId, _role.Name);
        else if (roles.Remove(_role.ClientId, _role.Name))
            roles.Add(renamed.ClientId, renamed.Name);
    }
}
