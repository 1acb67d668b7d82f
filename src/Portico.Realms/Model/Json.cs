using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>Reads members of stored documents; an absent or null member is the default.</summary>
static class Json
{
    public static JsonElement Parse(string text)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        return JsonElement.ParseValue(ref reader);
    }

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => value.GetRawText(),
    };

    public static bool Flag(this JsonElement element, string name, bool otherwise = false) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } value => string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase),
        _ => otherwise,
    };

    public static long Number(this JsonElement element, string name, long otherwise = 0) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(), out var number) => number,
        _ => otherwise,
    };

    public static IReadOnlyList<string> Texts(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0)
            return [];
        var texts = new List<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
                texts.Add(item.GetString()!);
        }
        return texts;
    }

    /// <summary>An object of texts; other scalars become their JSON text.</summary>
    public static IReadOnlyDictionary<string, string> TextMap(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Object } map)
            return System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
                texts[member.Name] = member.Value.GetString()!;
            else if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number)
                texts[member.Name] = member.Value.GetRawText();
        }
        return texts;
    }

    /// <summary>An object of lists of texts, as attributes of users, roles and groups are.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> TextListMap(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Object } map)
            return System.Collections.Frozen.FrozenDictionary<string, IReadOnlyList<string>>.Empty;
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
            lists[member.Name] = member.Value.ValueKind == JsonValueKind.String ? [member.Value.GetString()!] : map.Texts(member.Name);
        return lists;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
