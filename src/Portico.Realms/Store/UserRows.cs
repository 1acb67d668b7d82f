using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Keys;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>Users on a given session. A user is read with credentials, roles and groups by one statement; it is written row by row, set-based where there are many.</summary>
static class UserRows
{
    const string Columns = """
        SELECT CAST(0 AS bigint) AS part, id, username, email, first_name, last_name, enabled, email_verified, created_at, not_before, service_account, required_actions, attributes, extra, CAST(NULL AS $blob) AS secret
        """;

    const string Parts = """
        UNION ALL SELECT 1, role_id, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, CAST(NULL AS $blob) FROM realm_user_role r JOIN found ON found.id = r.user_id WHERE r.realm_id = @realm
        UNION ALL SELECT 2, group_id, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL, NULL, NULL, NULL, CAST(NULL AS $blob) FROM realm_user_group g JOIN found ON found.id = g.user_id WHERE g.realm_id = @realm
        UNION ALL SELECT 3, c.id, c.type, c.label, c.data, NULL, 0, 0, c.created_at, c.priority, NULL, NULL, NULL, NULL, c.secret FROM realm_credential c JOIN found ON found.id = c.user_id WHERE c.realm_id = @realm
        """;

    const string WithParts = $"{Columns} FROM found\n{Parts}";
    const string ById = $"WITH found AS (SELECT * FROM realm_user WHERE realm_id = @realm AND id = @key) {WithParts}";
    const string ByUsername = $"WITH found AS (SELECT * FROM realm_user WHERE realm_id = @realm AND username = @key) {WithParts}";
    const string ByEmail = $"WITH found AS (SELECT * FROM realm_user WHERE realm_id = @realm AND email = @key ORDER BY username LIMIT 1) {WithParts}";

    // Two lookups by index joined, because neither engine uses both indexes for an OR.
    const string ByLogin = $"""
        WITH found AS (
            SELECT * FROM (
                SELECT *, 0 AS rank FROM realm_user WHERE realm_id = @realm AND email = @key
                UNION ALL SELECT *, 1 AS rank FROM realm_user WHERE realm_id = @realm AND username = @key) both_ways
            ORDER BY rank, username LIMIT 1)
        {WithParts}
        """;

    const string Insert = """
        INSERT INTO realm_user (realm_id, id, username, email, email_key, first_name, last_name, first_key, last_key, enabled, email_verified, created_at, not_before, service_account, required_actions, attributes, extra)
        VALUES (@realm, @id, @username, @email, @email_key, @first, @last, @first_key, @last_key, @enabled, @verified, @created, @not_before, @service, @actions, @attributes, @extra)
        """;

    const string Update = """
        UPDATE realm_user SET username = @username, email = @email, email_key = @email_key, first_name = @first, last_name = @last, first_key = @first_key, last_key = @last_key,
            enabled = @enabled, email_verified = @verified, created_at = @created, not_before = @not_before, service_account = @service, required_actions = @actions, attributes = @attributes, extra = @extra
        WHERE realm_id = @realm AND id = @id
        """;

    const string SetEmailKeys = "UPDATE realm_user SET email_key = email WHERE realm_id = @realm";
    const string ForgetEmailKeys = "UPDATE realm_user SET email_key = NULL WHERE realm_id = @realm";
    const string Delete = "DELETE FROM realm_user WHERE realm_id = @realm AND id = @id";
    const string ForgetAttributes = "DELETE FROM realm_user_attribute WHERE realm_id = @realm AND user_id = @user";
    const string AddAttribute = "INSERT INTO realm_user_attribute (realm_id, user_id, name, value_key) VALUES (@realm, @user, @name, @value)";
    const string AddRole = "INSERT INTO realm_user_role (realm_id, user_id, role_id) VALUES (@realm, @user, @role) ON CONFLICT DO NOTHING";
    const string DropRole = "DELETE FROM realm_user_role WHERE realm_id = @realm AND user_id = @user AND role_id = @role";
    const string DropRoleOfAll = "DELETE FROM realm_user_role WHERE realm_id = @realm AND role_id = @role";
    const string AddGroup = "INSERT INTO realm_user_group (realm_id, user_id, group_id) VALUES (@realm, @user, @group) ON CONFLICT DO NOTHING";
    const string DropGroup = "DELETE FROM realm_user_group WHERE realm_id = @realm AND user_id = @user AND group_id = @group";
    const string DropGroupOfAll = "DELETE FROM realm_user_group WHERE realm_id = @realm AND group_id = @group";

    const string SetCredential = """
        INSERT INTO realm_credential (realm_id, user_id, id, type, label, created_at, priority, data, secret) VALUES (@realm, @user, @id, @type, @label, @created, @priority, @data, @secret)
        ON CONFLICT (realm_id, user_id, id) DO UPDATE SET type = excluded.type, label = excluded.label, created_at = excluded.created_at, priority = excluded.priority, data = excluded.data, secret = excluded.secret
        """;

