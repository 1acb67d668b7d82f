using System.Text.Json;

namespace Portico.Realms.Sessions;

/// <summary>Where a chain of rotated refresh tokens stands: the newest token's id, the one before it, and how often that one was used.</summary>
sealed record RefreshChain
{
    public required string Newest { get; init; }

    public string? Former { get; init; }

    public int FormerUses { get; init; }

    public static RefreshChain Read(string json) => JsonSerializer.Deserialize(json, SessionJson.Default.RefreshChain)!;

    public string Write() => JsonSerializer.Serialize(this, SessionJson.Default.RefreshChain);
}
