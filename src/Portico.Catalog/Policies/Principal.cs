namespace Portico.Catalog.Policies;

/// <summary>Somebody who can own or review: a user, or a team.</summary>
public readonly record struct Principal(Guid Id, bool IsTeam);
