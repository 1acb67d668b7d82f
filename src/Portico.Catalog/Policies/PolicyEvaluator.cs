namespace Portico.Catalog.Policies;

/// <summary>The decision itself: pure, from what the subject carries.</summary>
static class PolicyEvaluator
{
    public static Decision Check(Subject subject, string resourceType, OperationSet operations, ResourceContext context)
    {
        if (subject.IsAdmin || Conditions.IsAny(subject, context.Reviewers))
            return Decision.Allow;
        var left = operations;
        var rules = subject.Snapshot.RulesOn(subject, context);
        foreach (var granted in rules)
        {
            if (!granted.Rule.Denies || !granted.Rule.SpeaksOf(resourceType))
                continue;
            var denied = granted.Rule.Operations & operations;
            if (!denied.IsEmpty && granted.Rule.Condition.Holds(new(subject, context, granted.Team)))
                return Decision.Deny(Denied(subject, denied.Each().First(), granted));
        }
        foreach (var granted in rules)
        {
            if (left.IsEmpty)
                break;
            if (granted.Rule.Denies || !granted.Rule.SpeaksOf(resourceType) || (granted.Rule.Operations & left).IsEmpty)
                continue;
            if (granted.Rule.Condition.Holds(new(subject, context, granted.Team)))
                left -= granted.Rule.Operations;
        }
        return left.IsEmpty ? Decision.Allow : Decision.Deny($"Principal: CatalogPrincipal{{name='{subject.Name}'}} operations {left} not allowed");
    }

    static string Denied(Subject subject, Operation operation, GrantedRule granted) => granted.RoleName is { } role
        ? $"Principal: CatalogPrincipal{{name='{subject.Name}'}} operation {operation} denied by role {role}, policy {granted.Rule.PolicyName}, rule {granted.Rule.Name}"
        : $"Principal: CatalogPrincipal{{name='{subject.Name}'}} operation {operation} denied policy {granted.Rule.PolicyName}, rule {granted.Rule.Name}";
}
