using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Portico.Catalog.Names;

namespace Portico.Catalog.Shapes;

/// <summary>
/// Copies a JSON value into a writer while it checks it against its shape. Tolerates what OpenMetadata's clients send: explicit nulls are left out, numbers and
/// booleans may be texts. Everything wrong is collected; nothing is thrown.
/// </summary>
sealed class ShapeReader
{
    /// <summary>Deepest nesting of shapes (columns in columns): beyond it, a document is refused before it can exhaust the stack.</summary>
    const int Deepest = 32;

    readonly List<string> _problems = [];
    readonly List<string> _path = [];
    byte[] _name = [];
    int _nameLength;
    bool _namesColumns;

    /// <summary>The fully qualified name of what holds the columns; columns get theirs from it.</summary>
    public string? ColumnsOf
    {
        init
        {
            _namesColumns = value is not null;
            Append(Encoding.UTF8.GetBytes(value ?? ""));
        }
    }

    /// <summary>The tags of every label that was read.</summary>
    public HashSet<(string Fqn, string Source)> Tags { get; } = [];

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The problems as OpenMetadata words them, in one message.</summary>
    public string Message => _problems.Count == 1 ? _problems[0] : "[" + string.Join(", ", _problems) + "]";

    public void Fail(string problem) => _problems.Add(problem);

    /// <summary>Writes the value of a member, without its name.</summary>
    public void Value(Member member, JsonElement value, Utf8JsonWriter writer)
    {
        _path.Add(member.Name);
        if (member.Many)
            List(member, value, writer);
        else
            One(member, value, writer);
        _path.RemoveAt(_path.Count - 1);
    }

