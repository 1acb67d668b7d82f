namespace Portico.Catalog.Policies;

/// <summary>A rule as it reaches a subject: through a role, or through a policy of the team <paramref name="Team"/> (which <c>matchTeam()</c> needs).</summary>
sealed record GrantedRule(Rule Rule, string? RoleName, Guid? Team);
