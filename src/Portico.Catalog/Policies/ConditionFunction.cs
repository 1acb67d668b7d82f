namespace Portico.Catalog.Policies;

/// <summary>A function of conditions, with what the policy editor shows about it.</summary>
/// <param name="Name">As written in conditions.</param>
/// <param name="ReferenceType">What its arguments name (<c>tag</c>, <c>team</c>, <c>role</c>); <c>null</c> when it takes none.</param>
/// <param name="Input">What it takes, in words.</param>
/// <param name="Description">What it says, in words.</param>
/// <param name="Examples">Conditions that use it.</param>
public sealed record ConditionFunction(string Name, string? ReferenceType, string Input, string Description, IReadOnlyList<string> Examples)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<ConditionFunction> All { get; } =
    [
        new("noOwner", null, "none", "True when nobody owns the resource", ["noOwner()", "!noOwner()", "noOwner() || isOwner()"])
        {
            Holds = static (scope, _) => scope.Context.Owners.Count == 0,
        },
        new("isOwner", null, "none", "True when the user, or a team of the user, owns the resource", ["isOwner()", "!isOwner()", "noOwner() || isOwner()"])
        {
            Holds = static (scope, _) => Conditions.IsAny(scope.Subject, scope.Context.Owners),
        },
        new("isReviewer", null, "none", "True when the user, or a team of the user, reviews the resource", ["isReviewer()", "!isReviewer()", "isOwner() || isReviewer()"])
        {
            Holds = static (scope, _) => Conditions.IsAny(scope.Subject, scope.Context.Reviewers),
        },
        new("isAdminUser", null, "none", "True when the resource is a user who is an administrator", ["isAdminUser()", "!isAdminUser()"])
        {
            Holds = static (scope, _) => scope.Context.IsAdminUser,
        },
        new("hasDomain", null, "none", "True when user and resource share a domain, or neither has one", ["hasDomain()", "!hasDomain()"])
        {
            Holds = static (scope, _) => Conditions.HasDomain(scope.Subject, scope.Context),
        },
        new("noDomain", null, "none", "True when the resource belongs to no domain", ["noDomain()", "!noDomain()"])
        {
            Holds = static (scope, _) => scope.Context.Domains.Count == 0,
        },
        new("matchAllTags", "tag", "Fully qualified names of tags or glossary terms", "True when the resource carries all of the tags", ["matchAllTags('PII.Sensitive', 'Tier.Tier1')"])
        {
            Holds = static (scope, names) => scope.Context.Tags.Count > 0 && names.All(scope.Context.Tags.Contains),
        },
        new("matchAnyTag", "tag", "Fully qualified names of tags or glossary terms", "True when the resource carries at least one of the tags", ["matchAnyTag('PII.Sensitive', 'Tier.Tier1')"])
        {
            Holds = static (scope, names) => names.Any(scope.Context.Tags.Contains),
        },
        new("matchAnyCertification", "tag", "Fully qualified names of certifications", "True when the resource has one of the certifications", ["matchAnyCertification('Certification.Silver', 'Certification.Gold')"])
        {
            Holds = static (scope, names) => scope.Context.Certification is { } certification && names.Contains(certification),
        },
        new("matchTeam", null, "none", "True when the user and the resource belong to the hierarchy of the team that the policy is attached to", ["matchTeam()"])
        {
            Holds = static (scope, _) => Conditions.MatchTeam(scope),
        },
        new("inAnyTeam", "team", "Names of teams", "True when the user belongs to the hierarchy of one of the teams", ["inAnyTeam('marketing')"])
        {
            Holds = static (scope, names) => scope.Subject.Snapshot.IsUnderAny(scope.Subject.TeamIds, names),
        },
        new("hasAnyRole", "role", "Names of roles", "True when the user has one of the roles, directly or through a team", ["hasAnyRole('DataSteward', 'DataEngineer')"])
        {
            Holds = static (scope, names) => scope.Subject.Snapshot.HasAnyRole(scope.Subject, names),
        },
    ];

    internal bool TakesNames => ReferenceType is not null;

    internal Func<ConditionScope, string[], bool> Holds { get; private init; } = static (_, _) => false;
}
