using System.Text.Json.Nodes;

namespace Portico.Catalog.Seeds;

/// <summary>The policies, roles, tags, the team, the user and the bot that every catalog begins with, with OpenMetadata's names and rules. References are by name.</summary>
static class ShippedDocuments
{
    /// <summary>By type, in the order in which they refer to each other.</summary>
    public static IReadOnlyList<(string Type, JsonObject Document)> Read()
    {
        using var stream = typeof(ShippedDocuments).Assembly.GetManifestResourceStream("Portico.Catalog.Seeds.seeds.json")!;
        var root = JsonNode.Parse(stream)!.AsObject();
        return [.. root.SelectMany(type => type.Value!.AsArray().Select(document => (type.Key, (JsonObject)document!.DeepClone())))];
    }
}
