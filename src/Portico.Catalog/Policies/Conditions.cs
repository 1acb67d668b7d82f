namespace Portico.Catalog.Policies;

/// <summary>The functions that conditions call, with OpenMetadata's meaning.</summary>
static class Conditions
{
    /// <summary>Whether the subject, or a team it is a direct member of, is among the principals.</summary>
    public static bool IsAny(Subject subject, IReadOnlyList<Principal> principals)
    {
        foreach (var principal in principals)
        {
            if (principal.IsTeam ? subject.TeamIds.Contains(principal.Id) : principal.Id == subject.Id)
                return true;
        }
        return false;
    }

    /// <summary>Nobody who has no domain is kept from what has none; otherwise both must share one. A list is filtered later.</summary>
    public static bool HasDomain(Subject subject, ResourceContext context)
    {
        if (context.IsList)
            return true;
        if (subject.DomainIds.Count == 0 || context.Domains.Count == 0)
            return subject.DomainIds.Count == context.Domains.Count;
        return context.Domains.Any(subject.DomainIds.Contains);
    }

    /// <summary>The resource belongs to the hierarchy of the team that the policy is attached to, and so does the subject.</summary>
    public static bool MatchTeam(ConditionScope scope)
    {
        if (scope.Team is not { } team || scope.Context.Owners.Count == 0)
            return false;
        var teams = scope.Subject.Snapshot;
        return teams.IsUnder(scope.Subject.TeamIds, team)
            && scope.Context.Owners.Any(owner => owner.IsTeam ? teams.IsUnder(owner.Id, team) : teams.IsUnder(teams.TeamsOf(owner.Id), team));
    }
}
