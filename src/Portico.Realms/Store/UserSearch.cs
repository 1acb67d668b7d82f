using System.Data.Common;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>Lists of users: filters, paging and counting in the database, sorted by user name.</summary>
static class UserSearch
{
    const string Columns = """
        SELECT u.id, u.username, u.email, u.first_name, u.last_name, u.enabled, u.email_verified, u.created_at, u.not_before, u.service_account, u.required_actions, u.attributes, u.extra,
            CASE WHEN EXISTS (SELECT 1 FROM realm_credential c WHERE c.realm_id = u.realm_id AND c.user_id = u.id AND c.type = 'otp') THEN 1 ELSE 0 END AS totp
        FROM realm_user u
        """;

    const string Filter = """
        WHERE u.realm_id = @realm AND u.username LIKE @username ESCAPE '\' AND COALESCE(u.email, '') LIKE @email ESCAPE '\'
            AND COALESCE(u.first_key, '') LIKE @first_name ESCAPE '\' AND COALESCE(u.last_key, '') LIKE @last_name ESCAPE '\'
            AND (@enabled < 0 OR u.enabled = @enabled) AND (@verified < 0 OR u.email_verified = @verified) AND u.created_at >= @after AND u.created_at <= @before
            AND (@services = 1 OR u.service_account IS NULL)
            AND (u.username LIKE @search ESCAPE '\' OR u.email LIKE @search ESCAPE '\' OR u.first_key LIKE @search ESCAPE '\' OR u.last_key LIKE @search ESCAPE '\')
        """;

    const string Paged = " ORDER BY u.username LIMIT @max OFFSET @first";
    const string List = $"{Columns} {Filter} {Paged}";
    const string ListAmong = $"{Columns} {Filter} AND $any(u.id, @ids) {Paged}";
    const string Count = $"SELECT COUNT(*) FROM realm_user u {Filter}";
    const string CountAmong = $"SELECT COUNT(*) FROM realm_user u {Filter} AND $any(u.id, @ids)";
    const string ByAttribute = "SELECT DISTINCT user_id FROM realm_user_attribute WHERE realm_id = @realm AND name = @name AND value_key = @value";
    const string ByLink = """
        SELECT DISTINCT user_id FROM realm_federated_identity WHERE realm_id = @realm AND (@provider = '' OR provider = @provider) AND (@id = '' OR external_id = @id)
        """;
    const string OfRole = $"{Columns} JOIN realm_user_role r ON r.realm_id = u.realm_id AND r.user_id = u.id WHERE u.realm_id = @realm AND r.role_id = @role {Paged}";
    const string OfGroup = $"{Columns} JOIN realm_user_group g ON g.realm_id = u.realm_id AND g.user_id = u.id WHERE u.realm_id = @realm AND g.group_id = @group {Paged}";

    public static async Task<IReadOnlyList<(RealmUser User, bool Totp)>> Find(Session session, string realmId, UserFilter filter, int first, int max)
    {
        if (max == 0)
            return [];
        var ids = await Among(session, realmId, filter);
        return ids is null
            ? await session.Query(List, Row, [.. Parameters(realmId, filter), ("first", (long)first), ("max", (long)max)])
            : await session.Query(ListAmong, Row, [.. Parameters(realmId, filter), ("first", (long)first), ("max", (long)max), ("ids", ids)]);
    }

    public static async Task<long> CountAll(Session session, string realmId, UserFilter filter)
    {
        var ids = await Among(session, realmId, filter);
        return ids is null
            ? await session.QueryFirst(Count, row => row.GetInt64(0), Parameters(realmId, filter))
            : await session.QueryFirst(CountAmong, row => row.GetInt64(0), [.. Parameters(realmId, filter), ("ids", ids)]);
    }

    public static async Task<IReadOnlyList<RealmUser>> WithRole(Session session, string realmId, string roleId, int first, int max) =>
        [.. (await session.Query(OfRole, Row, ("realm", realmId), ("role", roleId), ("first", (long)first), ("max", (long)max))).Select(r => r.User)];

    public static Task<IReadOnlyList<(RealmUser User, bool Totp)>> InGroup(Session session, string realmId, string groupId, int first, int max) =>
        session.Query(OfGroup, Row, ("realm", realmId), ("group", groupId), ("first", (long)first), ("max", (long)max));

    static async Task<string[]?> Among(Session session, string realmId, UserFilter filter)
    {
        HashSet<string>? ids = filter is { Provider: null, ExternalId: null } ? null
            : [.. await session.Query(ByLink, row => row.GetString(0), ("realm", realmId), ("provider", filter.Provider ?? ""), ("id", filter.ExternalId ?? ""))];
        foreach (var (name, value) in filter.Attributes)
        {
            var found = await session.Query(ByAttribute, row => row.GetString(0), ("realm", realmId), ("name", name), ("value", value.ToLowerInvariant()));
            if (ids is null)
                ids = [.. found];
            else
                ids.IntersectWith(found);
        }
        return ids is null ? null : [.. ids];
    }

    static (string, object?)[] Parameters(string realmId, UserFilter filter) =>
    [
        ("realm", realmId), ("username", filter.Pattern(filter.Username)), ("email", filter.Pattern(filter.Email)), ("first_name", filter.Pattern(filter.FirstName)),
        ("last_name", filter.Pattern(filter.LastName)), ("enabled", Flag(filter.Enabled)), ("verified", Flag(filter.EmailVerified)),
        ("after", filter.CreatedAfter ?? long.MinValue), ("before", filter.CreatedBefore ?? long.MaxValue), ("services", filter.WithServiceAccounts ? 1L : 0L), ("search", filter.SearchPattern),
    ];

    static long Flag(bool? flag) => flag switch { null => -1, true => 1, false => 0 };

    static (RealmUser User, bool Totp) Row(DbDataReader row) => (UserRows.User(row, 0), row.GetInt64(13) != 0);
}
