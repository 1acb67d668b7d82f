using CsCheck;
using Portico.Catalog.Policies;

namespace Portico.Catalog.Tests.Policies;

public sealed class Read_conditions
{
    static readonly Guid Ann = ShippedAccess.Ann;

    [Theory]
    [InlineData("noOwner()", true)]
    [InlineData("!noOwner()", false)]
    [InlineData("isOwner()", false)]
    [InlineData("noOwner() && isOwner()", false)]
    [InlineData("noOwner() || isOwner()", true)]
    [InlineData("noOwner() and not isOwner()", true)]
    [InlineData("isOwner() or noOwner()", true)]
    [InlineData("!(isOwner() || noOwner())", false)]
    [InlineData("isOwner() && isOwner() || noOwner()", true)]
    [InlineData("  noOwner( )  ", true)]
    [InlineData("matchAnyTag('PII.Sensitive', \"Tier.Tier1\")", true)]
    [InlineData("matchAllTags('PII.Sensitive', 'Tier.Tier1')", false)]
    [InlineData("matchAllTags('PII.Sensitive')", true)]
    [InlineData("matchAnyTag('It''s')", true)]
    [InlineData("matchAnyCertification('Certification.Gold')", true)]
    [InlineData("matchAnyCertification('Certification.Silver')", false)]
    [InlineData("inAnyTeam('Sales')", true)]
    [InlineData("inAnyTeam('Organization')", true)]
    [InlineData("inAnyTeam('Research')", false)]
    [InlineData("hasAnyRole('DataSteward', 'DataConsumer')", true)]
    [InlineData("hasAnyRole('DataSteward')", false)]
    [InlineData("isReviewer()", false)]
    [InlineData("noDomain()", true)]
    [InlineData("hasDomain()", true)]
    [InlineData("isAdminUser()", false)]
    [InlineData("matchTeam()", false)]
    [InlineData("true", true)]
    [InlineData("!true || false", false)]
    public void Judges(string text, bool holds)
    {
        Condition.TryParse(text, out var condition, out var error).ShouldBeTrue(error);
        condition.Holds(Scope()).ShouldBe(holds);
    }

    [Theory]
    [InlineData("isOwner", "Expected an opening parenthesis after isOwner at 8, found the end")]
    [InlineData("isOwner(", "Expected a name in quotes at 9, found the end")]
    [InlineData("isOwner('x')", "isOwner at 1 takes no arguments")]
    [InlineData("matchAnyTag()", "matchAnyTag at 1 needs at least one name in quotes")]
    [InlineData("matchAnyTag(PII)", "Expected a name in quotes at 13, found 'P'")]
    [InlineData("matchAnyTag('PII)", "The quote opened at 13 is not closed")]
    [InlineData("matchAnyTag('')", "An empty name at 13")]
    [InlineData("noOwner() &&", "Expected a function at 13, found the end")]
    [InlineData("noOwner() & isOwner()", "Expected an operator (&&, ||) or the end at 11, found '&'")]
    [InlineData("(noOwner()", "Expected a closing parenthesis at 11, found the end")]
    [InlineData("noOwner())", "Expected an operator (&&, ||) or the end at 10, found ')'")]
    [InlineData("T(java.lang.Runtime).getRuntime()", "Unknown function T at 1")]
    [InlineData("deleteEverything()", "Unknown function deleteEverything at 1")]
    [InlineData("isowner()", "Unknown function isowner at 1")]
    public void Refuses_what_it_does_not_understand(string text, string reason)
    {
        Condition.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldStartWith(reason);
    }

    [Fact]
    public void Refuses_bottomless_nesting_instead_of_falling_in()
    {
        Condition.TryParse(new string('(', 5000) + "noOwner()", out _, out var error).ShouldBeFalse();
        error.ShouldContain("nested");
        Condition.TryParse(new string('!', 5000) + "noOwner()", out _, out error).ShouldBeFalse();
        error.ShouldContain("nested");
        Condition.TryParse(new string(' ', 20_000) + "noOwner()", out _, out error).ShouldBeFalse();
    }

    [Fact]
    public void Names_the_entities_that_must_exist()
    {
        Condition.TryParse("matchAnyTag('PII.Sensitive') && inAnyTeam('Sales') || hasAnyRole('DataSteward')", out var condition, out _).ShouldBeTrue();
        condition.References.ShouldBe([new("tag", "PII.Sensitive"), new("team", "Sales"), new("role", "DataSteward")]);
    }

    [Fact]
    public void Any_expression_means_what_its_structure_says()
    {
        Expression.Sample(expression =>
        {
            Condition.TryParse(expression.Text, out var condition, out var error).ShouldBeTrue($"{expression.Text}: {error}");
            return condition.Holds(Scope()) == expression.Value;
        });
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_nothing_else()
    {
        Gen.String["isOwner()noaltrue!&|' \"(),"].Sample(text =>
        {
            var read = Condition.TryParse(text, out _, out var error);
            return read ? error.Length == 0 : error.Length > 0;
        });
    }

    /// <summary>Domains differ and only one side has one: false. A list is filtered later: true.</summary>
    [Fact]
    public void A_domain_separates_those_inside_from_those_outside()
    {
        var inside = ShippedAccess.Snapshot().Resolve(new(Ann, "ann", false, false, [], [], [ShippedAccess.Domain]));
        var outside = ShippedAccess.Person(ShippedAccess.Snapshot(), "bob");
        var resource = new ResourceContext { Domains = [ShippedAccess.Domain] };

        Conditions.HasDomain(inside, resource).ShouldBeTrue();
        Conditions.HasDomain(outside, resource).ShouldBeFalse();
        Conditions.HasDomain(inside, ResourceContext.None).ShouldBeFalse();
        Conditions.HasDomain(outside, ResourceContext.None).ShouldBeTrue();
        Conditions.HasDomain(inside, new() { Domains = [Guid.NewGuid()] }).ShouldBeFalse();
        Conditions.HasDomain(inside, ResourceContext.List).ShouldBeTrue();
    }

    static Gen<(string Text, bool Value)> Expression => Gen.Recursive<(string Text, bool Value)>((depth, inner) =>
    {
        var leaf = Gen.OneOfConst(("noOwner()", true), ("isOwner()", false), ("true", true), ("false", false), ("matchAnyTag('PII.Sensitive')", true), ("hasAnyRole('Nobody')", false));
        return depth > 6
            ? leaf
            : Gen.Frequency(
                (2, leaf),
                (1, inner.Select(e => ($"!({e.Text})", !e.Value))),
                (2, Gen.Select(inner, inner, (a, b) => ($"({a.Text}) && ({b.Text})", a.Value && b.Value))),
                (2, Gen.Select(inner, inner, (a, b) => ($"({a.Text}) || ({b.Text})", a.Value || b.Value))));
    });

    static ConditionScope Scope()
    {
        var subject = ShippedAccess.Member(ShippedAccess.Snapshot(), "ann", ShippedAccess.SalesEurope);
        return new(subject, new() { Tags = ["PII.Sensitive", "It's"], Certification = "Certification.Gold" }, null);
    }
}
