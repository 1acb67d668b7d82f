using System.Collections.Frozen;

namespace Portico.Server.Search;

/// <summary>OpenMetadata's names of search indexes, and the entity types behind them: <c>table_search_index</c>, <c>table</c>, <c>dataAsset</c>, <c>all</c>, several separated by commas.</summary>
static class IndexNames
{
    static readonly string[] Assets =
    [
        "table", "storedProcedure", "database", "databaseSchema", "topic", "dashboard", "chart", "dashboardDataModel", "pipeline", "mlmodel", "container", "searchIndex", "query",
        "apiCollection", "apiEndpoint", "metric",
    ];

    static readonly string[] Services =
    [
        "databaseService", "messagingService", "pipelineService", "dashboardService", "mlmodelService", "storageService", "searchService", "apiService", "metadataService", "driveService",
        "securityService",
    ];

    static readonly string[] Others = ["glossary", "glossaryTerm", "tag", "classification", "user", "team", "domain", "dataProduct", "testCase", "testSuite", "ingestionPipeline"];

    static readonly FrozenDictionary<string, string[]> Groups = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = [],
        ["*"] = [],
        ["dataAsset"] = Assets,
        ["data_asset"] = Assets,
        ["service"] = Services,
        ["search_entity"] = ["searchIndex"],
        // An index is reachable through the names of what contains its entities.
        ["databaseService"] = ["databaseService", "database", "databaseSchema", "table", "storedProcedure"],
        ["database"] = ["database", "databaseSchema", "table", "storedProcedure"],
        ["databaseSchema"] = ["databaseSchema", "table", "storedProcedure"],
        ["glossary"] = ["glossary", "glossaryTerm"],
        ["classification"] = ["classification", "tag"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, string> Types = Assets.Concat(Services).Concat(Others).ToFrozenDictionary(type => type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The types of an index parameter: none for everything, <c>null</c> when an index is unknown.</summary>
    public static IReadOnlyList<string>? Resolve(string? index)
    {
        var types = new List<string>();
        foreach (var name in (index is null or "" ? "table_search_index" : index).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            const string suffix = "_search_index";
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                // An index by its own name holds one type alone.
                var camel = Camel(name[..^suffix.Length]);
                if (camel is "all" or "dataAsset")
                    types.AddRange(Groups[camel]);
                else
                    types.Add(camel == "searchEntity" ? "searchIndex" : camel);
                if (camel == "all")
                    return [];
            }
            else if (Groups.TryGetValue(name, out var group))
            {
                if (group.Length == 0)
                    return [];
                types.AddRange(group);
            }
            else if (Types.TryGetValue(name, out var type))
            {
                types.Add(type);
            }
            else
            {
                return null;
            }
        }
        return [.. types.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The index that a hit of the type says it comes from.</summary>
    public static string Of(string type) => type == "searchIndex" ? "search_entity_search_index" : $"{Snake(type)}_search_index";

    static string Camel(string snake)
    {
        var parts = snake.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(parts.Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
    }

    static string Snake(string camel) => string.Concat(camel.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
}
