using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Outbound;

/// <summary>What a call to somebody else brought: a status and a body, or the reason why there is none.</summary>
sealed record OutboundAnswer(int Status, string Body, string? Failure)
{
    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    /// <summary>The JSON object of a successful answer, else what was wrong with it.</summary>
    public (JsonElement? Json, string? Failure) ReadJson()
    {
        if (Failure is not null)
            return (null, Failure);
        if (!IsSuccess)
            return (null, $"answered {Status}");
        try
        {
            return Json.Parse(Body) is { ValueKind: JsonValueKind.Object } json ? (json, null) : (null, "answered no JSON object");
        }
        catch (JsonException)
        {
            return (null, "answered no JSON");
        }
    }

    public override string ToString() => Failure ?? $"status {Status}";
}
