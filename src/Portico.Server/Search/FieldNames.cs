using System.Collections.Frozen;
using Portico.Catalog.Search;

namespace Portico.Server.Search;

/// <summary>Fields as clients of OpenMetadata's search index name them, and ours.</summary>
static class FieldNames
{
    static readonly FrozenDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["entityType"] = SearchFields.Type,
        ["owners.name"] = SearchFields.Owner,
        ["owners.displayName"] = SearchFields.Owner,
        ["owners.fullyQualifiedName"] = SearchFields.Owner,
        ["owner.name"] = SearchFields.Owner,
        ["owner.displayName"] = SearchFields.Owner,
        ["ownerDisplayName"] = SearchFields.Owner,
        ["tags.tagFQN"] = SearchFields.Tag,
        ["tier.tagFQN"] = SearchFields.Tier,
        ["domains.fullyQualifiedName"] = SearchFields.Domain,
        ["domains.displayName"] = SearchFields.Domain,
        ["domains.name"] = SearchFields.Domain,
        ["domain.fullyQualifiedName"] = SearchFields.Domain,
        ["service.name"] = SearchFields.Service,
        ["service.displayName"] = SearchFields.Service,
        ["service.fullyQualifiedName"] = SearchFields.Service,
        ["serviceType"] = SearchFields.ServiceType,
        ["database.name"] = SearchFields.Database,
        ["database.displayName"] = SearchFields.Database,
        ["databaseSchema.name"] = SearchFields.DatabaseSchema,
        ["databaseSchema.displayName"] = SearchFields.DatabaseSchema,
        ["tableType"] = SearchFields.TableType,
        ["fullyQualifiedName"] = SearchFields.FullyQualifiedName,
        ["name"] = SearchFields.Name,
        ["email"] = SearchFields.Email,
        ["id"] = SearchFields.Id,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The facets that a search answers with, by the names that pages read them under.</summary>
    public static IReadOnlyList<(string Name, string Field)> Aggregations { get; } =
    [
        ("entityType", SearchFields.Type),
        ("serviceType", SearchFields.ServiceType),
        ("service.displayName.keyword", SearchFields.Service),
        ("owners.displayName.keyword", SearchFields.Owner),
        ("tags.tagFQN", SearchFields.Tag),
        ("tier.tagFQN", SearchFields.Tier),
        ("domains.displayName.keyword", SearchFields.Domain),
        ("database.displayName.keyword", SearchFields.Database),
        ("databaseSchema.displayName.keyword", SearchFields.DatabaseSchema),
        ("tableType", SearchFields.TableType),
    ];

    /// <summary>Our field, or <c>null</c> when the index does not hold it.</summary>
    public static string? Resolve(string name) => Fields.GetValueOrDefault(Plain(name));

    /// <summary>Without the suffixes that choose between forms of one field.</summary>
    public static string Plain(string name)
    {
        foreach (var suffix in new[] { ".keyword", ".ngram", ".compound", ".actualCase" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return name[..^suffix.Length];
        }
        return name;
    }
}
