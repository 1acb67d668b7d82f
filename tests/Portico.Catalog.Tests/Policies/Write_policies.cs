using System.Text.Json.Nodes;
using Portico.Catalog.Policies;

namespace Portico.Catalog.Tests.Policies;

public sealed class Write_policies
{
    [Theory]
    [InlineData("""{}""", "Policy must have at least one rule")]
    [InlineData("""{"rules": []}""", "Policy must have at least one rule")]
    [InlineData("""{"rules": [{"effect": "allow", "operations": ["All"], "resources": ["All"]}]}""", "Every rule of a policy needs a name")]
    [InlineData("""{"rules": [{"name": "r", "effect": "maybe", "operations": ["All"], "resources": ["All"]}]}""", "Rule r: effect is allow or deny")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": ["Everything"], "resources": ["All"]}]}""", "Rule r: unknown operation Everything")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": ["3"], "resources": ["All"]}]}""", "Rule r: unknown operation 3")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": [], "resources": ["All"]}]}""", "Rule r: operations must name at least one operation")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": ["All"], "resources": []}]}""", "Rule r: resources must name at least one resource, or All")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": ["All"], "resources": ["All"], "condition": "isAllowed()"}]}""", "Rule r: Failed to parse - Unknown function isAllowed at 1")]
    [InlineData("""{"rules": [{"name": "r", "effect": "allow", "operations": ["All"], "resources": ["All"]}, {"name": "r", "effect": "deny", "operations": ["All"], "resources": ["All"]}]}""", "There are two rules named r")]
    public void Refuses(string policy, string reason) => PolicyRules.Prepare(JsonNode.Parse(policy)!.AsObject(), "p").ShouldNotBeNull().ShouldStartWith(reason);

    [Fact]
    public void Stores_rules_in_order_and_without_what_others_cover()
    {
        var policy = JsonNode.Parse("""
            {"rules": [
              {"name": "z", "effect": "allow", "operations": ["ViewBasic", "ViewAll", "Delete", "EditTags"], "resources": ["topic", "table", "table"], "condition": "isOwner()", "description": "kept"},
              {"name": "a.b", "effect": "deny", "operations": ["All", "Delete"], "resources": ["table", "all"]}
            ]}
            """)!.AsObject();

        PolicyRules.Prepare(policy, "p").ShouldBeNull();
        JsonNode.DeepEquals(policy, JsonNode.Parse("""
            {"rules": [
              {"name": "a.b", "effect": "deny", "operations": ["All"], "resources": ["all"], "fullyQualifiedName": "p.\"a.b\""},
              {"name": "z", "effect": "allow", "operations": ["Delete", "EditTags", "ViewAll"], "resources": ["table", "topic"], "condition": "isOwner()", "description": "kept", "fullyQualifiedName": "p.z"}
            ]}
            """)).ShouldBeTrue(policy.ToJsonString());
    }
}
