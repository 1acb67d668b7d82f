using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>The links between users and identity providers, on a given session.</summary>
static class FederatedIdentities
{
    const string Insert = "INSERT INTO realm_federated_identity (realm_id, user_id, provider, external_id, external_name) VALUES (@realm, @user, @provider, @id, @name)";
    const string InsertNew = $"{Insert} ON CONFLICT DO NOTHING";
    const string Delete = "DELETE FROM realm_federated_identity WHERE realm_id = @realm AND user_id = @user AND provider = @provider";
    const string DeleteProvider = "DELETE FROM realm_federated_identity WHERE realm_id = @realm AND provider = @provider";
    const string OfUser = "SELECT provider, external_id, external_name FROM realm_federated_identity WHERE realm_id = @realm AND user_id = @user ORDER BY provider";
    const string UserOf = "SELECT user_id FROM realm_federated_identity WHERE realm_id = @realm AND provider = @provider AND external_id = @id";

    /// <summary>Links a user; false when the user has a link to the provider already, or somebody else has this one.</summary>
    public static async Task<bool> Add(Session session, string realmId, string userId, FederatedIdentity link) => await session.Execute(InsertNew, Row(realmId, userId, link)) > 0;

    /// <summary>Links new users; a link that somebody has already is a unique violation.</summary>
    public static Task AddAll(Session session, string realmId, IEnumerable<RealmUser> users) =>
        session.ExecuteMany(Insert, [.. users.SelectMany(u => u.FederatedIdentities.Select(l => Row(realmId, u.Id, l)))]);

    /// <summary>Takes a user's link to a provider away; false when there is none.</summary>
    public static async Task<bool> Remove(Session session, string realmId, string userId, string provider) =>
        await session.Execute(Delete, ("realm", realmId), ("user", userId), ("provider", provider)) > 0;

    /// <summary>A provider that is gone leaves no links.</summary>
    public static Task Forget(Session session, string realmId, string provider) => session.Execute(DeleteProvider, ("realm", realmId), ("provider", provider));

    /// <summary>The links of all users of a realm, by user.</summary>
    public static async Task<ILookup<string, FederatedIdentity>> OfRealm(Session session, string realmId) =>
        (await session.Query("SELECT provider, external_id, external_name, user_id FROM realm_federated_identity WHERE realm_id = @realm ORDER BY user_id, provider",
            row => (User: row.GetString(3), Link: new FederatedIdentity(row.GetString(0), row.GetString(1), row.GetString(2))), ("realm", realmId))).ToLookup(l => l.User, l => l.Link, StringComparer.Ordinal);

    public static Task<IReadOnlyList<FederatedIdentity>> Of(Session session, string realmId, string userId) =>
        session.Query(OfUser, row => new FederatedIdentity(row.GetString(0), row.GetString(1), row.GetString(2)), ("realm", realmId), ("user", userId));

    /// <summary>The id of the user who is this person at the provider, or null.</summary>
    public static Task<string?> Find(Session session, string realmId, string provider, string externalId) =>
        session.QueryFirst<string?>(UserOf, row => row.GetString(0), ("realm", realmId), ("provider", provider), ("id", externalId));

    static (string, object?)[] Row(string realmId, string userId, FederatedIdentity link) =>
        [("realm", realmId), ("user", userId), ("provider", link.Provider), ("id", link.ExternalId), ("name", link.ExternalName)];
}
