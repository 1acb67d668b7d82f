using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.Realms.Sessions;

/// <summary>What an authorization code stands for.</summary>
sealed record CodeData
{
    public required string SessionId { get; init; }

    public required string ClientUuid { get; init; }

    /// <summary>As it was in the request; null when the request had none.</summary>
    public string? RedirectUri { get; init; }

    public string? Scope { get; init; }

    public string? Nonce { get; init; }

    public string? Challenge { get; init; }

    public string? ChallengeMethod { get; init; }

    /// <summary>Seconds since 1970. The ticket outlives it, so that a replay is still recognised.</summary>
    public long Expires { get; init; }

    public static CodeData Read(string json) => JsonSerializer.Deserialize(json, SessionJson.Default.CodeData)!;

    public string Write() => JsonSerializer.Serialize(this, SessionJson.Default.CodeData);
}
