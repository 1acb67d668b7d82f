using System.Text.Json;
using Portico.Catalog.Names;

namespace Portico.Catalog.Writing;

/// <summary>How a request names another entity: a fully qualified name, an id, or a reference that holds one of the two.</summary>
sealed record ReferenceInput(Guid? Id, string? Fqn, string? Type)
{
    /// <summary>Reads one; <c>null</c> when it names nothing.</summary>
    public static ReferenceInput? Of(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return Guid.TryParse(value.GetString(), out var id) ? new(id, null, null) : value.GetString() is { Length: > 0 } fqn ? new(null, FullyQualifiedName.Normalize(fqn), null) : null;
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        var type = Text(value, "type");
        if (Text(value, "id") is { } text && Guid.TryParse(text, out var byId))
            return new(byId, null, type);
        return (Text(value, "fullyQualifiedName") ?? Text(value, "name")) is { Length: > 0 } name ? new(null, FullyQualifiedName.Normalize(name), type) : null;
    }

    /// <summary>The key as messages show it.</summary>
    public override string ToString() => Fqn ?? Id.ToString()!;

    static string? Text(JsonElement value, string member) =>
        value.TryGetProperty(member, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
