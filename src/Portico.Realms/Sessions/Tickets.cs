using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Portico.Storage;

namespace Portico.Realms.Sessions;

/// <summary>
/// Short-lived things that are handed out and come back: authorization codes, pushed requests, device codes, used assertions, revoked tokens. A ticket that is a secret is
/// stored under its SHA-256, so that reading the database gives no codes.
/// </summary>
static class Tickets
{
    public const string Code = "code";
    public const string Pushed = "pushed";
    public const string Device = "device";
    public const string UserCode = "user-code";
    public const string Assertion = "assertion";
    public const string Revoked = "revoked";
    public const string RefreshChain = "refresh-chain";
    public const string Otp = "otp";
    public const string Action = "action";
    public const string Broker = "broker";
    public const string InitialAccess = "initial-access";
    public const string BrokerLogout = "broker-logout";

    const string Insert = "INSERT INTO idp_ticket (kind, id, realm_id, expires, uses, data) VALUES (@kind, @id, @realm, @expires, 0, @data) ON CONFLICT (kind, id) DO NOTHING";
    const string UseOnce = "UPDATE idp_ticket SET uses = uses + 1 WHERE kind = @kind AND id = @id AND realm_id = @realm";
    const string Select = "SELECT uses, expires, data FROM idp_ticket WHERE kind = @kind AND id = @id AND realm_id = @realm";
    const string SelectAll = "SELECT id, uses, data FROM idp_ticket WHERE kind = @kind AND realm_id = @realm";
    const string Change = "UPDATE idp_ticket SET data = @data WHERE kind = @kind AND id = @id AND realm_id = @realm AND data = @before";
    const string Remove = "DELETE FROM idp_ticket WHERE kind = @kind AND id = @id AND realm_id = @realm";

    /// <summary>A fresh secret of 256 bits.</summary>
    public static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>A fresh id of 144 bits: 24 characters, the form of Keycloak's session ids.</summary>
    public static string NewId() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(18));

    /// <summary>What a secret ticket is stored under.</summary>
    public static string Hash(string secret) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Stores a ticket; false when one of that id is there already.</summary>
    public static async Task<bool> Add(Session session, string kind, string id, string realmId, long expires, string data) =>
        await session.Execute(Insert, ("kind", kind), ("id", id), ("realm", realmId), ("expires", expires), ("data", data)) > 0;

    /// <summary>Counts a use and reads the ticket; the first to come sees <c>Uses</c> 1. Null when there is none.</summary>
    public static async Task<(long Uses, long Expires, string Data)?> Use(Session session, string kind, string id, string realmId) =>
        await session.Execute(UseOnce, ("kind", kind), ("id", id), ("realm", realmId)) == 0 ? null : await Find(session, kind, id, realmId);

    /// <summary>Reads a ticket.</summary>
    public static Task<(long Uses, long Expires, string Data)?> Find(Session session, string kind, string id, string realmId) =>
        session.QueryFirst<(long, long, string)?>(Select, row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2)), ("kind", kind), ("id", id), ("realm", realmId));

    /// <summary>All tickets of a kind that a realm has, over or not.</summary>
    public static Task<IReadOnlyList<(string Id, long Uses, string Data)>> OfRealm(Session session, string kind, string realmId) =>
        session.Query(SelectAll, row => (row.GetString(0), row.GetInt64(1), row.GetString(2)), ("kind", kind), ("realm", realmId));

    /// <summary>Replaces the data if it is still what was read.</summary>
    public static async Task<bool> Replace(Session session, string kind, string id, string realmId, string before, string data) =>
        await session.Execute(Change, ("data", data), ("kind", kind), ("id", id), ("realm", realmId), ("before", before)) > 0;

    /// <summary>Forgets a ticket.</summary>
    public static Task Delete(Session session, string kind, string id, string realmId) => session.Execute(Remove, ("kind", kind), ("id", id), ("realm", realmId));
}
