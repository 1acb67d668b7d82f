namespace Portico.Catalog.Policies;

/// <summary>A team with its place in the hierarchy and the rules of the policies attached to it.</summary>
sealed record AccessTeam(Guid Id, string Name, bool IsOrganization, IReadOnlyList<Guid> Parents, IReadOnlyList<Guid> DefaultRoles, IReadOnlyList<Rule> Rules);

/// <summary>A role with the rules of its policies.</summary>
sealed record AccessRole(Guid Id, string Name, IReadOnlyList<Rule> Rules);
