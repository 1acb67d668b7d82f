using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>The roles of a token: what the user has and the client's scope lets through, with the mappers that add and rename roles applied.</summary>
sealed class ResolvedRoles
{
    readonly List<string> _realm = [];
    readonly List<(string ClientId, List<string> Names)> _clients = [];

    public IReadOnlyList<string> Realm => _realm;

    /// <summary>Per client that owns at least one of the roles.</summary>
    public IReadOnlyList<(string ClientId, List<string> Names)> Clients => _clients;

    public IReadOnlyList<string> OfClient(string clientId) => _clients.Find(c => c.ClientId == clientId).Names ?? [];

    public static ResolvedRoles Of(TokenSubject subject)
    {
        var roles = new ResolvedRoles();
        foreach (var role in Permitted(subject))
        {
            if (role.ClientUuid is null)
                roles._realm.Add(role.Name);
            else if (subject.Realm.FindClientById(role.ClientUuid) is { } owner && subject.Scope.OnlyAudience?.Contains(owner.ClientId) != false)
                roles.Add(owner.ClientId, role.Name);
        }
        foreach (var mapper in subject.Scope.RoleMappers)
            mapper.Apply(roles);
        return roles;
    }

    /// <summary>Roles of the user that the client's scope lets through, before any mapper.</summary>
    public static IEnumerable<Role> Permitted(TokenSubject subject)
    {
        var effective = subject.Realm.EffectiveRoles(subject.User);
        return subject.Scope.RoleFilter is { } filter ? effective.Where(r => filter.Contains(r.Id)) : effective;
    }

    /// <param name="name"><c>role</c> or <c>client.role</c>, as mappers name roles.</param>
    /// <param name="clientIds">Ids of the realm's clients: a dot belongs to the client's id as far as one fits.</param>
    public static (string? ClientId, string Name) Parse(string name, Func<string, bool> clientIds)
    {
        for (var at = name.LastIndexOf('.'); at > 0; at = name.LastIndexOf('.', at - 1))
        {
            if (clientIds(name[..at]))
                return (name[..at], name[(at + 1)..]);
        }
        return (null, name);
    }

    public bool Remove(string? clientId, string name)
    {
        if (clientId is null)
            return _realm.Remove(name);
        var at = _clients.FindIndex(c => c.ClientId == clientId);
        if (at < 0 || !_clients[at].Names.Remove(name))
            return false;
        if (_clients[at].Names.Count == 0)
            _clients.RemoveAt(at);
        return true;
    }

    public void Add(string? clientId, string name)
    {
        if (clientId is null)
        {
            if (!_realm.Contains(name))
                _realm.Add(name);
            return;
        }
        var at = _clients.FindIndex(c => c.ClientId == clientId);
        if (at < 0)
            _clients.Add((clientId, [name]));
        else if (!_clients[at].Names.Contains(name))
            _clients[at].Names.Add(name);
    }
}
