using System.Collections.Concurrent;
using Portico.Realms.Model;

namespace Portico.Realms.Tokens;

/// <summary>What a client gets for a set of scopes: compiled mappers, the roles that may pass, and the words of <c>scope</c>. Computed once per realm version.</summary>
sealed class ScopePlan
{
    const int Remembered = 4096;

    ScopePlan(RealmSnapshot realm, Client client, IReadOnlyList<ClientScope> scopes, bool openId, IReadOnlyList<string>? audience)
    {
        (Scopes, OpenId, OnlyAudience) = (scopes, openId, audience);
        var inToken = scopes.Where(s => s.InTokenScope).Select(s => s.Name);
        TokenScope = string.Join(' ', openId ? inToken.Prepend("openid") : inToken);
        var all = scopes.Select(s => s.Name);
        FullScope = string.Join(' ', openId ? all.Prepend("openid") : all);
        var mappers = scopes.SelectMany(s => s.Mappers).Concat(client.Mappers).Where(m => m.Protocol == "openid-connect").ToList();
        RoleMappers = [.. mappers.OrderBy(m => m.Provider, StringComparer.Ordinal).Select(m => RoleMapper.Of(realm, m)).OfType<RoleMapper>()];
        Mappers = [.. mappers.Select(m => Mapper.Of(realm, client, m)).OfType<Mapper>().OrderBy(m => m.Priority)];
        RoleFilter = client.FullScopeAllowed ? null : Filter(realm, client, scopes);
    }

    public IReadOnlyList<ClientScope> Scopes { get; }

    public bool OpenId { get; }

    /// <summary>The words that clients see.</summary>
    public string TokenScope { get; }

    /// <summary>All words, for refresh tokens.</summary>
    public string FullScope { get; }

    public IReadOnlyList<Mapper> Mappers { get; }

    public IReadOnlyList<RoleMapper> RoleMappers { get; }

    /// <summary>Ids of roles that may pass; null lets all pass.</summary>
    public IReadOnlySet<string>? RoleFilter { get; }

    /// <summary>Audiences that a token exchange asked for; null leaves them as they come.</summary>
    public IReadOnlyList<string>? OnlyAudience { get; }

    public bool Has(string scope) => scope == "openid" ? OpenId : Scopes.Any(s => s.Name == scope);

    /// <summary>The plan for the words of a <c>scope</c> parameter; null when one of them is not the client's to ask for.</summary>
    public static ScopePlan? For(RealmSnapshot realm, Client client, string? scope)
    {
        var plans = realm.Derived("scope-plans", static _ => new ConcurrentDictionary<(string Client, string Scope), ScopePlan?>());
        if (plans.TryGetValue((client.Id, scope ?? ""), out var known))
            return known;
        var plan = Compile(realm, client, scope ?? "", null);
        if (plans.Count < Remembered)
            plans.TryAdd((client.Id, scope ?? ""), plan);
        return plan;
    }

    /// <summary>The same without scopes that only some users may have (<c>offline_access</c> without its role), as the user's roles decide.</summary>
    public ScopePlan ForUser(RealmSnapshot realm, Client client, RealmUser user)
    {
        if (!Scopes.Any(s => s.ScopeRoleIds.Count > 0))
            return this;
        var roles = realm.EffectiveRoles(user).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        bool May(ClientScope scope) => scope.ScopeRoleIds.Count == 0 || realm.Expand(scope.ScopeRoleIds).Any(r => roles.Contains(r.Id));
        if (Scopes.All(May))
            return this;
        List<ClientScope> left = [.. Scopes.Where(May)];
        var plans = realm.Derived("scope-plans-left", static _ => new ConcurrentDictionary<(string, string), ScopePlan>());
        return plans.GetOrAdd((client.Id, (OpenId ? "openid " : "") + string.Join(' ', left.Select(s => s.Name))), _ => new ScopePlan(realm, client, left, OpenId, null));
    }

    /// <summary>The same for chosen audiences (token exchange).</summary>
    public ScopePlan ForAudience(RealmSnapshot realm, Client client, IReadOnlyList<string> audience) => new(realm, client, Scopes, OpenId, audience);

    /// <summary>The same without scopes that were not asked for in <paramref name="words"/> and are no defaults, for narrowing at a refresh.</summary>
    public ScopePlan Narrow(RealmSnapshot realm, Client client, string words)
    {
        var wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var defaults = client.DefaultScopeIds.ToHashSet(StringComparer.Ordinal);
        var kept = Scopes.Where(s => wanted.Contains(s.Name) || defaults.Contains(s.Id)).Select(s => s.Name);
        return For(realm, client, string.Join(' ', OpenId && wanted.Contains("openid") ? kept.Prepend("openid") : kept)) ?? this;
    }

    static ScopePlan? Compile(RealmSnapshot realm, Client client, string scope, IReadOnlyList<string>? audience)
    {
        var words = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var openId = words.Remove("openid");
        List<ClientScope> scopes = [.. realm.DefaultScopesOf(client).Where(IsOurs)];
        words.ExceptWith(scopes.Select(s => s.Name));
        foreach (var optional in realm.OptionalScopesOf(client).Where(IsOurs))
        {
            if (words.Remove(optional.Name))
                scopes.Add(optional);
        }
        return words.Count > 0 ? null : new ScopePlan(realm, client, scopes, openId, audience);
    }

    static bool IsOurs(ClientScope scope) => scope.Protocol == "openid-connect";

    static HashSet<string> Filter(RealmSnapshot realm, Client client, IReadOnlyList<ClientScope> scopes)
    {
        var ids = new HashSet<string>(realm.Roles.Where(r => r.ClientUuid == client.Id).Select(r => r.Id), StringComparer.Ordinal);
        foreach (var id in client.ScopeRoleIds.Concat(scopes.SelectMany(s => s.ScopeRoleIds)))
            ids.UnionWith(realm.Expand(id).Select(r => r.Id));
        return ids;
    }
}
