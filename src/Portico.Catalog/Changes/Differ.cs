using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Names;
using Portico.Catalog.Policies;
using Portico.Catalog.Serving;
using Portico.Catalog.Types;

namespace Portico.Catalog.Changes;

/// <summary>Compares two states of an entity.</summary>
static class Differ
{
    static readonly JsonSerializerOptions s_compact = new() { Encoder = Fragment.Encoder };

    /// <summary>What the server sets, or what is told elsewhere: no change of the entity.</summary>
    static readonly HashSet<string> s_ignored =
    [
        "id", "name", "fullyQualifiedName", "version", "updatedAt", "updatedBy", "impersonatedBy", "href", "deleted", "changeDescription", "incrementalChangeDescription", "serviceType", "votes",
    ];

    /// <summary>Members of a column whose change is stored with the next version and makes none.</summary>
    static readonly HashSet<string> s_columnNoise = ["name", "fullyQualifiedName", "ordinalPosition", "children", "tags", "dataType", "arrayDataType", "profile", "customMetrics"];

    public static Differences Compare(EntityType type, JsonObject before, JsonObject after)
    {
        var found = new Differences();
        foreach (var name in before.Select(m => m.Key).Union(after.Select(m => m.Key)))
        {
            if (s_ignored.Contains(name) || type.Ancestry.Any(a => a.Member == name))
                continue;
            var (old, now) = (Value(before[name]), Value(after[name]));
            if (type.Reference(name) is { } reference)
            {
                if (reference is { Writable: true, Versioned: true })
                    References(found, reference, old, now);
            }
            else if (name == type.Columns)
                Columns(found, name, "", old as JsonArray ?? [], now as JsonArray ?? []);
            else if (name == "tags")
                Tags(found, name, old as JsonArray ?? [], now as JsonArray ?? []);
            else if (name == "extension")
                Extension(found, old as JsonObject ?? [], now as JsonObject ?? []);
            else if (old is JsonArray || now is JsonArray)
                Items(found, name, old as JsonArray ?? [], now as JsonArray ?? []);
            else
                One(found, name, old, now);
        }
        return found;
    }

    /// <summary>Empty lists and texts count as absent, as they do in OpenMetadata.</summary>
    static JsonNode? Value(JsonNode? node) => node switch
    {
        JsonArray { Count: 0 } => null,
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length == 0 => null,
        _ => node,
    };

    static void One(Differences found, string name, JsonNode? old, JsonNode? now)
    {
        if (JsonNode.DeepEquals(old, now))
            return;
        found.Operations |= OperationFor(name);
        if (old is null)
            found.Added.Add(new(name, null, Told(now)));
        else if (now is null)
            found.Deleted.Add(new(name, Told(old), null));
        else
            found.Updated.Add(new(name, Told(old), Told(now)));
    }

    static void Items(Differences found, string name, JsonArray old, JsonArray now)
    {
        var gone = old.Where(o => !now.Any(n => JsonNode.DeepEquals(o, n))).ToList();
        var come = now.Where(n => !old.Any(o => JsonNode.DeepEquals(o, n))).ToList();
        ListChange(found, name, gone, come, OperationFor(name));
    }

    static void References(Differences found, ReferenceMember member, JsonNode? old, JsonNode? now)
    {
        static IEnumerable<JsonNode> Each(JsonNode? node) => node is JsonArray items ? items.OfType<JsonNode>() : node is null ? [] : [node];
        var gone = Each(old).Where(o => !Each(now).Any(n => (string?)n["id"] == (string?)o["id"])).ToList<JsonNode?>();
        var come = Each(now).Where(n => !Each(old).Any(o => (string?)n["id"] == (string?)o["id"])).ToList<JsonNode?>();
        if (member.Many)
            ListChange(found, member.Name, gone, come, OperationFor(member.Name));
        else if (gone.Count > 0 || come.Count > 0)
            One(found, member.Name, old, now);
    }

    static void Tags(Differences found, string name, JsonArray old, JsonArray now)
    {
        static (string?, string?) Key(JsonNode? label) => ((string?)label?["tagFQN"], (string?)label?["source"]);
        var gone = old.Where(o => !now.Any(n => Key(n) == Key(o))).ToList();
        var come = now.Where(n => !old.Any(o => Key(o) == Key(n))).ToList();
        var operations = OperationSet.None;
        foreach (var label in gone.Concat(come))
            operations |= TagOperation(label);
        ListChange(found, name, gone, come, operations);
    }

