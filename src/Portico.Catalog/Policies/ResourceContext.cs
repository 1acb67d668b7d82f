using System.Text.Json.Nodes;

namespace Portico.Catalog.Policies;

/// <summary>What conditions can ask about the resource of a request. On create it describes what shall be created (with what it inherits), but reviewers that a caller names are not trusted.</summary>
public sealed record ResourceContext
{
    /// <summary>Nothing is known: no owner, no tag, no domain.</summary>
    public static ResourceContext None { get; } = new();

    /// <summary>A list: what conditions on domains would hide is left to the list's filter.</summary>
    public static ResourceContext List { get; } = new() { IsList = true };

    /// <summary>Owners, own or inherited.</summary>
    public IReadOnlyList<Principal> Owners { get; init; } = [];

    /// <summary>Reviewers as they are stored.</summary>
    public IReadOnlyList<Principal> Reviewers { get; init; } = [];

    /// <summary>Fully qualified names of classification tags, glossary terms and the tier.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Fully qualified name of the certification's tag.</summary>
    public string? Certification { get; init; }

    /// <summary>Ids of the domains, own or inherited.</summary>
    public IReadOnlyList<Guid> Domains { get; init; } = [];

    /// <summary>Whether the request lists many resources.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the resource is a user who is an administrator.</summary>
    public bool IsAdminUser { get; init; }

    /// <summary>Reads the context out of an entity as it is served (<c>owners</c>, <c>reviewers</c>, <c>tags</c>, <c>certification</c>, <c>domains</c>, <c>isAdmin</c>).</summary>
    public static ResourceContext Of(JsonObject entity) => new()
    {
        Owners = Principals(entity["owners"]),
        Reviewers = Principals(entity["reviewers"]),
        Tags = [.. Objects(entity["tags"]).Select(t => (string?)t["tagFQN"]).OfType<string>()],
        Certification = (string?)((entity["certification"] as JsonObject)?["tagLabel"] as JsonObject)?["tagFQN"],
        Domains = [.. Objects(entity["domains"]).Select(d => Guid.TryParse((string?)d["id"], out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)],
        IsAdminUser = entity["isAdmin"] is JsonValue value && value.TryGetValue<bool>(out var isAdmin) && isAdmin,
    };

    static IReadOnlyList<Principal> Principals(JsonNode? references) =>
    [
        .. Objects(references)
            .Where(r => Guid.TryParse((string?)r["id"], out _))
            .Select(r => new Principal(Guid.Parse((string)r["id"]!), string.Equals((string?)r["type"], "team", StringComparison.Ordinal))),
    ];

    static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];
}
