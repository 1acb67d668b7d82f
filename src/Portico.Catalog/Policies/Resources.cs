using System.Collections.Frozen;

namespace Portico.Catalog.Policies;

/// <summary>The types of resources that rules can speak of, with the operations that each knows.</summary>
public static class Resources
{
    static readonly OperationSet Entity = OperationSet.Of(
        Operation.Create, Operation.Delete, Operation.ViewAll, Operation.ViewBasic, Operation.EditAll, Operation.EditDescription, Operation.EditDisplayName, Operation.EditCustomFields);

    static readonly OperationSet Asset = Entity | OperationSet.Of(
        Operation.BulkCreate, Operation.BulkUpdate, Operation.EditOwners, Operation.EditTags, Operation.EditGlossaryTerms, Operation.EditTier, Operation.EditCertification, Operation.EditLineage,
        Operation.EditLifeCycle, Operation.ViewCustomFields);

    static readonly OperationSet Data = Asset | OperationSet.Of(
        Operation.ViewUsage, Operation.ViewTests, Operation.ViewQueries, Operation.ViewDataProfile, Operation.ViewSampleData, Operation.EditUsage, Operation.EditTests, Operation.EditQueries,
        Operation.EditDataProfile, Operation.EditSampleData, Operation.CreateTests, Operation.EditEntityRelationship);

    static readonly OperationSet Owned = Entity | OperationSet.Of(Operation.EditOwners, Operation.EditTags, Operation.EditGlossaryTerms, Operation.EditTier, Operation.EditReviewers, Operation.EditStatus);

    static readonly FrozenDictionary<string, OperationSet> Known = new Dictionary<string, OperationSet>(StringComparer.OrdinalIgnoreCase)
    {
        ["bot"] = Entity | Operation.GenerateToken,
        ["chart"] = Asset,
        ["classification"] = Owned,
        ["container"] = Data,
        ["dashboard"] = Asset | Operation.ViewUsage,
        ["database"] = Asset | OperationSet.Of(Operation.ViewUsage, Operation.EditUsage, Operation.ViewProfilerGlobalConfiguration),
        ["databaseSchema"] = Asset | OperationSet.Of(Operation.ViewUsage, Operation.EditUsage),
        ["databaseService"] = Asset,
        ["dataProduct"] = Owned,
        ["domain"] = Owned,
        ["glossary"] = Owned,
        ["glossaryTerm"] = Owned,
        ["ingestionPipeline"] = Entity | OperationSet.Of(
            Operation.EditOwners, Operation.EditIngestionPipelineStatus, Operation.CreateIngestionPipelineAutomator, Operation.Deploy, Operation.Trigger, Operation.Kill),
        ["lineage"] = OperationSet.Of(Operation.ViewAll, Operation.ViewBasic, Operation.EditAll, Operation.EditLineage),
        ["mlmodel"] = Asset | Operation.ViewUsage,
        ["pipeline"] = Asset | OperationSet.Of(Operation.ViewUsage, Operation.EditStatus),
        ["policy"] = Entity | Operation.EditOwners,
        ["query"] = Asset,
        ["role"] = Entity | Operation.EditPolicy,
        ["storedProcedure"] = Asset,
        ["table"] = Data,
        ["tag"] = Owned,
        ["team"] = Entity | OperationSet.Of(Operation.EditOwners, Operation.EditPolicy, Operation.EditTeams, Operation.EditUsers),
        ["testConnectionDefinition"] = OperationSet.Of(Operation.ViewAll, Operation.ViewBasic),
        ["topic"] = Data,
        ["user"] = Entity | OperationSet.Of(Operation.EditRole, Operation.EditTeams, Operation.GenerateToken, Operation.Impersonate),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All types, by name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether there is such a type.</summary>
    public static bool IsKnown(string resourceType) => Known.ContainsKey(resourceType);

    /// <summary>The operations of a type; of an unknown one those that every entity knows.</summary>
    public static OperationSet OperationsOf(string resourceType) => Known.TryGetValue(resourceType, out var operations) ? operations : Entity;
}
