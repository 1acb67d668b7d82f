using System.Data.Common;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>All users of a realm with credentials, roles, groups and links, by a statement for each kind of row.</summary>
static class UserDump
{
    const string Users = """
        SELECT id, username, email, first_name, last_name, enabled, email_verified, created_at, not_before, service_account, required_actions, attributes, extra
        FROM realm_user WHERE realm_id = @realm ORDER BY username
        """;

    const string Roles = "SELECT user_id, role_id FROM realm_user_role WHERE realm_id = @realm";
    const string Groups = "SELECT user_id, group_id FROM realm_user_group WHERE realm_id = @realm";
    const string Credentials = "SELECT user_id, id, type, label, data, created_at, priority, secret FROM realm_credential WHERE realm_id = @realm ORDER BY user_id, priority, created_at, id";

    public static async Task<IReadOnlyList<RealmUser>> Of(Session session, Envelope envelope, string realmId)
    {
        var users = await session.Query(Users, row => UserRows.User(row, 0), ("realm", realmId));
        var roles = (await session.Query(Roles, Pair, ("realm", realmId))).ToLookup(p => p.User, p => p.Other, StringComparer.Ordinal);
        var groups = (await session.Query(Groups, Pair, ("realm", realmId))).ToLookup(p => p.User, p => p.Other, StringComparer.Ordinal);
        var credentials = (await session.Query(Credentials, row => Credential(row, envelope, realmId), ("realm", realmId))).ToLookup(c => c.User, c => c.Credential, StringComparer.Ordinal);
        var links = await FederatedIdentities.OfRealm(session, realmId);
        return [.. users.Select(u => u with { FederatedIdentities = [.. links[u.Id]], RoleIds = [.. roles[u.Id]], GroupIds = [.. groups[u.Id]], Credentials = [.. credentials[u.Id]] })];
    }

    static (string User, string Other) Pair(DbDataReader row) => (row.GetString(0), row.GetString(1));

    static (string User, Credential Credential) Credential(DbDataReader row, Envelope envelope, string realmId)
    {
        var (user, id) = (row.GetString(0), row.GetString(1));
        return (user, new Credential
        {
            Id = id, Type = row.GetString(2), UserLabel = row.IsDBNull(3) ? null : row.GetString(3), Data = row.GetString(4), CreatedAt = row.GetInt64(5), Priority = (int)row.GetInt64(6),
            SecretData = envelope.Unseal((byte[])row.GetValue(7), UserRows.CredentialPurpose(realmId, user, id)),
        });
    }
}
