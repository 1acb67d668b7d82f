using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Catalog.Policies;

/// <summary>The rules of a policy document: checked and put in order when they are written, compiled when they are read.</summary>
public static class PolicyRules
{
    /// <summary>
    /// Checks the member <c>rules</c> of a policy that is about to be written and brings it to the form that is stored: sorted by name, named
    /// <c>policy.rule</c>, without operations and resources that others cover. Returns why the policy is refused, or <c>null</c>.
    /// </summary>
    public static string? Prepare(JsonObject policy, string policyFullyQualifiedName)
    {
        if (policy["rules"] is not JsonArray { Count: > 0 } rules)
            return "Policy must have at least one rule";
        var prepared = new List<(string Name, JsonObject Rule)>();
        foreach (var node in rules)
        {
            if (node is not JsonObject rule || Text(rule["name"]) is not { Length: > 0 } name)
                return "Every rule of a policy needs a name";
            if (Text(rule["effect"]) is not ("allow" or "deny"))
                return $"Rule {name}: effect is allow or deny";
            if (!TryOperations(rule["operations"], out var operations, out var unknown))
                return unknown is null ? $"Rule {name}: operations must name at least one operation" : $"Rule {name}: unknown operation {unknown}";
            var resources = Texts(rule["resources"]);
            if (resources.Count == 0)
                return $"Rule {name}: resources must name at least one resource, or All";
            if (!Condition.TryParse(Text(rule["condition"]), out _, out var error))
                return $"Rule {name}: Failed to parse - {error}";
            if (prepared.Any(p => p.Name == name))
                return $"There are two rules named {name}";
            var copy = (JsonObject)rule.DeepClone();
            copy["fullyQualifiedName"] = $"{policyFullyQualifiedName}.{Quoted(name)}";
            copy["operations"] = new JsonArray([.. Least(operations).Each().Select(o => o.ToString()).Order(StringComparer.Ordinal).Select(o => (JsonNode)o)]);
            var named = resources.Any(IsEvery) ? resources.Where(IsEvery).Take(1) : resources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            copy["resources"] = new JsonArray([.. named.Select(r => (JsonNode)r)]);
            prepared.Add((name, copy));
        }
        policy["rules"] = new JsonArray([.. prepared.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Rule)]);
        return null;
    }

    /// <summary>The tags, teams and roles that the conditions of a policy name; they must exist.</summary>
    public static IReadOnlyList<ConditionReference> References(JsonObject policy) =>
    [
        .. ((policy["rules"] as JsonArray) ?? []).OfType<JsonObject>()
            .SelectMany(rule => Condition.TryParse(Text(rule["condition"]), out var condition, out _) ? condition.References : [])
            .Distinct(),
    ];

    /// <summary>Compiles stored rules. A condition that cannot be read (another version wrote it) fails closed and is told to <paramref name="unreadable"/>.</summary>
    internal static IReadOnlyList<Rule> Compile(string policyName, JsonElement rules, Action<string, string> unreadable)
    {
        var compiled = new List<Rule>();
        if (rules.ValueKind != JsonValueKind.Array)
            return compiled;
        foreach (var rule in rules.EnumerateArray())
        {
            var name = rule.TryGetProperty("name", out var n) ? n.GetString() ?? "" : "";
            var denies = rule.TryGetProperty("effect", out var effect) && effect.GetString() == "deny";
            var operations = OperationSet.None;
            if (rule.TryGetProperty("operations", out var named) && named.ValueKind == JsonValueKind.Array)
            {
                foreach (var operation in named.EnumerateArray())
                {
                    if (Enum.TryParse<Operation>(operation.GetString(), out var known))
                        operations |= known;
                }
            }
            var resources = rule.TryGetProperty("resources", out var r) && r.ValueKind == JsonValueKind.Array ? r.EnumerateArray().Select(e => e.GetString() ?? "").ToList() : [];
            if (operations.IsEmpty || resources.Count == 0)
                continue;
            if (!Condition.TryParse(rule.TryGetProperty("condition", out var c) ? c.GetString() : null, out var condition, out var error))
            {
                unreadable(name, error);
                if (!denies)
                    continue;
                condition = Condition.Always;
            }
            compiled.Add(new()
            {
                Name = name,
                PolicyName = policyName,
                Denies = denies,
                Operations = Granted(operations, denies),
                Resources = resources.Any(IsEvery) ? new HashSet<string>() : resources.ToHashSet(StringComparer.OrdinalIgnoreCase),
                Condition = condition,
                Json = rule.GetRawText(),
            });
        }
        return compiled;
    }

    /// <summary>To act in somebody's name is granted by its own name only, never by "All".</summary>
    static OperationSet Granted(OperationSet operations, bool denies) =>
        denies || operations.Contains(Operation.Impersonate) ? operations.Expanded() : operations.Expanded() - Operation.Impersonate;

    static OperationSet Least(OperationSet operations)
    {
        if (operations.Contains(Operation.All))
            return operations.Contains(Operation.Impersonate) ? OperationSet.Of(Operation.All, Operation.Impersonate) : Operation.All;
        var least = operations;
        foreach (var whole in new[] { Operation.ViewAll, Operation.EditAll })
        {
            if (operations.Contains(whole))
                least = (least - OperationSet.Of(whole).Expanded()) | whole;
        }
        return least;
    }

    static bool TryOperations(JsonNode? node, out OperationSet operations, out string? unknown)
    {
        (operations, unknown) = (OperationSet.None, null);
        foreach (var text in Texts(node))
        {
            if (!Enum.TryParse<Operation>(text, out var operation) || !Enum.IsDefined(operation) || char.IsAsciiDigit(text[0]))
            {
                unknown = text;
                return false;
            }
            operations |= operation;
        }
        return !operations.IsEmpty;
    }

    static bool IsEvery(string resource) => resource == "*" || string.Equals(resource, "all", StringComparison.OrdinalIgnoreCase);

    static string Quoted(string name) => name.Contains('.', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    static List<string> Texts(JsonNode? node) => [.. ((node as JsonArray) ?? []).Select(Text).Where(t => !string.IsNullOrEmpty(t)).Select(t => t!)];
}
