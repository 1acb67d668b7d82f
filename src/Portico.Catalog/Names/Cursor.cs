using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Portico.Catalog.Names;

/// <summary>A place in a listing: base64url, with padding, of <c>{"name": ..., "id": ...}</c>, as OpenMetadata's are. Clients treat it as opaque and send it back unencoded.</summary>
public static class Cursor
{
    /// <summary>The cursor of an entity.</summary>
    public static string Of(string name, Guid id)
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"name\":{JsonEncodedTextOf(name)},\"id\":\"{id}\"}}"));
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    /// <summary>Reads a cursor; <c>null</c> when it is none.</summary>
    public static (string Name, string Id)? TryParse(string cursor)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor.TrimEnd('=').Replace('+', '-').Replace('/', '_')));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                && root.TryGetProperty("id", out var id) && id.TryGetGuid(out var guid)
                ? (name.GetString()!, guid.ToString())
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static string JsonEncodedTextOf(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