    const string DropCredential = "DELETE FROM realm_credential WHERE realm_id = @realm AND user_id = @user AND id = @id";

    static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<RealmUser?> FindById(Session session, Envelope envelope, string realmId, string id) => Find(session, envelope, ById, realmId, id);

    public static Task<RealmUser?> FindByUsername(Session session, Envelope envelope, string realmId, string username) => Find(session, envelope, ByUsername, realmId, username.ToLowerInvariant());

    public static Task<RealmUser?> FindByEmail(Session session, Envelope envelope, string realmId, string email) => Find(session, envelope, ByEmail, realmId, email.ToLowerInvariant());

    /// <summary>By e-mail address first, as Keycloak does, then by user name.</summary>
    public static Task<RealmUser?> FindByLogin(Session session, Envelope envelope, string realmId, string login) => Find(session, envelope, ByLogin, realmId, login.ToLowerInvariant());

    public static async Task Add(Session session, Envelope envelope, RealmSnapshot realm, IReadOnlyList<RealmUser> users)
    {
        await session.ExecuteMany(Insert, [.. users.Select(u => Row(realm, u))]);
        await session.ExecuteMany(AddAttribute, [.. users.SelectMany(u => AttributeRows(realm.Id, u))]);
        await session.ExecuteMany(AddRole, [.. users.SelectMany(u => u.RoleIds.Select(r => Pair(realm.Id, u.Id, "role", r)))]);
        await session.ExecuteMany(AddGroup, [.. users.SelectMany(u => u.GroupIds.Select(g => Pair(realm.Id, u.Id, "group", g)))]);
        await session.ExecuteMany(SetCredential, [.. users.SelectMany(u => u.Credentials.Select(c => Row(envelope, realm.Id, u.Id, c)))]);
        await FederatedIdentities.AddAll(session, realm.Id, users);
    }

    /// <summary>Writes the user's own row and attributes; roles, groups and credentials have their own calls.</summary>
    public static async Task Save(Session session, RealmSnapshot realm, RealmUser user)
    {
        await session.Execute(Update, Row(realm, user));
        await session.Execute(ForgetAttributes, ("realm", realm.Id), ("user", user.Id));
        await session.ExecuteMany(AddAttribute, [.. AttributeRows(realm.Id, user)]);
    }

    /// <summary>Makes addresses unique or not, as the realm's settings now say; two users with one address are a unique violation.</summary>
    public static Task KeyEmails(Session session, RealmSnapshot realm) =>
        session.Execute(realm.Settings.DuplicateEmailsAllowed ? ForgetEmailKeys : SetEmailKeys, ("realm", realm.Id));

    public static Task<int> Remove(Session session, string realmId, string userId) => session.Execute(Delete, ("realm", realmId), ("id", userId));

    public static Task GiveRoles(Session session, string realmId, string userId, IEnumerable<string> roleIds) => session.ExecuteMany(AddRole, [.. roleIds.Select(r => Pair(realmId, userId, "role", r))]);

    public static Task TakeRoles(Session session, string realmId, string userId, IEnumerable<string> roleIds) => session.ExecuteMany(DropRole, [.. roleIds.Select(r => Pair(realmId, userId, "role", r))]);

    public static Task ForgetRole(Session session, string realmId, string roleId) => session.Execute(DropRoleOfAll, ("realm", realmId), ("role", roleId));

    public static Task Join(Session session, string realmId, string userId, string groupId) => session.Execute(AddGroup, Pair(realmId, userId, "group", groupId));

    public static Task Leave(Session session, string realmId, string userId, string groupId) => session.Execute(DropGroup, Pair(realmId, userId, "group", groupId));

    public static Task ForgetGroup(Session session, string realmId, string groupId) => session.Execute(DropGroupOfAll, ("realm", realmId), ("group", groupId));

    public static Task PutCredential(Session session, Envelope envelope, string realmId, string userId, Credential credential) => session.Execute(SetCredential, Row(envelope, realmId, userId, credential));

    public static Task<int> RemoveCredential(Session session, string realmId, string userId, string credentialId) =>
        session.Execute(DropCredential, ("realm", realmId), ("user", userId), ("id", credentialId));

