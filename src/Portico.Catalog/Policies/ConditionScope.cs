namespace Portico.Catalog.Policies;

/// <summary>What a condition is judged against. <paramref name="Team"/> is the team that the policy is attached to, when it came that way.</summary>
readonly record struct ConditionScope(Subject Subject, ResourceContext Context, Guid? Team);
