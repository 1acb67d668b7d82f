using System.Collections.Frozen;

namespace Portico.Server.Ui.Reading;

/// <summary>How a type of the catalog appears: its words, its picture, its pages.</summary>
/// <param name="Type">The type's name in documents, such as <c>databaseSchema</c>.</param>
/// <param name="Singular">For people, lower case.</param>
/// <param name="Plural">For people, upper case first.</param>
/// <param name="Icon">Name of a picture of <see cref="Shared.Icon"/>.</param>
/// <param name="Collection">The collection's path below <c>/api/v1/</c>.</param>
/// <param name="Route">Where its pages are, up to the name; <c>null</c> when it has none.</param>
public sealed record AssetKind(string Type, string Singular, string Plural, string Icon, string Collection, string? Route)
{
    /// <summary>The kinds that searches and counts speak of, from the outermost inwards.</summary>
    public static IReadOnlyList<AssetKind> Data { get; } =
    [
        new("databaseService", "database service", "Services", "service", "services/databaseServices", "/service/databaseServices/"),
        new("database", "database", "Databases", "database", "databases", "/database/"),
        new("databaseSchema", "schema", "Schemas", "schema", "databaseSchemas", "/databaseSchema/"),
        new("table", "table", "Tables", "table", "tables", "/table/"),
        new("storedProcedure", "stored procedure", "Stored procedures", "procedure", "storedProcedures", "/storedProcedure/"),
    ];

    static readonly FrozenDictionary<string, AssetKind> ByType = new AssetKind[]
    {
        new("user", "person", "People", "person", "users", "/users/"),
        new("team", "team", "Teams", "team", "teams", "/teams/"),
        new("role", "role", "Roles", "shield", "roles", null),
        new("policy", "policy", "Policies", "shield", "policies", null),
        new("bot", "bot", "Bots", "bot", "bots", null),
        new("tag", "tag", "Tags", "tag", "tags", null),
        new("classification", "classification", "Classifications", "tag", "classifications", null),
        new("domain", "domain", "Domains", "shield", "domains", null),
    }.Concat(Data).ToFrozenDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>The kind of a type; an unknown one shows under its own name.</summary>
    public static AssetKind Of(string type) =>
        ByType.GetValueOrDefault(type) ?? new AssetKind(type, type, type, "file", type + "s", null);

    /// <summary>The address of one asset's page; <c>null</c> when its type has no pages.</summary>
    public string? Address(string fqn) => Route is null ? null : Route + Uri.EscapeDataString(fqn);

    /// <summary>The document as the REST API serves it.</summary>
    public string JsonAddress(string fqn) => $"/api/v1/{Collection}/name/{Uri.EscapeDataString(fqn)}?fields=*";
}
