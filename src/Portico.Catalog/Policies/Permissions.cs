namespace Portico.Catalog.Policies;

/// <summary>What a subject may do, told in advance: what pages ask to know which controls to show. The verdict on a request is <see cref="Authorizer.Check"/>'s alone.</summary>
public static class Permissions
{
    /// <summary>On a type of resource, without knowing which: conditions stay open.</summary>
    public static IReadOnlyList<Permission> On(Subject subject, string resourceType) => Trimmed(subject.IsAdmin
        ? Everything(resourceType)
        : Decide(subject.Rules, resourceType, static _ => null));

    /// <summary>On one resource: conditions are decided.</summary>
    public static IReadOnlyList<Permission> On(Subject subject, string resourceType, ResourceContext context) => Trimmed(subject.IsAdmin || Conditions.IsAny(subject, context.Reviewers)
        ? Everything(resourceType)
        : Decide(subject.Snapshot.RulesOn(subject, context), resourceType, granted => granted.Rule.Condition.Holds(new(subject, context, granted.Team))));

    static Permission[] Everything(string resourceType) =>
        [.. Resources.OperationsOf(resourceType).Each().Select(operation => new Permission(operation, Access.Allow, null, null, null))];

    /// <param name="rules">The rules.</param>
    /// <param name="resourceType">The type.</param>
    /// <param name="holds">Whether the condition holds; <c>null</c> when that cannot be known.</param>
    static Permission[] Decide(IEnumerable<GrantedRule> rules, string resourceType, Func<GrantedRule, bool?> holds)
    {
        var permissions = Resources.OperationsOf(resourceType).Each().Select(operation => new Permission(operation, Access.NotAllow, null, null, null)).ToArray();
        foreach (var granted in rules.Where(g => g.Rule.SpeaksOf(resourceType)))
        {
            var decided = granted.Rule.Condition == Condition.Always ? true : holds(granted);
            if (decided == false)
                continue;
            var access = (granted.Rule.Denies, decided) switch
            {
                (true, true) => Access.Deny,
                (false, true) => Access.Allow,
                (true, _) => Access.ConditionalDeny,
                (false, _) => Access.ConditionalAllow,
            };
            for (var i = 0; i < permissions.Length; i++)
            {
                if (granted.Rule.Operations.Contains(permissions[i].Operation) && access < permissions[i].Access)
                    permissions[i] = new(permissions[i].Operation, access, granted.Rule.Json, granted.Rule.PolicyName, granted.RoleName);
            }
        }
        return permissions;
    }

    /// <summary>Where ViewAll or EditAll is decided, the single views or edits say nothing new, unless they are decided otherwise.</summary>
    static IReadOnlyList<Permission> Trimmed(Permission[] permissions)
    {
        var whole = permissions.Where(p => p.Operation is Operation.ViewAll or Operation.EditAll && p.Access is Access.Allow or Access.Deny).ToList();
        return
        [
            .. permissions.Where(p => whole.All(w => w.Operation == p.Operation
                || w.Access != p.Access
                || !OperationSet.Of(w.Operation).Expanded().Contains(p.Operation))),
        ];
    }
}
