using System.Text.Json;
using System.Text.RegularExpressions;
using Portico.Catalog.Documents;
using Portico.Catalog.Names;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Storing;

/// <summary>
/// Pages of entities, ordered by name, then id. Three ways to them: all of a type, the children of one entity (both follow an index), and what lies anywhere below one.
/// Filters that compare members, and regular expressions, look through the candidates.
/// </summary>
static class EntityLists
{
    const int MostRegex = 1000;

    const string Select = $"SELECT {EntityRow.Columns} FROM entity e {EntityRow.Parents} ";

    const string Seen = "AND (@all OR e.deleted = @deleted) ";

    const string OfType = "WHERE e.type = @type " + Seen;

    const string OfParent = "WHERE e.parent_id = @parent AND e.type = @type " + Seen;

    const string OfPrefix = "WHERE e.type = @type AND e.fqn >= @from AND e.fqn < @to " + Seen;

    const string Forward = "AND (e.name, e.id) > (@name, @id) ORDER BY e.name, e.id LIMIT @limit";

    const string Backward = "AND (e.name, e.id) < (@name, @id) ORDER BY e.name DESC, e.id DESC LIMIT @limit";

    // Children of one type have different names.
    const string ForwardByName = "AND e.name > @name AND @id IS NOT NULL ORDER BY e.name LIMIT @limit";

    const string BackwardByName = "AND e.name < @name AND @id IS NOT NULL ORDER BY e.name DESC LIMIT @limit";

    const string Count = "SELECT COUNT(*) FROM entity e ";

    const string ParentId = "SELECT e.id FROM entity e WHERE e.type = @type AND e.fqn = @fqn";

    static readonly Dictionary<Scope, (string Forward, string Backward, string Count)> s_sql = new()
    {
        [Scope.Type] = (Select + OfType + Forward, Select + OfType + Backward, Count + OfType),
        [Scope.Parent] = (Select + OfParent + ForwardByName, Select + OfParent + BackwardByName, Count + OfParent),
        [Scope.Prefix] = (Select + OfPrefix + Forward, Select + OfPrefix + Backward, Count + OfPrefix),
    };

    enum Scope
    {
        Type,
        Parent,
        Prefix,
    }

    public static async Task<Result<(IReadOnlyList<EntityRow> Rows, long Total, string? Before, string? After)>> Page(Session session, EntityType type, ListQuery query)
    {
        var cursor = query.After ?? query.Before;
        var place = cursor is null ? ("", "") : Cursor.TryParse(cursor);
        if (place is not { } at)
            return new Refusal(RefusalKind.Invalid, "Invalid cursor");
        var (scope, parameters) = await ScopeOf(session, type, query);
        var matches = Matcher(type, query.Filters);
        if (!matches.Ok)
            return matches.Refusal;
        if (matches.Value.Test is { } test)
            return await Filtered(session, scope, parameters, query, at, test);
        var total = await session.QueryFirst(s_sql[scope].Count, r => r.GetInt64(0), parameters);
        if (query.Limit == 0)
            return ((IReadOnlyList<EntityRow>)[], total, null, null);
        var backward = query.Before is not null;
        var rows = (await session.Query(
            backward ? s_sql[scope].Backward : s_sql[scope].Forward, EntityRow.Read, [.. parameters, ("name", at.Item1), ("id", at.Item2), ("limit", query.Limit + 1)])).ToList();
        return Cut(rows, total, query, backward);
    }

    static (IReadOnlyList<EntityRow> Rows, long Total, string? Before, string? After) Cut(List<EntityRow> rows, long total, ListQuery query, bool backward)
    {
        var more = rows.Count > query.Limit;
        if (more)
            rows.RemoveAt(query.Limit);
        if (backward)
            rows.Reverse();
        var hasBefore = backward ? more : query.After is not null;
        var hasAfter = backward || more;
        return (rows, total, hasBefore && rows.Count > 0 ? Cursor.Of(rows[0].Name, rows[0].Id) : null, hasAfter && rows.Count > 0 ? Cursor.Of(rows[^1].Name, rows[^1].Id) : null);
    }

