using Portico.Realms.Model;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol;

/// <summary>Ends sessions and tells the clients that took part in them.</summary>
static class SessionEnding
{
    /// <summary>Ends one session. Returns the clients that took part in it, for the front channel; none when it was over already.</summary>
    public static async Task<IReadOnlyList<Client>> End(Provider provider, RealmSnapshot realm, string issuer, string sessionId, bool offline, CancellationToken ct)
    {
        if (await provider.Sessions.WithClients(realm, sessionId, offline, ct) is not { } found)
            return [];
        List<Client> clients = [.. found.Clients.Select(c => realm.FindClientById(c.ClientUuid)).OfType<Client>()];
        var upstream = offline ? null : await UpstreamLogout.Of(provider, sessionId, ct);
        var ended = await provider.Database.Write(async s =>
        {
            if (!await SessionStore.End(s, realm, sessionId, offline))
                return false;
            foreach (var client in clients)
                await provider.Backchannel.Add(s, realm, issuer, client, found.Session);
            await UpstreamLogout.Add(s, provider, realm, upstream);
            return true;
        }, ct);
        if (!ended)
            return [];
        provider.Outbox.Wake();
        await Store.EventStore.Record(provider.Realms, realm, "LOGOUT", null, found.Session.UserId, sessionId, found.Session.Ip, null, null, ct);
        return clients;
    }

    /// <summary>Ends all sessions of a user that are not offline, and tells their clients; with <paramref name="except"/> that one stays.</summary>
    public static async Task EndOfUser(Provider provider, RealmSnapshot realm, string issuer, string userId, CancellationToken ct, string? except = null)
    {
        foreach (var (session, _) in await provider.Sessions.OfUser(realm, userId, offline: false, ct))
        {
            if (session.Id != except)
                await End(provider, realm, issuer, session.Id, offline: false, ct);
        }
    }
}
