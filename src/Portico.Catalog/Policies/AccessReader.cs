using System.Text.Json;
using Microsoft.Extensions.Logging;
using Portico.Storage;

namespace Portico.Catalog.Policies;

/// <summary>Reads users, teams, roles and policies out of the catalog's tables.</summary>
static class AccessReader
{
    const string ReadVersion = "SELECT version FROM catalog_access";

    const string ReadEntities = "SELECT id, type, name, core FROM entity WHERE type IN ('team', 'role', 'policy') AND NOT deleted";

    const string ReadRelations = """
        SELECT r.from_id, r.kind, r.to_id FROM relation r JOIN entity e ON e.id = r.from_id
        WHERE e.type IN ('team', 'role') AND r.kind IN ('policies', 'defaultRoles', 'parents', 'children') ORDER BY r.from_id, r.kind, r.position
        """;

    const string ReadMembers = "SELECT r.from_id, r.to_id FROM relation r JOIN entity e ON e.id = r.from_id WHERE e.type = 'user' AND r.kind = 'teams' ORDER BY r.from_id";

    const string ReadUser = "SELECT name, core, display_name, deleted FROM entity WHERE id = @id AND type = 'user'";

    const string ReadUserByName = "SELECT id FROM entity WHERE type = 'user' AND name = @name";

    const string ReadUserRelations = """
        SELECT r.kind, r.to_id FROM relation r JOIN entity e ON e.id = r.to_id
        WHERE r.from_id = @id AND r.kind IN ('roles', 'teams', 'domains') AND NOT e.deleted
        """;

    const string ReadMissing = "SELECT count(*) FROM entity WHERE fqn = @fqn AND (type = @type OR (@type = 'tag' AND type = 'glossaryTerm')) AND NOT deleted";

    public static async Task<long> Version(Session session) => await session.QueryFirst(ReadVersion, r => r.GetInt64(0));

    public static async Task<AccessSnapshot> Load(Session session, ILogger log)
    {
        // The version first: what is written in between makes the snapshot newer than it says, never older.
        var version = await Version(session);
        var entities = await session.Query(ReadEntities, r => (Id: Guid.Parse(r.GetString(0)), Type: r.GetString(1), Name: r.GetString(2), Core: r.GetString(3)));
        var relations = (await session.Query(ReadRelations, r => (From: Guid.Parse(r.GetString(0)), Kind: r.GetString(1), To: Guid.Parse(r.GetString(2)))))
            .ToLookup(r => (r.From, r.Kind), r => r.To);
        var parents = entities.Where(e => e.Type == "team").SelectMany(team => relations[(team.Id, "children")].Select(child => (Child: child, Parent: team.Id))).ToLookup(p => p.Child, p => p.Parent);
        var policies = entities.Where(e => e.Type == "policy").ToDictionary(p => p.Id, p => Rules(p.Name, p.Core, log));
        var roles = entities.Where(e => e.Type == "role")
            .Select(role => new AccessRole(role.Id, role.Name, RulesOf(role.Id)));
        var teams = entities.Where(e => e.Type == "team")
            .Select(team => new AccessTeam(
                team.Id,
                team.Name,
                team.Core.Contains("\"Organization\"", StringComparison.Ordinal) && Member(team.Core, "teamType") == "Organization",
                [.. relations[(team.Id, "parents")].Concat(parents[team.Id]).Distinct()],
                [.. relations[(team.Id, "defaultRoles")]],
                RulesOf(team.Id)));
        // Only matchTeam() asks for the teams of others, and few installations use it.
        var asksForMembers = entities.Any(e => e.Type == "policy" && e.Core.Contains("matchTeam", StringComparison.Ordinal));
        var members = asksForMembers
            ? (await session.Query(ReadMembers, r => (User: Guid.Parse(r.GetString(0)), Team: Guid.Parse(r.GetString(1))))).GroupBy(m => m.User, m => m.Team).Select(g => (g.Key, g.ToArray()))
            : [];
        return new(version, teams, roles, members);

        IReadOnlyList<Rule> RulesOf(Guid holder) => [.. relations[(holder, "policies")].SelectMany(policy => policies.GetValueOrDefault(policy) ?? [])];
    }

    public static async Task<AccessUser?> User(Session session, Guid id)
    {
        var user = await session.QueryFirst(ReadUser, r => new UserRow(r.GetString(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2), r.GetBoolean(3)), ("id", id.ToString()));
        if (user is null)
            return null;
        var relations = (await session.Query(ReadUserRelations, r => (Kind: r.GetString(0), To: Guid.Parse(r.GetString(1))), ("id", id.ToString()))).ToLookup(r => r.Kind, r => r.To);
        using var core = JsonDocument.Parse(user.Core);
        return new(id, user.Name, Flag(core.RootElement, "isAdmin"), Flag(core.RootElement, "isBot"), [.. relations["roles"]], [.. relations["teams"]], [.. relations["domains"]])
        {
            Email = core.RootElement.TryGetProperty("email", out var email) ? email.GetString() ?? "" : "",
            DisplayName = user.DisplayName ?? (core.RootElement.TryGetProperty("displayName", out var shown) ? shown.GetString() : null),
            Deleted = user.Deleted,
        };
    }

    public static async Task<Guid?> UserByName(Session session, string name) =>
        await session.QueryFirst(ReadUserByName, r => r.GetString(0), ("name", name.ToLowerInvariant())) is { } id ? Guid.Parse(id) : null;

    /// <summary>The first reference to something that does not exist, in OpenMetadata's words; <c>null</c> when all do.</summary>
    public static async Task<string?> Missing(Session session, IEnumerable<ConditionReference> references)
    {
        foreach (var (type, name) in references)
        {
            if (await session.QueryFirst(ReadMissing, r => r.GetInt64(0), ("fqn", name), ("type", type)) == 0)
                return $"{type} instance for {name} not found";
        }
        return null;
    }

    static IReadOnlyList<Rule> Rules(string policy, string core, ILogger log)
    {
        using var document = JsonDocument.Parse(core);
        var root = document.RootElement;
        if (Flag(root, "disabled") || (root.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.False) || !root.TryGetProperty("rules", out var rules))
            return [];
        return PolicyRules.Compile(policy, rules, (rule, reason) => Log.UnreadableCondition(log, policy, rule, reason));
    }

    static bool Flag(JsonElement document, string member) => document.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;

    static string? Member(string core, string member)
    {
        using var document = JsonDocument.Parse(core);
        return document.RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;
    }

    sealed record UserRow(string Name, string Core, string? DisplayName, bool Deleted);
}
