using Portico.Storage;

namespace Portico.Realms.Sessions;

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
