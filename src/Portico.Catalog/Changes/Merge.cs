using System.Text.Json.Nodes;
using Portico.Catalog.Types;

namespace Portico.Catalog.Changes;

/// <summary>Brings a stored entity up to a create request: OpenMetadata's rules of what PUT overwrites and what it keeps.</summary>
static class Merge
{
    /// <summary>The state after the request. <paramref name="request"/> holds its members in stored form, references resolved.</summary>
    /// <param name="bot">Bots do not overwrite what people wrote.</param>
    public static JsonObject Apply(EntityType type, JsonObject before, JsonObject request, bool bot)
    {
        var after = before.DeepClone().AsObject();
        foreach (var name in type.Puttable)
        {
            var rule = type.Reference(name)?.Put ?? type.Put.GetValueOrDefault(name);
            var merged = Member(rule, before[name], request[name], bot);
            if (merged is null)
                after.Remove(name);
            else
                after[name] = merged.DeepClone();
        }
        return after;
    }

    static JsonNode? Member(PutRule rule, JsonNode? stored, JsonNode? given, bool bot) => rule switch
    {
        PutRule.KeepWhenAbsent => IsEmpty(given) ? stored : given,
        PutRule.KeepFromBots => IsEmpty(given) || (bot && !IsEmpty(stored)) ? stored : given,
        PutRule.ReplaceExceptBots => bot && !IsEmpty(stored) ? stored : given,
        PutRule.MergeTags => Tags(stored as JsonArray, given as JsonArray),
        PutRule.Columns => Columns(stored as JsonArray, given as JsonArray, bot),
        PutRule.Constraints => Constraints(stored as JsonArray, given as JsonArray),
        _ => given,
    };

    static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray items => items.Count == 0,
        JsonValue value => value.TryGetValue<string>(out var text) && text.Length == 0,
        _ => false,
    };

    static JsonArray? Tags(JsonArray? stored, JsonArray? given)
    {
        if (stored is null || given is null)
            return stored ?? given;
        var merged = stored.DeepClone().AsArray();
        foreach (var label in given)
        {
            if (!merged.Any(m => (string?)m?["tagFQN"] == (string?)label?["tagFQN"] && (string?)m?["source"] == (string?)label?["source"]))
                merged.Add(label?.DeepClone());
        }
        return merged;
    }

    static JsonArray? Columns(JsonArray? stored, JsonArray? given, bool bot)
    {
        if (stored is null || given is null)
            return given;
        var merged = given.DeepClone().AsArray();
        foreach (var column in merged.OfType<JsonObject>())
        {
            if (stored.OfType<JsonObject>().FirstOrDefault(s => (string?)s["name"] == (string?)column["name"]) is not { } old)
                continue;
            foreach (var text in (string[])["description", "displayName"])
            {
                if (!IsEmpty(old[text]) && (bot || !SameType(old, column)))
                    column[text] = old[text]!.DeepClone();
            }
            foreach (var kept in (string[])["ordinalPosition", "extension", "profile", "customMetrics"])
            {
                if (column[kept] is null && old[kept] is { } value)
                    column[kept] = value.DeepClone();
            }
            if (Tags(old["tags"] as JsonArray, column["tags"] as JsonArray) is { } tags)
                column["tags"] = tags.DeepClone();
            if (Columns(old["children"] as JsonArray, column["children"] as JsonArray, bot) is { } children)
                column["children"] = children.DeepClone();
        }
        return merged;
    }

    static bool SameType(JsonObject a, JsonObject b) => (string?)a["dataType"] == (string?)b["dataType"];

    /// <summary>Clients send foreign keys apart from the table, so a request without any says nothing about them.</summary>
    static JsonArray? Constraints(JsonArray? stored, JsonArray? given)
    {
        static bool IsForeign(JsonNode? c) => (string?)c?["constraintType"] == "FOREIGN_KEY";
        if (stored is null || given?.Any(IsForeign) == true)
            return given;
        var merged = given?.DeepClone().AsArray() ?? [];
        foreach (var foreign in stored.Where(IsForeign))
            merged.Add(foreign!.DeepClone());
        return merged.Count == 0 ? given : merged;
    }
}