    /// <summary>Looks at every candidate: for filters that no index knows.</summary>
    static async Task<Result<(IReadOnlyList<EntityRow> Rows, long Total, string? Before, string? After)>> Filtered(
        Session session, Scope scope, (string, object?)[] parameters, ListQuery query, (string Name, string Id) at, Func<EntityRow, bool> test)
    {
        var all = (await session.Query(s_sql[scope].Forward, EntityRow.Read, [.. parameters, ("name", ""), ("id", ""), ("limit", int.MaxValue)])).Where(test).ToList();
        var backward = query.Before is not null;
        int Compare(EntityRow row) => string.CompareOrdinal(row.Name, at.Name) is var order and not 0 ? order : string.CompareOrdinal(row.Id.ToString(), at.Id);
        var rows = backward ? all.Where(r => Compare(r) < 0).Reverse().Take(query.Limit + 1).ToList()
            : all.Where(r => query.After is null || Compare(r) > 0).Take(query.Limit + 1).ToList();
        return query.Limit == 0 ? ((IReadOnlyList<EntityRow>)[], (long)all.Count, null, null) : Cut(rows, all.Count, query, backward);
    }

    static async Task<(Scope Scope, (string, object?)[] Parameters)> ScopeOf(Session session, EntityType type, ListQuery query)
    {
        (string, object?)[] common = [("type", type.Name), ("all", query.Read.Include == Include.All), ("deleted", query.Read.Include == Include.Deleted)];
        // The narrowest of several containers counts, which is the longest name.
        var within = type.Within.Select(w => query.Filters.GetValueOrDefault(w)).Where(f => !string.IsNullOrEmpty(f)).MaxBy(f => f!.Length);
        if (within is null)
            return (Scope.Type, common);
        var fqn = FullyQualifiedName.Normalize(within);
        foreach (var container in type.Containers)
        {
            if (await session.QueryFirst(ParentId, r => r.GetString(0), ("type", container.Type), ("fqn", fqn)) is { } parent)
                return (Scope.Parent, [.. common, ("parent", parent)]);
        }
        var (from, to) = FullyQualifiedName.Below(fqn);
        return (Scope.Prefix, [.. common, ("from", from), ("to", to)]);
    }

    /// <summary>What candidates must pass besides; <c>null</c> when nothing.</summary>
    static Result<Filter> Matcher(EntityType type, IReadOnlyDictionary<string, string> filters)
    {
        var tests = new List<Func<EntityRow, bool>>();
        foreach (var (name, member) in type.Filters)
        {
            if (filters.TryGetValue(name, out var wanted) && wanted.Length > 0)
                tests.Add(row => Value(row.Core, member) is var value && string.Equals(value ?? "false", wanted, StringComparison.OrdinalIgnoreCase));
        }
        var exclude = filters.GetValueOrDefault("regexMode") == "exclude";
        var byFqn = filters.GetValueOrDefault("regexFilterByFqn") == "true";
        foreach (var (name, level) in (ReadOnlySpan<(string, string)>)[("serviceRegex", "databaseService"), ("databaseRegex", "database"), ("databaseSchemaRegex", "databaseSchema"), ("tableRegex", "table")])
        {
            if (!filters.TryGetValue(name, out var pattern) || pattern.Length == 0)
                continue;
            Regex regex;
            try
            {
                // Without backtracking no pattern can take long; what that cannot express is refused.
                regex = new Regex(pattern.Length > MostRegex ? throw new ArgumentException("too long") : pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return new Refusal(RefusalKind.Invalid, $"{name} is no regular expression that can be used: {e.Message}");
            }
            tests.Add(row => Named(row, level, byFqn) is not { } text || regex.IsMatch(text) != exclude);
        }
        return new Filter(tests.Count == 0 ? null : row => tests.TrueForAll(t => t(row)));
    }

    static string? Named(EntityRow row, string level, bool byFqn)
    {
        if (row.Type == level)
            return byFqn ? row.Fqn : row.Name;
        var ancestor = row.Ancestors.FirstOrDefault(a => a.Type == level);
        return byFqn ? ancestor?.Fqn : ancestor?.Name;
    }

    static string? Value(byte[] json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(member, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
    }

    sealed record Filter(Func<EntityRow, bool>? Test);
}