    static async Task<RealmUser?> Find(Session session, Envelope envelope, string sql, string realmId, string key)
    {
        var rows = await session.Query(sql, row => Part(row, envelope, realmId), ("realm", realmId), ("key", key));
        if (rows.FirstOrDefault(r => r is RealmUser) is not RealmUser user)
            return null;
        var roles = new List<string>();
        var groups = new List<string>();
        var credentials = new List<Credential>();
        foreach (var row in rows)
        {
            if (row is RoleId role)
                roles.Add(role.Id);
            else if (row is GroupId group)
                groups.Add(group.Id);
            else if (row is Sealed sealed_)
                credentials.Add(sealed_.Open(envelope, CredentialPurpose(realmId, user.Id, sealed_.Credential.Id)));
        }
        credentials.Sort((a, b) => (a.Priority, a.CreatedAt).CompareTo((b.Priority, b.CreatedAt)));
        return user with { RoleIds = roles, GroupIds = groups, Credentials = credentials };
    }

    static object Part(DbDataReader row, Envelope envelope, string realmId) => row.GetInt64(0) switch
    {
        0 => User(row, 1),
        1 => new RoleId(row.GetString(1)),
        2 => new GroupId(row.GetString(1)),
        _ => new Sealed(new Credential
        {
            Id = row.GetString(1), Type = row.GetString(2), UserLabel = Text(row, 3), Data = row.GetString(4), CreatedAt = row.GetInt64(8), Priority = (int)row.GetInt64(9),
        }, (byte[])row.GetValue(14)),
    };

    /// <summary>Reads the columns id ... extra, the first of them at <paramref name="at"/>.</summary>
    public static RealmUser User(DbDataReader row, int at) => new()
    {
        Id = row.GetString(at),
        Username = row.GetString(at + 1),
        Email = Text(row, at + 2),
        FirstName = Text(row, at + 3),
        LastName = Text(row, at + 4),
        Enabled = row.GetInt64(at + 5) != 0,
        EmailVerified = row.GetInt64(at + 6) != 0,
        CreatedAt = row.GetInt64(at + 7),
        NotBefore = row.GetInt64(at + 8),
        ServiceAccountClientId = Text(row, at + 9),
        RequiredActions = row.GetString(at + 10) is { Length: > 0 } actions ? actions.Split(' ') : [],
        Attributes = row.GetString(at + 11) is { Length: > 2 } attributes ? Json.Parse($"{{\"a\":{attributes}}}").TextListMap("a") : System.Collections.Frozen.FrozenDictionary<string, IReadOnlyList<string>>.Empty,
        Extra = Text(row, at + 12),
    };

    static (string, object?)[] Row(RealmSnapshot realm, RealmUser user) =>
    [
        ("realm", realm.Id), ("id", user.Id), ("username", user.Username), ("email", user.Email), ("email_key", realm.Settings.DuplicateEmailsAllowed ? null : user.Email),
        ("first", user.FirstName), ("last", user.LastName), ("first_key", user.FirstName?.ToLowerInvariant()), ("last_key", user.LastName?.ToLowerInvariant()),
        ("enabled", user.Enabled ? 1L : 0L), ("verified", user.EmailVerified ? 1L : 0L), ("created", user.CreatedAt), ("not_before", user.NotBefore), ("service", user.ServiceAccountClientId),
        ("actions", string.Join(' ', user.RequiredActions)), ("attributes", AttributesText(user)), ("extra", user.Extra),
    ];

    static string AttributesText(RealmUser user)
    {
        if (user.Attributes.Count == 0)
            return "{}";
        var map = new JsonObject();
        foreach (var (name, values) in user.Attributes)
            map[name] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
        return map.ToJsonString(s_plain);
    }

    static IEnumerable<(string, object?)[]> AttributeRows(string realmId, RealmUser user)
    {
        foreach (var (name, values) in user.Attributes)
        {
            foreach (var value in values)
                yield return [("realm", realmId), ("user", user.Id), ("name", name), ("value", value.ToLowerInvariant())];
        }
    }

    static (string, object?)[] Row(Envelope envelope, string realmId, string userId, Credential credential) =>
    [
        ("realm", realmId), ("user", userId), ("id", credential.Id), ("type", credential.Type), ("label", credential.UserLabel), ("created", credential.CreatedAt), ("priority", (long)credential.Priority),
        ("data", credential.Data), ("secret", envelope.Seal(credential.SecretData, CredentialPurpose(realmId, userId, credential.Id))),
    ];

    /// <summary>What a credential's seal is bound to.</summary>
    internal static string CredentialPurpose(string realmId, string userId, string id) => $"{realmId}/{userId}/{id}";

    static (string, object?)[] Pair(string realmId, string userId, string name, string id) => [("realm", realmId), ("user", userId), (name, id)];

    static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    sealed record RoleId(string Id);

    sealed record GroupId(string Id);

    sealed record Sealed(Credential Credential, byte[] Secret)
    {
        public Credential Open(Envelope envelope, string purpose) => Credential with { SecretData = envelope.Unseal(Secret, purpose) };
    }
}
