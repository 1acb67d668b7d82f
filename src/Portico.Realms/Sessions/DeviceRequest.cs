using System.Text.Json;

namespace Portico.Realms.Sessions;

/// <summary>A device that waits for somebody to approve it (RFC 8628).</summary>
sealed record DeviceRequest
{
    public required string ClientUuid { get; init; }

    public string? Scope { get; init; }

    public string? Challenge { get; init; }

    public string? ChallengeMethod { get; init; }

    /// <summary>The session of who approved it.</summary>
    public string? SessionId { get; init; }

    public bool IsDenied { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long LastPoll { get; init; }

    public static DeviceRequest Read(string json) => JsonSerializer.Deserialize(json, SessionJson.Default.DeviceRequest)!;

    public string Write() => JsonSerializer.Serialize(this, SessionJson.Default.DeviceRequest);
}
