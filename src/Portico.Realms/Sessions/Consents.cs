using Portico.Storage;

namespace Portico.Realms.Sessions;

/// <summary>The consents of users, by names of client scopes.</summary>
static class Consents
{
    const string Select = "SELECT client_id, scopes, created, updated FROM idp_consent WHERE realm_id = @realm AND user_id = @user";

    const string Upsert = """
        INSERT INTO idp_consent (realm_id, user_id, client_id, scopes, created, updated) VALUES (@realm, @user, @client, @scopes, @now, @now)
        ON CONFLICT (realm_id, user_id, client_id) DO UPDATE SET scopes = excluded.scopes, updated = excluded.updated
        """;

    public static Task<IReadOnlyList<Consent>> Of(Session session, string realmId, string userId) =>
        session.Query(Select + " ORDER BY client_id", row => new Consent(row.GetString(0), row.GetString(1).Split(' ', StringSplitOptions.RemoveEmptyEntries), row.GetInt64(2), row.GetInt64(3)),
            ("realm", realmId), ("user", userId));

    public static async Task Grant(Session session, string realmId, string userId, string clientUuid, IEnumerable<string> scopes, long now)
    {
        var known = (await Of(session, realmId, userId)).FirstOrDefault(c => c.ClientUuid == clientUuid)?.Scopes ?? [];
        await session.Execute(Upsert, ("realm", realmId), ("user", userId), ("client", clientUuid), ("scopes", string.Join(' ', known.Union(scopes, StringComparer.Ordinal))), ("now", now));
    }

    /// <summary>Says whether there was one.</summary>
    public static async Task<bool> Revoke(Session session, string realmId, string userId, string clientUuid) =>
        await session.Execute("DELETE FROM idp_consent WHERE realm_id = @realm AND user_id = @user AND client_id = @client", ("realm", realmId), ("user", userId), ("client", clientUuid)) > 0;
}
