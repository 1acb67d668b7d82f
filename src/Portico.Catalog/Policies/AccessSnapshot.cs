using System.Collections.Frozen;

namespace Portico.Catalog.Policies;

/// <summary>Teams, roles and policies at one version, resolved: immutable, shared by the subjects taken from it.</summary>
sealed class AccessSnapshot
{
    /// <summary>Deepest team hierarchy that is followed; a cycle, which writing refuses, ends here.</summary>
    const int DeepestHierarchy = 32;

    readonly FrozenDictionary<Guid, AccessTeam> _teams;
    readonly FrozenDictionary<Guid, AccessRole> _roles;
    readonly FrozenDictionary<Guid, Guid[]> _members;

    public AccessSnapshot(long version, IEnumerable<AccessTeam> teams, IEnumerable<AccessRole> roles, IEnumerable<(Guid User, Guid[] Teams)> members)
    {
        Version = version;
        _teams = teams.ToFrozenDictionary(t => t.Id);
        _roles = roles.ToFrozenDictionary(r => r.Id);
        _members = members.ToFrozenDictionary(m => m.User, m => m.Teams);
        Organization = _teams.Values.FirstOrDefault(t => t.IsOrganization);
    }

    public static AccessSnapshot Empty { get; } = new(-1, [], [], []);

    public long Version { get; }

    /// <summary>The root of the hierarchy; whoever is in no team is in it.</summary>
    public AccessTeam? Organization { get; }

    public Subject Resolve(AccessUser user)
    {
        var teams = user.Teams.Where(_teams.ContainsKey).ToHashSet();
        if (teams.Count == 0 && Organization is { } root)
            teams.Add(root.Id);
        var roles = user.Roles.Where(_roles.ContainsKey).ToHashSet();
        var rules = new List<GrantedRule>();
        foreach (var role in roles.ToArray())
            rules.AddRange(_roles[role].Rules.Select(rule => new GrantedRule(rule, _roles[role].Name, null)));
        // A bot has the roles it was given and nothing else; people also have what their teams have.
        if (!user.IsBot)
        {
            foreach (var team in WithAncestors(teams))
            {
                foreach (var role in team.DefaultRoles)
                {
                    if (roles.Add(role) && _roles.TryGetValue(role, out var inherited))
                        rules.AddRange(inherited.Rules.Select(rule => new GrantedRule(rule, inherited.Name, null)));
                }
                rules.AddRange(team.Rules.Select(rule => new GrantedRule(rule, null, team.Id)));
            }
        }
        return new Subject
        {
            Id = user.Id,
            Name = user.Name,
            IsAdmin = user.IsAdmin,
            IsBot = user.IsBot,
            RoleIds = roles,
            TeamIds = teams,
            DomainIds = user.Domains.ToHashSet(),
            Rules = rules,
            Snapshot = this,
        };
    }

    /// <summary>The rules on a resource: those of the subject, and those attached to the teams that own the resource (a team guards what it owns against outsiders).</summary>
    public IEnumerable<GrantedRule> RulesOn(Subject subject, ResourceContext context)
    {
        if (!context.Owners.Any(o => o.IsTeam))
            return subject.Rules;
        var own = subject.IsBot ? [] : WithAncestors(subject.TeamIds).Select(t => t.Id).ToHashSet();
        var guarding = WithAncestors(context.Owners.Where(o => o.IsTeam).Select(o => o.Id)).Where(team => !own.Contains(team.Id));
        return subject.Rules.Concat(guarding.SelectMany(team => team.Rules.Select(rule => new GrantedRule(rule, null, team.Id))));
    }

    public bool IsUnder(Guid team, Guid ancestor) => IsUnder([team], ancestor);

    public bool IsUnder(IEnumerable<Guid> teams, Guid ancestor) => WithAncestors(teams).Any(t => t.Id == ancestor);

    public bool IsUnderAny(IEnumerable<Guid> teams, string[] names) => WithAncestors(teams).Any(t => names.Contains(t.Name, StringComparer.Ordinal));

    public bool HasAnyRole(Subject subject, string[] names) =>
        subject.RoleIds.Any(id => _roles.TryGetValue(id, out var role) && names.Contains(role.Name, StringComparer.Ordinal));

    /// <summary>The teams of a user who is not the subject.</summary>
    public IReadOnlyList<Guid> TeamsOf(Guid user) => _members.GetValueOrDefault(user) ?? (Organization is { } root ? [root.Id] : []);

    List<AccessTeam> WithAncestors(IEnumerable<Guid> teams)
    {
        var seen = new HashSet<Guid>();
        var found = new List<AccessTeam>();
        var level = teams;
        for (var depth = 0; depth < DeepestHierarchy; depth++)
        {
            var next = new List<Guid>();
            foreach (var id in level)
            {
                if (!seen.Add(id) || !_teams.TryGetValue(id, out var team))
                    continue;
                found.Add(team);
                next.AddRange(team.Parents);
            }
            if (next.Count == 0)
                break;
            level = next;
        }
        return found;
    }
}
