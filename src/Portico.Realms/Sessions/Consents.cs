using Portico.Storage;

namespace Portico.Realms.Sessions;

/// <summary>The consents of users, by names of client scopes.</summary>
static class Consents
{
    const string Select = "SELECT client_id, scopes, created, updated FROM idp_consent WHERE realm_id = @realm AND user_id = @user";

    const string Insert = "INSERT INTO idp_consent (realm_id, user_id, client_id, scopes, created, updated) VALUES (@realm, @user, @client, @scopes, @created, @updated)";

    const string Upsert = """
        INSERT INTO idp_consent (realm_id, user_id, client_id, scopes, created, updated) VALUES (@realm, @user, @client, @scopes, @now, @now)
        ON CONFLICT (realm_id, user_id, client_id) DO UPDATE SET scopes = excluded.scopes, updated = excluded.updated
        """;

    public static Task<IReadOnlyList<Consent>> Of(Session session, string realmId, string userId) =>
        session.Query(Select + " ORDER BY client_id", Read,
            ("realm", realmId), ("user", userId));

    /// <summary>The consents of all users of a realm, by user.</summary>
    public static async Task<ILookup<string, Consent>> OfRealm(Session session, string realmId) => (await session.Query("SELECT client_id, scopes, created, updated, user_id FROM idp_consent WHERE realm_id = @realm",
        row => (User: row.GetString(4), Consent: Read(row)), ("realm", realmId))).ToLookup(c => c.User, c => c.Consent, StringComparer.Ordinal);

    /// <summary>Stores consents as an import brings them.</summary>
    public static Task Add(Session session, string realmId, IEnumerable<(string UserId, Consent Consent)> consents) => session.ExecuteMany(Insert, [.. consents.Select(c => ((string, object?)[])
    [
        ("realm", realmId), ("user", c.UserId), ("client", c.Consent.ClientUuid), ("scopes", string.Join(' ', c.Consent.Scopes)), ("created", c.Consent.Created), ("updated", c.Consent.Updated),
    ])]);

    static Consent Read(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetString(1).Split(' ', StringSplitOptions.RemoveEmptyEntries), row.GetInt64(2), row.GetInt64(3));

    public static async Task Grant(Session session, string realmId, string userId, string clientUuid, IEnumerable<string> scopes, long now)
    {
        var known = (await Of(session, realmId, userId)).FirstOrDefault(c => c.ClientUuid == clientUuid)?.Scopes ?? [];
        await session.Execute(Upsert, ("realm", realmId), ("user", userId), ("client", clientUuid), ("scopes", string.Join(' ', known.Union(scopes, StringComparer.Ordinal))), ("now", now));
    }

    /// <summary>Says whether there was one.</summary>
    public static async Task<bool> Revoke(Session session, string realmId, string userId, string clientUuid) =>
        await session.Execute("DELETE FROM idp_consent WHERE realm_id = @realm AND user_id = @user AND client_id = @client", ("realm", realmId), ("user", userId), ("client", clientUuid)) > 0;
}
