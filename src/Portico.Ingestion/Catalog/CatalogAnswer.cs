using System.Net;
using System.Text;
using System.Text.Json;

namespace Portico.Ingestion.Catalog;

/// <summary>What the catalog answered, whatever the status.</summary>
sealed record CatalogAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public int Code => (int)Status;

    /// <summary>The body as JSON; <c>null</c> when it is none.</summary>
    public JsonDocument? Json()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The catalog's own words: <c>message</c> of the error body, or the start of the body.</summary>
    public string Message()
    {
        using var json = Json();
        if (json?.RootElement is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            return message.GetString()!.TrimEnd('.');
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 200)]).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? $"status {Code} without a text" : $"status {Code}: {text}";
    }
}