    static OperationSet TagOperation(JsonNode? label) =>
        ((string?)label?["tagFQN"])?.StartsWith("Tier.", StringComparison.Ordinal) == true ? Operation.EditTier
        : (string?)label?["source"] == "Glossary" ? Operation.EditGlossaryTerms
        : Operation.EditTags;

    static void Extension(Differences found, JsonObject old, JsonObject now)
    {
        foreach (var key in old.Select(m => m.Key).Union(now.Select(m => m.Key)))
        {
            var before = found.Operations;
            One(found, $"extension.{FullyQualifiedName.Quote(key)}", old[key], now[key]);
            if (found.Operations != before || !JsonNode.DeepEquals(old[key], now[key]))
                found.Operations = before | Operation.EditCustomFields;
        }
    }

    static void Columns(Differences found, string list, string path, JsonArray old, JsonArray now)
    {
        static bool Same(JsonNode? a, JsonNode? b) =>
            (string?)a?["name"] == (string?)b?["name"] && (string?)a?["dataType"] == (string?)b?["dataType"] && (string?)a?["arrayDataType"] == (string?)b?["arrayDataType"];
        var left = now.ToList();
        var gone = new List<JsonNode?>();
        foreach (var column in old)
        {
            var index = left.FindIndex(n => Same(column, n));
            if (index < 0)
            {
                gone.Add(column);
                continue;
            }
            Column(found, list, path, column!.AsObject(), left[index]!.AsObject());
            left.RemoveAt(index);
        }
        found.Breaking |= gone.Count > 0;
        ListChange(found, path.Length == 0 ? list : $"{list}.{path}.children", gone, left, Operation.EditAll);
    }

    static void Column(Differences found, string list, string path, JsonObject old, JsonObject now)
    {
        var local = (path.Length == 0 ? "" : path + ".") + FullyQualifiedName.Quote((string?)old["name"] ?? "");
        var name = $"{list}.{local}";
        foreach (var member in old.Select(m => m.Key).Union(now.Select(m => m.Key)))
        {
            if (!s_columnNoise.Contains(member))
                ColumnMember(found, member, $"{name}.{member}", Value(old[member]), Value(now[member]));
        }
        Tags(found, name + ".tags", old["tags"] as JsonArray ?? [], now["tags"] as JsonArray ?? []);
        if (old["children"] is JsonArray || now["children"] is JsonArray)
            Columns(found, list, local, old["children"] as JsonArray ?? [], now["children"] as JsonArray ?? []);
    }

    static void ColumnMember(Differences found, string member, string name, JsonNode? old, JsonNode? now)
    {
        if (JsonNode.DeepEquals(old, now))
            return;
        // Narrower is incompatible; so is a length where there was no limit before.
        if (member == "dataLength")
            found.Breaking |= old is null || Number(now) < Number(old);
        else if (member is "precision" or "scale")
            found.Breaking |= old is not null && (now is null || Number(now) < Number(old));
        var operations = found.Operations;
        One(found, name, old, now);
        found.Operations = operations | OperationFor(member);
    }

    static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;

    static void ListChange(Differences found, string name, List<JsonNode?> gone, List<JsonNode?> come, OperationSet operations)
    {
        if (gone.Count > 0)
            found.Deleted.Add(new(name, Json(gone), null));
        if (come.Count > 0)
            found.Added.Add(new(name, null, Json(come)));
        if (gone.Count > 0 || come.Count > 0)
            found.Operations |= operations;
    }

    static JsonValue Json(List<JsonNode?> items) => JsonValue.Create("[" + string.Join(',', items.Select(i => i?.ToJsonString(s_compact) ?? "null")) + "]");

    static JsonNode? Told(JsonNode? value) => value is JsonObject or JsonArray ? JsonValue.Create(value.ToJsonString(s_compact)) : value;

    static Operation OperationFor(string member) => member switch
    {
        "description" => Operation.EditDescription,
        "displayName" => Operation.EditDisplayName,
        "tags" => Operation.EditTags,
        "owners" => Operation.EditOwners,
        "reviewers" => Operation.EditReviewers,
        "certification" => Operation.EditCertification,
        "lifeCycle" => Operation.EditLifeCycle,
        "roles" or "defaultRoles" => Operation.EditRole,
        "teams" => Operation.EditTeams,
        "users" => Operation.EditUsers,
        "policies" => Operation.EditPolicy,
        "usageSummary" => Operation.EditUsage,
        "entityStatus" => Operation.EditStatus,
        "tableProfilerConfig" => Operation.EditDataProfile,
        _ => Operation.EditAll,
    };
}
