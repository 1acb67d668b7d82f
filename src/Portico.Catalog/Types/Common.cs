namespace Portico.Catalog.Types;

/// <summary>What declarations share.</summary>
static class Common
{
    public const string Described = "displayName, description";

    /// <summary>What ingestion sends about every data asset.</summary>
    public const string Sourced = "sourceUrl, sourceHash";

    public static ReferenceMember Owners { get; } = new("owners", "user", "team") { Put = PutRule.KeepWhenAbsent };

    public static ReferenceMember Domains { get; } = new("domains", "domain") { Put = PutRule.KeepFromBots };

    public static ReferenceMember DataProducts { get; } = new("dataProducts", "dataProduct");

    public static ReferenceMember Reviewers { get; } = new("reviewers", "user", "team");

    public static ReferenceMember Experts { get; } = new("experts", "user");

    public static ReferenceMember Followers { get; } = new("followers", "user") { Versioned = false, Writable = false };

    /// <summary>Votes are relations too; the row's data says which way.</summary>
    public static ReferenceMember Votes { get; } = new("votes", "user") { Versioned = false, Writable = false };

    public static IReadOnlyDictionary<string, PutRule> Put { get; } = new Dictionary<string, PutRule>
    {
        ["description"] = PutRule.ReplaceExceptBots,
        ["tags"] = PutRule.MergeTags,
        ["extension"] = PutRule.KeepFromBots,
        ["style"] = PutRule.KeepWhenAbsent,
        ["lifeCycle"] = PutRule.KeepWhenAbsent,
        ["certification"] = PutRule.KeepWhenAbsent,
    };

    public static IReadOnlyDictionary<string, PutRule> PutWith(params (string Member, PutRule Rule)[] rules) =>
        Put.Concat(rules.Select(r => KeyValuePair.Create(r.Member, r.Rule))).ToDictionary();

    /// <summary>One that system and automation may own: the member is in the create request of governance types.</summary>
    public const string Provided = "provider:provider";
}
