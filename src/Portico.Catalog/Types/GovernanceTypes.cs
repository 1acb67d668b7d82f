namespace Portico.Catalog.Types;

/// <summary>Classifications, tags, and the domains that assets refer to.</summary>
static class GovernanceTypes
{
    static readonly ReferenceMember[] s_governed = [Common.Owners, Common.Reviewers, Common.Domains];

    public static EntityType Classification { get; } = new()
    {
        Name = "classification",
        Collection = "classifications",
        Members = "displayName, description*, mutuallyExclusive:bool, autoClassificationConfig:object, " + Common.Provided,
        Server = "disabled:bool",
        AlsoFields = "usageCount, termCount",
        References = s_governed,
        Put = Common.PutWith(("provider", PutRule.KeepWhenAbsent), ("mutuallyExclusive", PutRule.KeepWhenAbsent), ("autoClassificationConfig", PutRule.KeepWhenAbsent)),
        Defaults = new Dictionary<string, string> { ["mutuallyExclusive"] = "false" },
    };

    public static EntityType Tag { get; } = new()
    {
        Name = "tag",
        Collection = "tags",
        Containers = [new("parent", "tag", true), new("classification", "classification", true)],
        Members = "displayName, description*, style:style, mutuallyExclusive:bool, recognizers:object[], autoClassificationEnabled:bool, autoClassificationPriority:int, " + Common.Provided,
        Server = "deprecated:bool, disabled:bool",
        AlsoFields = "usageCount",
        Transient = "associatedTags:text[]",
        References = [.. s_governed, Common.DataProducts, new("children", "tag") { Children = true, Writable = false }],
        Put = Common.PutWith(("provider", PutRule.KeepWhenAbsent), ("mutuallyExclusive", PutRule.KeepWhenAbsent), ("recognizers", PutRule.KeepWhenAbsent)),
        Within = ["parent"],
        Filters = new Dictionary<string, string> { ["disabled"] = "disabled" },
    };

    public static EntityType Domain { get; } = new()
    {
        Name = "domain",
        Collection = "domains",
        Containers = [new("parent", "domain", true)],
        Members = "displayName, description*, domainType*:Source-aligned|Consumer-aligned|Aggregate, style:style",
        OnRequest = "tags:tag[], extension:object",
        References = [Common.Owners, Common.Experts, Common.Followers, Common.Votes, new("children", "domain") { Children = true, Writable = false }],
        Put = Common.Put,
        SoftDelete = false,
    };

    public static EntityType DataProduct { get; } = new()
    {
        Name = "dataProduct",
        Collection = "dataProducts",
        Members = "displayName, description*, style:style",
        OnRequest = "tags:tag[], extension:object",
        References = [Common.Owners, Common.Experts, Common.Reviewers, Common.Followers, Common.Votes, Common.Domains with { Required = true }],
        Put = Common.Put,
        SoftDelete = false,
    };
}
