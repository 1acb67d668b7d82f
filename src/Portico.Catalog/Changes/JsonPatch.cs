using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Catalog.Changes;

/// <summary>
/// JSON Patch (RFC 6902), with what OpenMetadata's clients rely on besides: an absent list counts as empty, so that <c>add /tags/0</c> works on an entity without tags,
/// and <c>replace</c> of an absent member adds it.
/// </summary>
public static class JsonPatch
{
    /// <summary>Most characters that copies may add, so that a small patch cannot make a huge document.</summary>
    const int MostCopied = 16 * 1024 * 1024;

    /// <summary>Applies a patch to a document in place; what went wrong, or <c>null</c>. After an error the document is half changed: it is to be thrown away.</summary>
    public static string? Apply(JsonObject document, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Array)
            return "A JSON patch must be an array of operations";
        var copied = 0;
        JsonNode root = document;
        foreach (var step in patch.EnumerateArray())
        {
            if (step.ValueKind != JsonValueKind.Object || Text(step, "op") is not { } op || Text(step, "path") is not { } path)
                return "Each operation of a JSON patch must be an object with 'op' and 'path'";
            if (Pointer(path) is not { } pointer)
                return $"'{path}' is no JSON pointer";
            var problem = op switch
            {
                "add" => Valued(step, value => Add(root, pointer, value, path)),
                "replace" => Valued(step, value => Replace(root, pointer, value, path)),
                "remove" => Remove(root, pointer, path, out _),
                "test" => Valued(step, value => JsonNode.DeepEquals(Find(root, pointer), value) ? null : $"The test of '{path}' failed"),
                "move" => Move(root, step, pointer, path),
                "copy" => Copy(root, step, pointer, path, ref copied),
                _ => $"'{op}' is no operation of a JSON patch",
            };
            if (problem is not null)
                return problem;
        }
        return null;
    }

    static string? Text(JsonElement step, string member) =>
        step.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static string? Valued(JsonElement step, Func<JsonNode?, string?> apply) =>
        step.TryGetProperty("value", out var value) ? apply(Node(value)) : "The operation needs a 'value'";

    static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value.Clone()),
        JsonValueKind.Array => JsonArray.Create(value.Clone()),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value.Clone()),
    };

    static string[]? Pointer(string path)
    {
        if (path.Length == 0 || path[0] != '/')
            return null;
        var parts = path[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
            parts[i] = parts[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return parts;
    }

    static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> pointer)
    {
        foreach (var part in pointer)
        {
            node = node switch
            {
                JsonObject members => members[part],
                JsonArray items when Index(part, items.Count - 1) is { } index => items[index],
                _ => null,
            };
        }
        return node;
    }

    /// <summary>The node that holds the last part of the pointer; an absent list is made.</summary>
    static JsonNode? Holder(JsonNode root, string[] pointer)
    {
        JsonNode? node = root;
        for (var i = 0; i < pointer.Length - 1; i++)
        {
            if (node is JsonObject members && members[pointer[i]] is null && (pointer[i + 1] is "0" or "-"))
                members[pointer[i]] = new JsonArray();
            node = Find(node, [pointer[i]]);
        }
        return node;
    }

    static int? Index(string part, int last) =>
        int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index <= last && (part.Length == 1 || part[0] != '0')
            ? index : null;

    static string? Add(JsonNode root, string[] pointer, JsonNode? value, string path)
    {
        switch (Holder(root, pointer))
        {
            case JsonObject members:
                members[pointer[^1]] = value;
                return null;
            case JsonArray items when pointer[^1] == "-":
                items.Add(value);
                return null;
            case JsonArray items when Index(pointer[^1], items.Count) is { } index:
                items.Insert(index, value);
                return null;
            default:
                return $"There is no '{path}' to add to";
        }
    }

    static string? Replace(JsonNode root, string[] pointer, JsonNode? value, string path)
    {
        switch (Holder(root, pointer))
        {
            case JsonObject members:
                members[pointer[^1]] = value;
                return null;
            case JsonArray items when Index(pointer[^1], items.Count - 1) is { } index:
                items[index] = value;
                return null;
            default:
                return $"There is no '{path}' to replace";
        }
    }

    static string? Remove(JsonNode root, string[] pointer, string path, out JsonNode? removed)
    {
        removed = null;
        switch (Holder(root, pointer))
        {
            case JsonObject members when members.ContainsKey(pointer[^1]):
                removed = members[pointer[^1]];
                members.Remove(pointer[^1]);
                return null;
            case JsonArray items when Index(pointer[^1], items.Count - 1) is { } index:
                removed = items[index];
                items.RemoveAt(index);
                return null;
            default:
                return $"There is no '{path}' to remove";
        }
    }

    static string? Move(JsonNode root, JsonElement step, string[] pointer, string path)
    {
        if (Text(step, "from") is not { } from || Pointer(from) is not { } source)
            return "The operation needs a JSON pointer 'from'";
        if (path.StartsWith(from + "/", StringComparison.Ordinal))
            return $"'{from}' cannot be moved into itself";
        return Remove(root, source, from, out var moved) ?? Add(root, pointer, moved, path);
    }

    static string? Copy(JsonNode root, JsonElement step, string[] pointer, string path, ref int copied)
    {
        if (Text(step, "from") is not { } from || Pointer(from) is not { } source)
            return "The operation needs a JSON pointer 'from'";
        if (Holder(root, source) is not JsonObject { } holder ? Find(root, source) is null : !holder.ContainsKey(source[^1]))
            return $"There is no '{from}' to copy";
        var value = Find(root, source)?.DeepClone();
        copied += value?.ToJsonString().Length ?? 0;
        return copied > MostCopied ? "The patch copies too much" : Add(root, pointer, value, path);
    }
}
