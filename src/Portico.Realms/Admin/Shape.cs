using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Realms.Admin;

/// <summary>
/// The declared members of a representation, read from shapes.txt: a letter per member says its type (s text, b flag, i and l numbers, S texts, M map of texts, L map of lists,
/// A list, O anything, T:Name list of representations, N:Name representation). Bodies are read against it as Keycloak's mapper does: scalars are taken for one another where they
/// can be read as what is wanted, an unknown member is refused by name.
/// </summary>
sealed class Shape
{
    static readonly Dictionary<string, Shape> s_shapes = Load();

    readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);

    Shape(string name) => Name = name;

    public static Shape Realm { get; } = s_shapes["RealmRepresentation"];

    public static Shape Client { get; } = s_shapes["ClientRepresentation"];

    public static Shape User { get; } = s_shapes["UserRepresentation"];

    public static Shape Role { get; } = s_shapes["RoleRepresentation"];

    public static Shape Group { get; } = s_shapes["GroupRepresentation"];

    public static Shape Scope { get; } = s_shapes["ClientScopeRepresentation"];

    public static Shape Mapper { get; } = s_shapes["ProtocolMapperRepresentation"];

    public static Shape Credential { get; } = s_shapes["CredentialRepresentation"];

    public static Shape Component { get; } = s_shapes["ComponentRepresentation"];

    public static Shape IdentityProvider { get; } = s_shapes["IdentityProviderRepresentation"];

    public static Shape IdentityProviderMapper { get; } = s_shapes["IdentityProviderMapperRepresentation"];

    public static Shape FederatedIdentity { get; } = s_shapes["FederatedIdentityRepresentation"];

    public static Shape RequiredAction { get; } = s_shapes["RequiredActionProviderRepresentation"];

    public static Shape Flow { get; } = s_shapes["AuthenticationFlowRepresentation"];

    public static Shape Execution { get; } = s_shapes["AuthenticationExecutionInfoRepresentation"];

    public static Shape NewExecution { get; } = s_shapes["AuthenticationExecutionRepresentation"];

    public static Shape AuthenticatorConfig { get; } = s_shapes["AuthenticatorConfigRepresentation"];

    public static Shape InitialAccess { get; } = s_shapes["ClientInitialAccessCreatePresentation"];

    public static Shape OidcClient { get; } = s_shapes["OIDCClientRepresentation"];

    public static Shape EventsConfig { get; } = s_shapes["RealmEventsConfigRepresentation"];

    public static Shape UserProfile { get; } = s_shapes["UPConfig"];

    public string Name { get; }

    /// <summary>Members that are not declared are refused; client scopes and what is imported leniently keep them.</summary>
    public JsonObject Read(JsonElement body, bool keepUnknown = false)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new ShapeException(null);
        var read = new JsonObject();
        foreach (var member in body.EnumerateObject())
        {
            if (_members.TryGetValue(member.Name, out var kind))
                read[member.Name] = Convert(kind, member.Value, keepUnknown);
            else if (keepUnknown)
                read[member.Name] = Node(member.Value);
            else
                throw new ShapeException(member.Name);
        }
        return read;
    }

    public JsonArray ReadList(JsonElement body, bool keepUnknown = false)
    {
        if (body.ValueKind != JsonValueKind.Array)
            throw new ShapeException(null);
        return [.. body.EnumerateArray().Select(e => (JsonNode)Read(e, keepUnknown))];
    }

    static JsonNode? Convert(string kind, JsonElement value, bool keepUnknown)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        return kind[0] switch
        {
            's' => Text(value),
            'b' => Flag(value),
            'i' => Number(value, int.MinValue, int.MaxValue),
            'l' => Number(value, long.MinValue, long.MaxValue),
            'S' => Texts(value),
            'M' => Map(value, v => v.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? v.GetRawText() : Text(v)),
            'L' => Map(value, v => v.ValueKind == JsonValueKind.Array ? Texts(v) : new JsonArray(Text(v))),
            'A' when value.ValueKind == JsonValueKind.Array => Node(value),
            'N' => s_shapes[kind[2..]].Read(value, keepUnknown),
            'T' => s_shapes[kind[2..]].ReadList(value, keepUnknown),
            'O' => Node(value),
            _ => throw new ShapeException(null),
        };
    }

    static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value)!.DeepClone(),
        JsonValueKind.Array => JsonArray.Create(value)!.DeepClone(),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value)!.DeepClone(),
    };

    static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new ShapeException(null),
    };

    static bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when value.GetString() is "true" or "True" or "TRUE" => true,
        JsonValueKind.String when value.GetString() is "false" or "False" or "FALSE" => false,
        JsonValueKind.Number when value.TryGetInt64(out var number) => number != 0,
        _ => throw new ShapeException(null),
    };

    static JsonNode? Number(JsonElement value, long min, long max)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Trim().Length == 0)
            return null;
        var number = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when value.TryGetDouble(out var real) => (long)real,
            JsonValueKind.String when long.TryParse(value.GetString(), out var parsed) => parsed,
            _ => throw new ShapeException(null),
        };
        return number >= min && number <= max ? number : throw new ShapeException(null);
    }

    static JsonArray Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new ShapeException(null);
        return [.. value.EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null).Select(v => (JsonNode)Text(v))];
    }

    static JsonObject Map(JsonElement value, Func<JsonElement, JsonNode?> convert)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new ShapeException(null);
        var map = new JsonObject();
        foreach (var member in value.EnumerateObject())
            map[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : convert(member.Value);
        return map;
    }

    static Dictionary<string, Shape> Load()
    {
        using var reader = new StreamReader(typeof(Shape).Assembly.GetManifestResourceStream("Portico.Realms.Admin.shapes.txt")!);
        var shapes = new Dictionary<string, Shape>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            var shape = shapes[words[0]] = new Shape(words[0]);
            foreach (var member in words.Skip(1))
            {
                var cut = member.IndexOf(':', StringComparison.Ordinal);
                shape._members[member[..cut]] = member[(cut + 1)..];
            }
        }
        return shapes;
    }
}
