using System.Text.Json;
using Portico.Storage;

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

/// <summary>The rows of device requests: by the device's secret code (hashed), and by the code that a person types.</summary>
static class DeviceRequests
{
    /// <summary>Notes who approved the device; without a session it is denied.</summary>
    public static async Task Decide(Session session, string realmId, string id, string? sessionId)
    {
        if (await Tickets.Find(session, Tickets.Device, id, realmId) is { } ticket)
        {
            var decided = DeviceRequest.Read(ticket.Data) with { SessionId = sessionId, IsDenied = sessionId is null };
            await Tickets.Replace(session, Tickets.Device, id, realmId, ticket.Data, decided.Write());
        }
    }
}