    void List(Member member, JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong("an array", value);
            writer.WriteNullValue();
            return;
        }
        if (member.Inner is not null && ReferenceEquals(member.Inner(), CommonShapes.Column))
            DistinctNames(value);
        writer.WriteStartArray();
        foreach (var item in value.EnumerateArray())
            One(member, item, writer);
        writer.WriteEndArray();
    }

    /// <summary>Writes the members of an object, without its braces.</summary>
    public void Members(Shape shape, JsonElement value, Utf8JsonWriter writer)
    {
        var required = 0;
        var near = -1;
        var seen = 0UL;
        var isColumn = _namesColumns && ReferenceEquals(shape, CommonShapes.Column);
        foreach (var property in value.EnumerateObject())
        {
            if (shape.Find(property, ref near) is not { } member)
            {
                Unknown(shape, Path(property.Name));
                continue;
            }
            Once(near, ref seen, property);
            if (property.Value.ValueKind == JsonValueKind.Null || (isColumn && member.Name == "fullyQualifiedName"))
                continue;
            if (member.Required)
                required++;
            writer.WritePropertyName(member.Written);
            Value(member, property.Value, writer);
        }
        if (required < shape.Required.Count)
        {
            foreach (var member in shape.Required.Where(m => !Has(value, m.Name)))
                _problems.Add(Path(member.Name) + " must not be null");
        }
    }

    /// <summary>Says that the member is not one of the shape's, as Jackson does in OpenMetadata.</summary>
    public void Unknown(Shape shape, string path) => _problems.Add($"Unrecognized field \"{path}\" (class {shape.Name}), not marked as ignorable");

    /// <summary>Notes that the member at a place of its shape was met; a second time is a mistake, whichever value was meant.</summary>
    public void Once(int place, ref ulong seen, JsonProperty property)
    {
        if ((seen & (1UL << place)) != 0)
            _problems.Add($"Duplicate field \"{Path(property.Name)}\"");
        seen |= 1UL << place;
    }

    /// <summary>Checks what is stored as it was sent, at any depth, for members that occur twice.</summary>
    public void Distinct(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Distinct(item);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>();
            foreach (var property in value.EnumerateObject())
            {
                if (!names.Add(property.Name))
                    _problems.Add($"Duplicate field \"{Path(property.Name)}\"");
                Distinct(property.Value);
            }
        }
    }

    /// <summary>Names the required members of a whole request that are absent; <paramref name="canonical"/> knows the names they had in older versions.</summary>
    public void Missing(Shape shape, JsonElement value, Func<string, string> canonical)
    {
        if (shape.Required.Count == 0)
            return;
        var given = value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => canonical(p.Name)).ToHashSet();
        foreach (var member in shape.Required.Where(m => !given.Contains(m.Name)))
            _problems.Add(member.Name + " must not be null");
    }

    void One(Member member, JsonElement value, Utf8JsonWriter writer)
    {
        switch (member.Kind)
        {
            case MemberKind.Any:
                Distinct(value);
                value.WriteTo(writer);
                break;
            case MemberKind.Object or MemberKind.Reference:
                if (value.ValueKind == JsonValueKind.Object)
                {
                    Distinct(value);
                    value.WriteTo(writer);
                }
                else
                    Refuse("an object", value, writer);
                break;
            case MemberKind.Integer or MemberKind.Timestamp:
                Integer(member.Kind, value, writer);
                break;
            case MemberKind.Number:
                Number(value, writer);
                break;
            case MemberKind.Boolean:
                Boolean(value, writer);
                break;
            case MemberKind.Shape or MemberKind.Tag:
                Nested(member, value, writer);
                break;
            default:
                Text(member, value, writer);
                break;
        }
    }

    void Nested(Member member, JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse("an object", value, writer);
            return;
        }
        if (_path.Count > Deepest)
        {
            _problems.Add($"{Path()} is nested too deeply");
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartObject();
        if (member.Kind == MemberKind.Tag)
            TagLabel(value, writer);
        else if (ReferenceEquals(member.Inner!(), CommonShapes.Column))
            Column(value, writer);
        else
            Members(member.Inner!(), value, writer);
        writer.WriteEndObject();
    }

    /// <summary>A column, with its fully qualified name, and the rules that OpenMetadata has for types with a size.</summary>
    void Column(JsonElement value, Utf8JsonWriter writer)
    {
        var named = value.TryGetProperty("name"u8, out var name) && name.ValueKind == JsonValueKind.String && !name.ValueEquals(""u8);
        var parent = _nameLength;
        if (_namesColumns && named)
            AddName(name);
        if (named && Plain(name) is [] && name.GetString()!.Contains('"', StringComparison.Ordinal))
            _problems.Add($"{Path()}: Invalid name {name.GetString()}");
        Members(CommonShapes.Column, value, writer);
        if (_namesColumns && named)
            writer.WriteString("fullyQualifiedName"u8, _name.AsSpan(0, _nameLength));
        _nameLength = parent;
        if (value.TryGetProperty("dataType"u8, out var type) && type.ValueKind == JsonValueKind.String)
        {
            if (type.ValueEquals("ARRAY"u8) && !Has(value, "arrayDataType"))
                _problems.Add($"{Path()}: For column data type array, arrayDataType must not be null");
            else if ((type.ValueEquals("CHAR"u8) || type.ValueEquals("VARCHAR"u8) || type.ValueEquals("BINARY"u8) || type.ValueEquals("VARBINARY"u8)) && !Has(value, "dataLength"))
                _problems.Add($"{Path()}: For column data types char, varchar, binary, varbinary dataLength must not be null");
        }
    }

    /// <summary>Makes the name that is written now that of a part of it.</summary>
    void AddName(JsonElement name)
    {
        Append("."u8);
        var plain = Plain(name);
        Append(plain is [] || plain.Contains((byte)'.') ? Encoding.UTF8.GetBytes(FullyQualifiedName.Quote(name.GetString()!)) : plain);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        if (_nameLength + bytes.Length > _name.Length)
            Array.Resize(ref _name, Math.Max(256, 2 * (_nameLength + bytes.Length)));
        bytes.CopyTo(_name.AsSpan(_nameLength));
        _nameLength += bytes.Length;
    }

    /// <summary>The bytes of a text that is not empty and is written without escapes, which most are; else nothing.</summary>
    static ReadOnlySpan<byte> Plain(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        return IsPlain(raw) ? raw[1..^1] : [];
    }

    /// <summary>Writes a text as it was sent, or tidied where it has escapes.</summary>
    static void Copy(JsonElement text, Utf8JsonWriter writer)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        if (IsPlain(raw))
            writer.WriteRawValue(raw, skipInputValidation: true);
        else
            text.WriteTo(writer);
    }

    /// <summary>The parser looks at escapes and at UTF-8 only when a text is asked for.</summary>
    static bool IsPlain(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\\') && Utf8.IsValid(raw);

    /// <summary>Whether the name is all right at a glance: short, plain, without a colon.</summary>
    static bool IsSimpleName(JsonElement text) => Plain(text) is { Length: > 0 and <= FullyQualifiedName.LongestName } plain && !plain.Contains((byte)':');

    static bool IsOneOf(JsonElement text, Member member)
    {
        var plain = Plain(text);
        if (plain is [] or { Length: > 64 })
            return member.Values!.Contains(text.GetString()!);
        Span<char> chars = stackalloc char[64];
        return Encoding.UTF8.TryGetChars(plain, chars, out var length) && member.Values!.GetAlternateLookup<ReadOnlySpan<char>>().Contains(chars[..length]);
    }

    void DistinctNames(JsonElement columns)
    {
        var seen = new HashSet<string>();
        foreach (var column in columns.EnumerateArray())
        {
            if (column.ValueKind == JsonValueKind.Object && column.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && !seen.Add(name.GetString()!))
                _problems.Add($"{Path()}: Column name {name.GetString()} is repeated");
        }
    }

    /// <summary>A tag label; label type and state have defaults in OpenMetadata's schema, although it calls them required.</summary>
    void TagLabel(JsonElement value, Utf8JsonWriter writer)
    {
        Members(CommonShapes.TagLabel, value, writer);
        if (value.TryGetProperty("tagFQN", out var fqn) && fqn.ValueKind == JsonValueKind.String)
            Tags.Add((fqn.GetString()!, Has(value, "source") && value.GetProperty("source").ValueEquals("Glossary"u8) ? "Glossary" : "Classification"));
        if (!Has(value, "source"))
            writer.WriteString("source"u8, "Classification"u8);
        if (!Has(value, "labelType"))
            writer.WriteString("labelType"u8, "Manual"u8);
        if (!Has(value, "state"))
            writer.WriteString("state"u8, "Confirmed"u8);
    }

    static bool Has(JsonElement value, string member) => value.TryGetProperty(member, out var found) && found.ValueKind != JsonValueKind.Null;

    void Text(Member member, JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            // Jackson turns scalars into texts.
            if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && member.Kind == MemberKind.Text)
                writer.WriteStringValue(value.GetRawText());
            else
                Refuse("a text", value, writer);
            return;
        }
        switch (member.Kind)
        {
            case MemberKind.Text:
                Copy(value, writer);
                return;
            case MemberKind.Name when !IsSimpleName(value) && FullyQualifiedName.Problem(value.GetString()!) is { } problem:
                _problems.Add(_path is ["name"] ? problem : $"{Path()}: {problem}");
                break;
            case MemberKind.Fqn when value.GetString() is { Length: 0 or > FullyQualifiedName.Longest }:
                _problems.Add($"{Path()} size must be between 1 and {FullyQualifiedName.Longest}");
                break;
            case MemberKind.Uuid when !value.TryGetGuid(out _):
                _problems.Add($"{Path()}: '{Short(value)}' is not a valid UUID");
                break;
            case MemberKind.Email when !IsEmail(value.GetString()!):
                _problems.Add($"{Path()} must match \"^[\\S.!#$%&’*+/=?^_`{{|}}~-]+@\\S+\\.\\S+$\"");
                break;
            case MemberKind.OneOf when !IsOneOf(value, member):
                _problems.Add($"{Path()}: '{Short(value)}' is not one of the values accepted: [{string.Join(", ", member.Values!)}]");
                break;
        }
        Copy(value, writer);
    }

    static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return text.Length is >= 6 and <= 127 && at > 0 && !text.Any(char.IsWhiteSpace) && text.LastIndexOf('.') is var dot && dot > at + 1 && dot < text.Length - 1;
    }

    void Integer(MemberKind kind, JsonElement value, Utf8JsonWriter writer)
    {
        if ((value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out var number) || Whole(value.GetDouble(), out number)))
            || (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)))
        {
            writer.WriteNumberValue(number);
            if (kind == MemberKind.Timestamp && number is > 0 and < 100_000_000_000)
                _problems.Add($"Timestamp {number} is not in milliseconds, which is invalid");
        }
        else
            Refuse("an integer", value, writer);
    }

    static bool Whole(double value, out long number)
    {
        number = double.IsInteger(value) && Math.Abs(value) < 9e15 ? (long)value : 0;
        return double.IsInteger(value) && Math.Abs(value) < 9e15;
    }

    void Number(JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind == JsonValueKind.Number)
            value.WriteTo(writer);
        else if (value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            writer.WriteNumberValue(number);
        else
            Refuse("a number", value, writer);
    }

    void Boolean(JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            value.WriteTo(writer);
        else if (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var boolean))
            writer.WriteBooleanValue(boolean);
        else
            Refuse("a boolean", value, writer);
    }

    void Refuse(string wanted, JsonElement value, Utf8JsonWriter writer)
    {
        Wrong(wanted, value);
        writer.WriteNullValue();
    }

    void Wrong(string wanted, JsonElement value) => _problems.Add($"{Path()} must be {wanted}, not {Short(value)}");

    static string Short(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length > 60 ? text[..60] + "..." : text;
    }

    string Path() => string.Join('.', _path);

    string Path(string name) => _path.Count == 0 ? name : $"{Path()}.{name}";
}
