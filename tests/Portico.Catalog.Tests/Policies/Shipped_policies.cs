using System.Text.Json.Nodes;
using Portico.Catalog.Policies;
using Portico.Catalog.Seeds;

namespace Portico.Catalog.Tests.Policies;

/// <summary>Who may do what on a fresh catalog: the table that the documentation could print.</summary>
public sealed class Shipped_policies
{
    static readonly ResourceContext OwnedByAnn = new() { Owners = [new(ShippedAccess.Ann, false)] };
    static readonly ResourceContext OwnedBySomebody = new() { Owners = [new(Guid.NewGuid(), false)] };

    [Theory]
    [InlineData("consumer", "table", Operation.ViewAll, "nobody", true)]
    [InlineData("consumer", "table", Operation.ViewBasic, "somebody", true)]
    [InlineData("consumer", "table", Operation.EditDescription, "somebody", true)]
    [InlineData("consumer", "table", Operation.EditTags, "somebody", true)]
    [InlineData("consumer", "table", Operation.EditTier, "somebody", true)]
    [InlineData("consumer", "table", Operation.EditOwners, "nobody", true)]
    [InlineData("consumer", "table", Operation.EditOwners, "somebody", false)]
    [InlineData("consumer", "table", Operation.EditDisplayName, "somebody", false)]
    [InlineData("consumer", "table", Operation.EditAll, "somebody", false)]
    [InlineData("consumer", "table", Operation.EditAll, "nobody", false)]
    [InlineData("consumer", "table", Operation.Delete, "nobody", false)]
    [InlineData("consumer", "table", Operation.Delete, "somebody", false)]
    [InlineData("consumer", "table", Operation.Create, "nobody", false)]
    [InlineData("consumer", "table", Operation.EditAll, "ann", true)]
    [InlineData("consumer", "table", Operation.Delete, "ann", true)]
    [InlineData("consumer", "policy", Operation.Create, "nobody", false)]
    [InlineData("consumer", "policy", Operation.EditAll, "nobody", false)]
    [InlineData("consumer", "user", Operation.Create, "nobody", false)]
    [InlineData("consumer", "user", Operation.EditRole, "nobody", false)]
    [InlineData("consumer", "bot", Operation.GenerateToken, "nobody", false)]
    [InlineData("consumer", "user", Operation.Impersonate, "nobody", false)]
    [InlineData("steward", "table", Operation.EditDisplayName, "somebody", true)]
    [InlineData("steward", "table", Operation.EditOwners, "somebody", true)]
    [InlineData("steward", "table", Operation.EditLineage, "somebody", true)]
    [InlineData("steward", "table", Operation.Delete, "somebody", false)]
    [InlineData("steward", "table", Operation.Create, "somebody", false)]
    [InlineData("steward", "policy", Operation.EditAll, "somebody", false)]
    [InlineData("ingestion", "table", Operation.Create, "nobody", true)]
    [InlineData("ingestion", "table", Operation.BulkCreate, "nobody", true)]
    [InlineData("ingestion", "table", Operation.BulkUpdate, "somebody", true)]
    [InlineData("ingestion", "table", Operation.EditAll, "somebody", true)]
    [InlineData("ingestion", "table", Operation.Delete, "somebody", true)]
    [InlineData("ingestion", "databaseService", Operation.Create, "nobody", true)]
    [InlineData("ingestion", "table", Operation.EditDisplayName, "nobody", false)]
    [InlineData("ingestion", "bot", Operation.Create, "nobody", false)]
    [InlineData("ingestion", "bot", Operation.Delete, "nobody", false)]
    [InlineData("ingestion", "user", Operation.Impersonate, "nobody", false)]
    [InlineData("ingestion", "user", Operation.GenerateToken, "nobody", false)]
    [InlineData("profiler", "table", Operation.EditDataProfile, "nobody", true)]
    [InlineData("profiler", "table", Operation.Create, "nobody", false)]
    [InlineData("profiler", "table", Operation.Delete, "nobody", false)]
    [InlineData("lineage", "query", Operation.Create, "nobody", true)]
    [InlineData("lineage", "table", Operation.Create, "nobody", false)]
    [InlineData("usage", "table", Operation.Create, "nobody", true)]
    [InlineData("classifier", "table", Operation.EditTags, "nobody", true)]
    [InlineData("classifier", "topic", Operation.EditTags, "nobody", false)]
    [InlineData("roleless bot", "table", Operation.ViewBasic, "nobody", false)]
    [InlineData("default bot", "table", Operation.ViewBasic, "nobody", false)]
    [InlineData("administrator", "table", Operation.Delete, "somebody", true)]
    [InlineData("administrator", "policy", Operation.EditAll, "somebody", true)]
    [InlineData("administrator", "user", Operation.Impersonate, "somebody", true)]
    public void Decide(string who, string resource, Operation operation, string owner, bool allowed)
    {
        var snapshot = ShippedAccess.Snapshot();
        var subject = who switch
        {
            "consumer" => ShippedAccess.Person(snapshot, "ann"),
            "steward" => ShippedAccess.Person(snapshot, "ann", "DataSteward"),
            "ingestion" => ShippedAccess.Bot(snapshot, "IngestionBotRole"),
            "profiler" => ShippedAccess.Bot(snapshot, "ProfilerBotRole"),
            "lineage" => ShippedAccess.Bot(snapshot, "LineageBotRole"),
            "usage" => ShippedAccess.Bot(snapshot, "UsageBotRole"),
            "classifier" => ShippedAccess.Bot(snapshot, "AutoClassificationBotRole"),
            "default bot" => ShippedAccess.Bot(snapshot, "DefaultBotRole"),
            "roleless bot" => ShippedAccess.Bot(snapshot),
            _ => ShippedAccess.Admin(snapshot),
        };
        var context = owner switch { "ann" => OwnedByAnn, "somebody" => OwnedBySomebody, _ => ResourceContext.None };

        PolicyEvaluator.Check(subject, resource, operation, context).Allowed.ShouldBe(allowed);
    }

