using System.Text.Json;

namespace Portico.Server.Ui.Reading;

/// <summary>One changed field of a version.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="Field">The field in words, such as "Description" or "Description of column email".</param>
/// <param name="Old">Text before; empty when there was none.</param>
/// <param name="New">Text after; empty when there is none.</param>
public sealed record ChangeView(string Kind, string Field, string Old, string New)
{
    /// <summary>The changes that a document's <c>changeDescription</c> tells, in the order added, changed, removed.</summary>
    public static IReadOnlyList<ChangeView> List(Doc changeDescription) =>
    [
        .. changeDescription.Objects("fieldsAdded").Select(field => From("added", field)),
        .. changeDescription.Objects("fieldsUpdated").Select(field => From("changed", field)),
        .. changeDescription.Objects("fieldsDeleted").Select(field => From("removed", field)),
    ];

    static ChangeView From(string kind, Doc field) => new(kind, Label(field.Text("name") ?? ""), Value(field.Json, "oldValue"), Value(field.Json, "newValue"));

    /// <summary><c>columns.address.city.description</c> as "Description of column address.city".</summary>
    internal static string Label(string path)
    {
        var parts = Names.Parts(path);
        if (parts is ["columns", _, _, ..])
            return $"{Words(parts[^1])} of column {Names.Readable(string.Join('.', parts.Skip(1).Take(parts.Count - 2)))}";
        return parts is ["columns", var column] ? $"Column {Names.Readable(column)}" : Words(path);
    }

    /// <summary><c>tableConstraints</c> as "Table constraints".</summary>
    static string Words(string name)
    {
        var words = string.Concat(name.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>Lists and objects arrive as JSON in a string; they show as the names of what they hold, a line each.</summary>
    static string Value(JsonElement field, string name)
    {
        if (!field.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return "";
        if (value.ValueKind != JsonValueKind.String)
            return Lines(value);
        var text = value.GetString()!;
        if (text is not ['[', ..] and not ['{', ..])
            return text;
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return Lines(parsed.RootElement);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    static string Lines(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Lines)),
        JsonValueKind.Object => NameOf(new Doc(value)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    static string NameOf(Doc item)
    {
        if (item.Text("constraintType") is { } constraint)
            return $"{constraint} ({string.Join(", ", item.Texts("columns"))})";
        if (item.Text("dataType") is { } type)
            return $"{item.Text("name")} {item.Text("dataTypeDisplay") ?? type}";
        return item.Text("tagFQN") ?? item.Text("displayName") ?? item.Text("name") ?? item.Text("fullyQualifiedName") ?? item.Text("id") ?? item.Json.GetRawText();
    }
}
