using System.Text.Json;

namespace Portico.Server.Ui.Reading;

/// <summary>A stored document, read by member name. What is missing or of another type reads as empty: pages show what there is.</summary>
public readonly struct Doc(JsonElement json)
{
    /// <summary>The document as it is served by the REST API.</summary>
    public JsonElement Json => json;

    public bool IsEmpty => json.ValueKind != JsonValueKind.Object;

    public string? Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number as it is written, such as <c>1.2</c> for a version; a string holding one counts too.</summary>
    public string? Number(string name) => Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => null,
    };

    public int? Integer(string name) => Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public bool Flag(string name) => Member(name).ValueKind == JsonValueKind.True;

    /// <summary>Milliseconds since 1970.</summary>
    public DateTimeOffset? Time(string name) =>
        Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var milliseconds) && milliseconds is >= 0 and < 253402300800000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    public Doc Object(string name) => new(Member(name));

    /// <summary>The objects of a list.</summary>
    public IEnumerable<Doc> Objects(string name)
    {
        var list = Member(name);
        if (list.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
                yield return new Doc(item);
        }
    }

    /// <summary>The strings of a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Member(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    public static Doc Parse(ReadOnlySpan<byte> utf8) => new(JsonElement.Parse(utf8));

    public static Doc Parse(string text) => new(JsonElement.Parse(text));

    JsonElement Member(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;
}
