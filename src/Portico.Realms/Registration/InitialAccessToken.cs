using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms.Registration;

/// <summary>
/// A permit to register a number of clients: a ticket that counts its uses, and a JWT under the realm's own key that names it. The JWT is handed out once and not kept.
/// </summary>
sealed record InitialAccessToken(string Id, long Created, long Lifespan, long Count, long Uses, IReadOnlyList<string> WebOrigins)
{
    public const string Typ = "InitialAccessToken";

    const long Never = long.MaxValue;

    public long Remaining => Math.Max(0, Count - Uses);

    long Expires => Lifespan > 0 ? Created + Lifespan : Never;

    public static async Task<(InitialAccessToken Stored, string Token)> Make(Provider provider, RealmSnapshot realm, string issuer, long lifespan, long count, IReadOnlyList<string> webOrigins, CancellationToken ct)
    {
        var made = new InitialAccessToken(Guid.NewGuid().ToString(), provider.Sessions.Now, lifespan, count, 0, webOrigins);
        var data = new JsonObject { ["created"] = made.Created, ["lifespan"] = lifespan, ["count"] = count, ["origins"] = Nodes.Array(webOrigins) };
        await provider.Database.Write(s => Tickets.Add(s, Tickets.InitialAccess, made.Id, realm.Id, made.Expires, data.ToJsonString()), ct);
        return (made, await RegistrationToken.Sign(provider, realm, issuer, Typ, made.Id, made.Expires == Never ? null : made.Expires, null, ct));
    }

    public static async Task<InitialAccessToken?> Find(Session session, RealmSnapshot realm, string id) =>
        await Tickets.Find(session, Tickets.InitialAccess, id, realm.Id) is var (uses, _, data) ? Read(id, uses, data) : null;

    /// <summary>Uses the permit once; false when it has no use left.</summary>
    public static async Task<bool> Use(Session session, RealmSnapshot realm, string id) =>
        await Tickets.Use(session, Tickets.InitialAccess, id, realm.Id) is var (uses, _, data) && Read(id, uses, data) is var used && used.Uses <= used.Count;

    public static async Task<IReadOnlyList<InitialAccessToken>> All(Session session, RealmSnapshot realm) =>
        [.. (await Tickets.OfRealm(session, Tickets.InitialAccess, realm.Id)).Select(t => Read(t.Id, t.Uses, t.Data)).OrderBy(t => t.Created)];

    static InitialAccessToken Read(string id, long uses, string data)
    {
        var stored = Json.Parse(data);
        return new InitialAccessToken(id, stored.Number("created"), stored.Number("lifespan"), stored.Number("count"), uses, stored.Texts("origins"));
    }
}
