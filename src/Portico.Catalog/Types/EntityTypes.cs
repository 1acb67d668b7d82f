using System.Collections.Frozen;

namespace Portico.Catalog.Types;

/// <summary>The declared entity types.</summary>
public static class EntityTypes
{
    static readonly EntityType[] s_all =
    [
        DatabaseTypes.Service, DatabaseTypes.Database, DatabaseTypes.Schema, DatabaseTypes.Table, DatabaseTypes.StoredProcedure, DatabaseTypes.Query,
        PeopleTypes.User, PeopleTypes.Team, PeopleTypes.Role, PeopleTypes.Policy, PeopleTypes.Bot,
        GovernanceTypes.Classification, GovernanceTypes.Tag, GovernanceTypes.Domain, GovernanceTypes.DataProduct,
        OperationTypes.TestConnectionDefinition, OperationTypes.IngestionPipeline,
    ];

    static readonly FrozenDictionary<string, EntityType> s_byName = Resolve();

    /// <summary>Every type.</summary>
    public static IReadOnlyList<EntityType> All => s_all;

    /// <summary>A type by its name, such as <c>table</c>; <c>null</c> when there is none.</summary>
    public static EntityType? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The type that exists for certain.</summary>
    internal static EntityType Get(string name) => s_byName.TryGetValue(name, out var type) ? type : throw new ArgumentException($"There is no entity type '{name}'.", nameof(name));

    /// <summary>The member that shows an entity of a type in what it contains.</summary>
    internal static string MemberFor(string containerType) => containerType switch
    {
        "databaseService" => "service",
        "tag" or "domain" => "parent",
        _ => containerType,
    };

    static FrozenDictionary<string, EntityType> Resolve()
    {
        var byName = s_all.ToFrozenDictionary(t => t.Name);
        foreach (var type in s_all)
        {
            var seen = new Dictionary<string, string>();
            Walk(type);
            type.Ancestry = [.. seen.Select(s => (MemberFor(s.Key), s.Key))];

            void Walk(EntityType current)
            {
                foreach (var container in current.Containers)
                {
                    if (seen.TryAdd(container.Type, container.Type))
                        Walk(byName[container.Type]);
                }
            }
        }
        return byName;
    }
}
