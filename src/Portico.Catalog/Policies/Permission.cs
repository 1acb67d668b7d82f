namespace Portico.Catalog.Policies;

/// <summary>The access to one operation and where it comes from.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Access">The access.</param>
/// <param name="Rule">The rule that decided, as JSON; <c>null</c> when none did.</param>
/// <param name="Policy">The policy of the rule.</param>
/// <param name="Role">The role that brought the policy; <c>null</c> when a team did.</param>
public sealed record Permission(Operation Operation, Access Access, string? Rule, string? Policy, string? Role);
