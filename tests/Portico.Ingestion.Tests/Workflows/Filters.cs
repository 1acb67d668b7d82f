using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Tests.Workflows;

/// <summary>Filter patterns choose as Python's <c>re.match</c> does in OpenMetadata's client.</summary>
public sealed class Filters
{
    [Theory]
    [InlineData("ORDER", "order", true)]
    [InlineData("ORDER", "order_line", true)]
    [InlineData("ORDER", "reorder", false)]
    [InlineData("^cust.*", "customer", true)]
    [InlineData("order$", "order_line", false)]
    [InlineData("a|b", "xb", false)]
    [InlineData("(?P<x>a)b(?P=x)", "aba", true)]
    public void includes_match_at_the_start_in_any_case(string pattern, string name, bool passes) =>
        new FilterPattern([pattern], []).Passes(name).ShouldBe(passes);

    [Fact]
    public void excludes_remove_from_what_includes_chose()
    {
        var filter = new FilterPattern(["order.*"], [".*_old$"]);

        new[] { "orders", "orders_old", "customer" }.Where(filter.Passes).ShouldBe(["orders"]);
    }
}
