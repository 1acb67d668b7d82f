using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Model;

namespace Portico.Realms.Import;

/// <summary>Reading and shaping of JSON nodes that arrive from outside.</summary>
static class Nodes
{
    public static JsonObject ToObject(this JsonElement element) => JsonObject.Create(element) is { } wrapped ? (JsonObject)wrapped.DeepClone() : [];

    public static JsonElement ToElement(this JsonNode node) => node.Deserialize(RealmJson.Default.JsonElement);

    public static string? Text(this JsonObject node, string name) => node[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    public static bool? Flag(this JsonObject node, string name) => node[name] switch
    {
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<string>(out var text) && bool.TryParse(text, out var flag) => flag,
        _ => null,
    };

    public static IEnumerable<JsonObject> Objects(this JsonObject node, string name) => (node[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static IReadOnlyList<string> Texts(this JsonObject node, string name) => node[name] switch
    {
        JsonArray array => [.. array.OfType<JsonValue>().Select(Scalar)],
        JsonValue value => [Scalar(value)],
        _ => [],
    };

    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    /// <summary>Attributes of users, groups and roles: each a list; a single text is a list of one, null drops the attribute.</summary>
    public static JsonObject Lists(JsonObject? attributes)
    {
        var lists = new JsonObject();
        foreach (var (name, value) in attributes ?? [])
        {
            if (value is JsonArray array)
                lists[name] = Array(array.OfType<JsonValue>().Select(Scalar));
            else if (value is JsonValue single)
                lists[name] = new JsonArray(Scalar(single));
        }
        return lists;
    }

    /// <summary>Settings: each a text; null and empty ones are left out.</summary>
    public static JsonObject Settings(JsonObject? given)
    {
        var texts = new JsonObject();
        foreach (var (name, value) in given ?? [])
        {
            if (value is JsonValue scalar && Scalar(scalar) is { Length: > 0 } text)
                texts[name] = text;
        }
        return texts;
    }

    /// <summary>Keeps members that the document does not have yet, so that what this version does not know comes back out.</summary>
    public static void CopyUnknown(JsonObject given, JsonObject document, IReadOnlyCollection<string> derived)
    {
        foreach (var (name, value) in given)
        {
            if (value is not null && IsForeign(name) && !derived.Contains(name) && !document.ContainsKey(name))
                document[name] = value.DeepClone();
        }
    }

    public static string Scalar(JsonValue value) => value.TryGetValue<string>(out var text) ? text : value.ToJsonString();

    /// <summary>Whether a member can come from outside: those that start with <c>$</c> are the store's own, and one without a name is nobody's.</summary>
    public static bool IsForeign(string member) => member.Length > 0 && member[0] != '$';

    /// <summary>A copy of what came from outside, without nulls and without what only the store may say.</summary>
    public static JsonObject Foreign(this JsonObject given)
    {
        var copy = ((JsonObject)given.DeepClone()).WithoutNulls();
        foreach (var name in copy.Select(m => m.Key).Where(n => !IsForeign(n)).ToArray())
            copy.Remove(name);
        return copy;
    }

    /// <summary>Drops members whose value is null.</summary>
    public static JsonObject WithoutNulls(this JsonObject node)
    {
        foreach (var name in node.Where(m => m.Value is null).Select(m => m.Key).ToArray())
            node.Remove(name);
        return node;
    }
}
