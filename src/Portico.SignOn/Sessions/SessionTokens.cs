using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portico.SignOn.Sessions;

/// <summary>What the provider gave for a session; sealed in its row, and never in a browser.</summary>
sealed record SessionTokens
{
    /// <summary>The hint for the provider's sign-out.</summary>
    public string? IdToken { get; init; }

    public string? RefreshToken { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.SessionTokens);

    public static SessionTokens Parse(byte[] bytes) => JsonSerializer.Deserialize(bytes, SessionJson.Default.SessionTokens) ?? new();

    public override string ToString() => "SessionTokens (withheld)";
}

[JsonSerializable(typeof(SessionTokens))]
sealed partial class SessionJson : JsonSerializerContext;
