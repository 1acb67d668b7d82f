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

    const string Paged = " ORDER BY u.username LIMIT @max OFFSET @first";
    const string OfRole = $"{Columns} JOIN realm_user_role r ON r.realm_id = u.realm_id AND r.user_id = u.id WHERE u.realm_id = @realm AND r.role_id = @role {Paged}";
    const string OfGroup = $"{Columns} JOIN realm_user_group g ON g.realm_id = u.realm_id AND g.user_id = u.id WHERE u.realm_id = @realm AND g.group_id = @group {Paged}";

    public static async Task<IReadOnlyList<(RealmUser User, bool Totp)>> Find(Session session, string realmId, UserFilter filter, int first, int max)
    {
        if (max == 0)
            return [];
        var (where, parameters) = await Conditions(session, realmId, filter);
        // With few candidates the order must not tempt SQLite into looking through all users by name: an expression has no index.
        var paged = where.Contains("@ids", StringComparison.Ordinal) ? Paged.Replace("u.username", "u.username || ''", StringComparison.Ordinal) : Paged;
        return await session.Query($"{Columns} WHERE {where} {paged}", Row, [.. parameters, ("first", (long)first), ("max", (long)max)]);
    }

    public static async Task<long> CountAll(Session session, string realmId, UserFilter filter)
    {
        var (where, parameters) = await Conditions(session, realmId, filter);
        return await session.QueryFirst($"SELECT COUNT(*) FROM realm_user u WHERE {where}", row => row.GetInt64(0), parameters);
    }

    public static async Task<IReadOnlyList<RealmUser>> WithRole(Session session, string realmId, string roleId, int first, int max) =>
        [.. (await session.Query(OfRole, Row, ("realm", realmId), ("role", roleId), ("first", (long)first), ("max", (long)max))).Select(r => r.User)];

    public static Task<IReadOnlyList<(RealmUser User, bool Totp)>> InGroup(Session session, string realmId, string groupId, int first, int max) =>
        session.Query(OfGroup, Row, ("realm", realmId), ("group", groupId), ("first", (long)first), ("max", (long)max));

    /// <summary>The conditions that the filter has, and no others: each costs something for every user that is looked at.</summary>
    static async Task<(string Where, (string, object?)[] Parameters)> Conditions(Session session, string realmId, UserFilter filter)
    {
        var where = new List<string> { "u.realm_id = @realm" };
        var parameters = new List<(string, object?)> { ("realm", realmId) };
        void Add(string condition, string name, object value)
        {
            where.Add(condition);
            parameters.Add((name, value));
        }

        if (filter.Username is not null)
            Add(@"u.username LIKE @username ESCAPE '\'", "username", filter.Pattern(filter.Username));
        if (filter.Email is not null)
            Add(@"COALESCE(u.email, '') LIKE @email ESCAPE '\'", "email", filter.Pattern(filter.Email));
        if (filter.FirstName is not null)
            Add(@"COALESCE(u.first_key, '') LIKE @first_name ESCAPE '\'", "first_name", filter.Pattern(filter.FirstName));
        if (filter.LastName is not null)
            Add(@"COALESCE(u.last_key, '') LIKE @last_name ESCAPE '\'", "last_name", filter.Pattern(filter.LastName));
        if (filter.Enabled is { } enabled)
            Add("u.enabled = @enabled", "enabled", enabled ? 1L : 0L);
        if (filter.EmailVerified is { } verified)
            Add("u.email_verified = @verified", "verified", verified ? 1L : 0L);
        if (filter.CreatedAfter is { } after)
            Add("u.created_at >= @after", "after", after);
        if (filter.CreatedBefore is { } before)
            Add("u.created_at <= @before", "before", before);
        if (!filter.WithServiceAccounts)
            where.Add("u.service_account IS NULL");
        if (filter.SearchPattern is not "%")
            Add(@"(u.username LIKE @search ESCAPE '\' OR u.email LIKE @search ESCAPE '\' OR u.first_key LIKE @search ESCAPE '\' OR u.last_key LIKE @search ESCAPE '\')", "search", filter.SearchPattern);
        if (await UserCandidates.Of(session, realmId, filter) is { } ids)
            Add("$any(u.id, @ids)", "ids", ids);
        return (string.Join(" AND ", where), [.. parameters]);
    }

    static (RealmUser User, bool Totp) Row(DbDataReader row) => (UserRows.User(row, 0), row.GetInt64(13) != 0);
}