    [Fact]
    public void Are_what_a_write_would_store()
    {
        foreach (var (_, document) in ShippedDocuments.Read().Where(d => d.Type == "policy"))
        {
            var prepared = (JsonObject)document.DeepClone();
            PolicyRules.Prepare(prepared, (string)document["name"]!).ShouldBeNull();
            prepared["rules"]!.AsArray().Select(r => (string)r!["name"]!).ShouldBe(document["rules"]!.AsArray().Select(r => (string)r!["name"]!), (string)document["name"]!);
            foreach (var (rule, stored) in document["rules"]!.AsArray().Zip(prepared["rules"]!.AsArray()))
                stored!["operations"]!.ToJsonString().ShouldBe(rule!["operations"]!.ToJsonString());
        }
    }

    [Fact]
    public void Refuse_in_the_words_that_clients_know()
    {
        var snapshot = ShippedAccess.Snapshot();
        PolicyEvaluator.Check(ShippedAccess.Person(snapshot, "ann"), "table", OperationSet.Of(Operation.EditDescription, Operation.Delete), OwnedBySomebody).Reason
            .ShouldBe("Principal: CatalogPrincipal{name='ann'} operations [Delete] not allowed");
        PolicyEvaluator.Check(ShippedAccess.Bot(snapshot, "IngestionBotRole"), "table", Operation.EditDisplayName, ResourceContext.None).Reason
            .ShouldBe("Principal: CatalogPrincipal{name='bot'} operation EditDisplayName denied by role IngestionBotRole, policy IngestionBotPolicy, rule DisplayName-Deny");
        Authorizer.CheckAdmin(ShippedAccess.Person(snapshot, "ann")).Reason.ShouldBe("Principal: CatalogPrincipal{name='ann'} is not admin");
        Authorizer.CheckAdminOrBot(ShippedAccess.Person(snapshot, "ann")).Allowed.ShouldBeFalse();
        Authorizer.CheckAdminOrBot(ShippedAccess.Bot(snapshot)).Allowed.ShouldBeTrue();
    }
}
