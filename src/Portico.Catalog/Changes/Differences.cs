using System.Text.Json.Nodes;
using Portico.Catalog.Policies;

namespace Portico.Catalog.Changes;

/// <summary>What differs between two states of an entity, in the terms of OpenMetadata's change descriptions.</summary>
sealed class Differences
{
    public List<FieldChange> Added { get; } = [];

    public List<FieldChange> Updated { get; } = [];

    public List<FieldChange> Deleted { get; } = [];

    /// <summary>Whether something was taken away that readers may rely on: the version moves by 1.0 instead of 0.1.</summary>
    public bool Breaking { get; set; }

    /// <summary>What one must be allowed to do for it.</summary>
    public OperationSet Operations { get; set; }

    public bool Any => Added.Count > 0 || Updated.Count > 0 || Deleted.Count > 0;

    /// <summary>The change description; <paramref name="previous"/> is the version before, in tenths.</summary>
    public JsonObject Describe(long previous, JsonObject? summary)
    {
        var description = new JsonObject
        {
            ["fieldsAdded"] = List(Added),
            ["fieldsUpdated"] = List(Updated),
            ["fieldsDeleted"] = List(Deleted),
            ["previousVersion"] = previous / 10m,
        };
        if (summary is { Count: > 0 })
            description["changeSummary"] = summary.DeepClone();
        return description;
    }

    static JsonArray List(List<FieldChange> changes)
    {
        var list = new JsonArray();
        foreach (var change in changes)
        {
            var item = new JsonObject { ["name"] = change.Name };
            if (change.Old is not null)
                item["oldValue"] = change.Old.DeepClone();
            if (change.New is not null)
                item["newValue"] = change.New.DeepClone();
            list.Add((JsonNode)item);
        }
        return list;
    }
}
