using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>Who somebody is at another provider, and what that provider said about them. Between the pages of a sign-in it is kept sealed.</summary>
sealed record BrokeredIdentity
{
    public required string Alias { get; init; }

    /// <summary>The subject there.</summary>
    public required string Id { get; init; }

    public required string Username { get; init; }

    /// <summary>The name that the person has there, as it is kept with the link.</summary>
    public required string ExternalName { get; init; }

    public string? Email { get; init; }

    /// <summary>Whether the provider vouches for the address, and is trusted to.</summary>
    public bool EmailTrusted { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>The claims of the ID token, and those of userinfo beside them, as a JSON object.</summary>
    public string Claims { get; init; } = "{}";

    /// <summary>For the sign-out there.</summary>
    public string? IdToken { get; init; }

    /// <summary>The whole answer of the token endpoint, where it is to be kept.</summary>
    public string? Token { get; init; }

    public string Seal(Call call) => Convert.ToBase64String(call.Provider.Realms.Envelope.Seal(JsonSerializer.Serialize(this, SessionJson.Default.BrokeredIdentity), Purpose(call)));

    public static BrokeredIdentity Unseal(Call call, string text) =>
        JsonSerializer.Deserialize(call.Provider.Realms.Envelope.Unseal(Convert.FromBase64String(text), Purpose(call)), SessionJson.Default.BrokeredIdentity)!;

    public JsonElement ReadClaims() => Json.Parse(Claims);

    static string Purpose(Call call) => $"{call.Realm.Id}/brokered";

    public override string ToString() => $"{ExternalName} of {Alias}";
}
