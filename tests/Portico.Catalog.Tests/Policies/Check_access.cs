using System.Text.Json.Nodes;
using Portico.Catalog.Policies;

namespace Portico.Catalog.Tests.Policies;

public sealed class Check_access
{
    [Fact]
    public void Deny_wins_whatever_allows()
    {
        var subject = Person("""
            [{"name": "a", "effect": "allow", "resources": ["All"], "operations": ["All"]},
             {"name": "d", "effect": "deny", "resources": ["table"], "operations": ["EditDescription"]}]
            """);

        Allowed(subject, "table", Operation.EditDescription).ShouldBeFalse();
        Allowed(subject, "table", Operation.EditTags).ShouldBeTrue();
        Allowed(subject, "topic", Operation.EditDescription).ShouldBeTrue();
        PolicyEvaluator.Check(subject, "table", OperationSet.Of(Operation.EditTags, Operation.EditDescription), ResourceContext.None).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_view_only_policy_denies_every_edit()
    {
        var subject = Person("""
            [{"name": "a", "effect": "allow", "resources": ["All"], "operations": ["All"]},
             {"name": "d", "effect": "deny", "resources": ["All"], "operations": ["EditAll", "Create", "Delete"]}]
            """);

        Allowed(subject, "table", Operation.ViewAll).ShouldBeTrue();
        foreach (var operation in Enum.GetValues<Operation>().Where(o => o.ToString().StartsWith("Edit", StringComparison.Ordinal)))
            Allowed(subject, "table", operation).ShouldBeFalse(operation.ToString());
        Allowed(subject, "table", Operation.Create).ShouldBeFalse();
        Allowed(subject, "table", Operation.Delete).ShouldBeFalse();
    }

    [Fact]
    public void Allowing_rules_add_up_until_every_operation_is_covered()
    {
        var subject = Person("""
            [{"name": "a", "effect": "allow", "resources": ["table"], "operations": ["EditTags"]},
             {"name": "b", "effect": "allow", "resources": ["table"], "operations": ["EditDescription"]}]
            """);

        PolicyEvaluator.Check(subject, "table", OperationSet.Of(Operation.EditTags, Operation.EditDescription), ResourceContext.None).Allowed.ShouldBeTrue();
        PolicyEvaluator.Check(subject, "table", OperationSet.Of(Operation.EditTags, Operation.EditOwners), ResourceContext.None).Reason.ShouldEndWith("operations [EditOwners] not allowed");
    }

    [Fact]
    public void The_whole_is_not_granted_by_its_parts()
    {
        var subject = Person("""[{"name": "a", "effect": "allow", "resources": ["All"], "operations": ["EditTags", "EditDescription"]}]""");
        Allowed(subject, "table", Operation.EditAll).ShouldBeFalse();
    }

    [Fact]
    public void All_never_includes_acting_in_somebody_elses_name()
    {
        Allowed(Person("""[{"name": "a", "effect": "allow", "resources": ["All"], "operations": ["All"]}]"""), "user", Operation.Impersonate).ShouldBeFalse();
        Allowed(Person("""[{"name": "a", "effect": "allow", "resources": ["user"], "operations": ["Impersonate"]}]"""), "user", Operation.Impersonate).ShouldBeTrue();
    }

    [Fact]
    public void Nobody_without_rules_may_anything()
    {
        var nobody = new Subject { Id = Guid.NewGuid(), Name = "nobody" };
        foreach (var operation in Enum.GetValues<Operation>())
            Allowed(nobody, "table", operation).ShouldBeFalse();
    }

    [Fact]
    public void A_reviewer_of_the_stored_entity_may_everything()
    {
        var subject = ShippedAccess.Person(ShippedAccess.Snapshot(), "ann");
        PolicyEvaluator.Check(subject, "glossaryTerm", Operation.EditAll, new() { Reviewers = [new(ShippedAccess.Ann, false)] }).Allowed.ShouldBeTrue();
        PolicyEvaluator.Check(subject, "glossaryTerm", Operation.EditAll, new() { Reviewers = [new(Guid.NewGuid(), false)] }).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_team_that_owns_makes_its_members_owners_but_not_those_above_it()
    {
        var snapshot = ShippedAccess.Snapshot();
        var ownedByEurope = new ResourceContext { Owners = [new(ShippedAccess.SalesEurope, true)] };

        PolicyEvaluator.Check(ShippedAccess.Member(snapshot, "bob", ShippedAccess.SalesEurope), "table", Operation.Delete, ownedByEurope).Allowed.ShouldBeTrue();
        PolicyEvaluator.Check(ShippedAccess.Member(snapshot, "sue", ShippedAccess.Sales), "table", Operation.Delete, ownedByEurope).Allowed.ShouldBeFalse();
        PolicyEvaluator.Check(ShippedAccess.Member(snapshot, "rita", ShippedAccess.Research), "table", Operation.Delete, ownedByEurope).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_team_only_policy_keeps_outsiders_from_what_the_team_owns()
    {
        var snapshot = ShippedAccess.WithTeamOnly();
        var inside = ShippedAccess.Member(snapshot, "bob", ShippedAccess.SalesEurope);
        var outside = ShippedAccess.Member(snapshot, "rita", ShippedAccess.Research);
        var ownedByTeam = new ResourceContext { Owners = [new(ShippedAccess.SalesEurope, true)] };

        PolicyEvaluator.Check(inside, "table", Operation.ViewAll, ownedByTeam).Allowed.ShouldBeTrue();
        PolicyEvaluator.Check(outside, "table", Operation.ViewAll, ownedByTeam).Reason
            .ShouldBe("Principal: CatalogPrincipal{name='rita'} operation ViewAll denied policy TeamOnlyPolicy, rule TeamOnlyPolicy-Rule");
        PolicyEvaluator.Check(outside, "table", Operation.ViewAll, new() { Owners = [new(ShippedAccess.Research, true)] }).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void A_hierarchy_that_goes_in_circles_ends()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        var snapshot = new AccessSnapshot(1, [new(a, "a", false, [b], [], []), new(b, "b", false, [a], [], [])], [], []);
        ShippedAccess.Member(snapshot, "ann", a).Rules.ShouldBeEmpty();
        snapshot.IsUnder(a, b).ShouldBeTrue();
    }

    static Subject Person(string rules) => ShippedAccess.Person(ShippedAccess.With(JsonNode.Parse(rules)!.AsArray()), "ann");

    static bool Allowed(Subject subject, string resource, Operation operation) => PolicyEvaluator.Check(subject, resource, operation, ResourceContext.None).Allowed;
}
