using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Realms.Outbound;
using Portico.Realms.Outbox;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms.Protocol;

/// <summary>
/// Tells clients that asked for it that a session is over (OpenID Connect Back-Channel Logout 1.0). The notice is left in the outbox by the transaction that ends the session; every attempt
/// signs a token anew, because a logout token lives for two minutes only. A client that answers 400 has refused, which no further attempt changes (section 2.8).
/// </summary>
sealed class BackchannelLogout(RealmStore realms, TokenIssuer tokens, OutboundCalls outbound, TimeProvider time)
{
    public const string Kind = "logout notice";
    const int TokenLifespan = 120;
    static readonly TimeSpan s_tryFor = TimeSpan.FromHours(1);

    /// <summary>Leaves the notice, if the client has an address for it.</summary>
    public async Task Add(Session session, RealmSnapshot realm, string issuer, Client client, UserSession ended)
    {
        if (Address(client) is null)
            return;
        var notice = new JsonObject { ["client"] = client.Id, ["issuer"] = issuer, ["user"] = ended.UserId, ["session"] = ended.Id };
        await OutboxSender.Add(session, realms.Envelope, realm.Id, Kind, notice.ToJsonString(), time.GetUtcNow(), s_tryFor);
    }

    public async Task<Delivery> Send(OutboxItem item, CancellationToken ct)
    {
        if (await realms.FindById(item.RealmId, ct) is not { } realm || realm.FindClientById(item.Data.Text("client")!) is not { } client || Address(client) is not { } url)
            return Delivery.Done; // the client is gone, or wants no notices any more
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var events = new Claims().Set("http://schemas.openid.net/event/backchannel-logout", new Claims());
        if (client.IsSet("backchannel.logout.revoke.offline.tokens"))
            events.Set("revoke_offline_access", true);
        var claims = new Claims().Set("exp", now + TokenLifespan).Set("iat", now).Set("jti", Guid.NewGuid().ToString()).Set("iss", item.Data.Text("issuer")).Set("aud", client.ClientId)
            .Set("sub", item.Data.Text("user")).Set("typ", "Logout").Set("sid", client.IsSet("backchannel.logout.session.required") ? item.Data.Text("session") : null).Set("events", events);
        var key = await tokens.Key(realm, client.Attribute("id.token.signed.response.alg"), ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent([new("logout_token", Jwt.Sign(key, claims, "logout+jwt"))]) };
        var answer = await outbound.Send(request, ct);
        var who = $"client {client.ClientId} at {url.GetLeftPart(UriPartial.Path)}";
        return answer switch
        {
            { IsSuccess: true } => Delivery.Done,
            { Failure: { } failure } when failure.StartsWith(Errors.AddressRefused, StringComparison.Ordinal) => Delivery.Never($"{who}: {failure}"),
            { Failure: { } failure } => Delivery.Later($"{who}: {failure}."),
            { Status: 408 or 425 or 429 or >= 500 } => Delivery.Later($"{who} answered {answer.Status}."),
            _ => Delivery.Never($"{who} answered {answer.Status}."),
        };
    }

    static Uri? Address(Client client) =>
        client.Attribute("backchannel.logout.url") is { Length: > 0 } address && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
