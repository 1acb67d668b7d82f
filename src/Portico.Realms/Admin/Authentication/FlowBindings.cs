using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin.Authentication;

/// <summary>
/// Which flow signs in where. Sign-ins here follow the built-in flows; a flow may be bound when it comes to the same: other names, other ids, disabled executions more or less. Any other flow
/// can be written down but not bound, because nothing would follow it.
/// </summary>
static class FlowBindings
{
    static readonly (string Member, string BuiltIn)[] s_realm =
    [
        ("browserFlow", "browser"), ("directGrantFlow", "direct grant"), ("registrationFlow", "registration"), ("resetCredentialsFlow", "reset credentials"),
        ("clientAuthenticationFlow", "clients"), ("firstBrokerLoginFlow", "first broker login"),
    ];

    static readonly (string Name, string BuiltIn)[] s_client = [("browser", "browser"), ("direct_grant", "direct grant")];

    // What changes nothing here: organizations and passkeys that there are none of, signatures by a federation, and a step that newer versions made part of another.
    static readonly string[] s_idle = ["organization", "idp-add-organization-member", "conditional-credential", "federated-jwt", "registration-profile-action"];

    /// <summary>The alias of a bound flow that sign-ins would not follow, or null.</summary>
    public static string? Refused(RealmSnapshot realm, FlowSet flows) => OfRealm(realm.Document.ToObject(), flows)
        ?? realm.Clients.Select(c => OfClient(c.Document.ToObject(), flows)).FirstOrDefault(a => a is not null)
        ?? realm.Index.IdentityProviders.Values.Select(p => OfProvider(p.Document!.Value.ToObject(), flows)).FirstOrDefault(a => a is not null);

    /// <summary>The same for a realm's representation alone.</summary>
    public static string? OfRealm(JsonObject realm, FlowSet flows) =>
        s_realm.Select(b => realm.Text(b.Member) is { Length: > 0 } alias && !IsHonoured(flows, alias, b.BuiltIn) ? alias : null).FirstOrDefault(a => a is not null);

    /// <summary>The same for a client's overrides, which name flows by id; an empty one is none.</summary>
    public static string? OfClient(JsonObject client, FlowSet flows)
    {
        foreach (var (name, value) in client["authenticationFlowBindingOverrides"] as JsonObject ?? [])
        {
            if (value is JsonValue id && Nodes.Scalar(id) is { Length: > 0 } text && !IsHonoured(flows, flows.ById(text)?.Text("alias"), s_client.FirstOrDefault(c => c.Name == name).BuiltIn))
                return flows.ById(text)?.Text("alias") ?? text;
        }
        return null;
    }

    /// <summary>The same for an identity provider's flows after its sign-in.</summary>
    public static string? OfProvider(JsonObject provider, FlowSet flows)
    {
        if (provider.Text("firstBrokerLoginFlowAlias") is { Length: > 0 } first && !IsHonoured(flows, first, "first broker login"))
            return first;
        return provider.Text("postBrokerLoginFlowAlias") is { Length: > 0 } post ? post : null;
    }

    public static string Explain(string alias) => $"Sign-ins here would not follow the flow '{alias}': a bound flow must mean what the built-in one means.";

    /// <summary>Whether the flow is bound anywhere.</summary>
    public static bool IsBound(RealmSnapshot realm, JsonObject flow)
    {
        var (id, alias) = (flow.Text("id"), flow.Text("alias"));
        return s_realm.Any(b => realm.Document.Text(b.Member) == alias)
            || realm.Clients.Any(c => c.Document.TextMap("authenticationFlowBindingOverrides").Values.Contains(id))
            || realm.Index.IdentityProviders.Values.Any(p => p.Document!.Value.Text("firstBrokerLoginFlowAlias") == alias || p.Document!.Value.Text("postBrokerLoginFlowAlias") == alias);
    }

    /// <summary>Bindings name a flow by its alias; a new name goes with it.</summary>
    public static void Rename(JsonObject realm, string from, string to)
    {
        foreach (var (member, _) in s_realm.Append(("dockerAuthenticationFlow", "")))
        {
            if (realm.Text(member) == from)
                realm[member] = to;
        }
    }

    static bool IsHonoured(FlowSet flows, string? alias, string? builtIn)
    {
        if (alias is null || builtIn is null)
            return false;
        // An import may name a built-in flow without bringing it.
        var set = flows.ByAlias(alias) is null ? FlowSet.BuiltIn : flows;
        return set.ByAlias(alias) is { } flow && Meaning(set, flow) == Meaning(FlowSet.BuiltIn, FlowSet.BuiltIn.ByAlias(builtIn)!);
    }

    static string Meaning(FlowSet flows, JsonObject flow)
    {
        var (steps, conditions) = (new List<(string Requirement, string Step)>(), new List<string>());
        foreach (var execution in FlowSet.Executions(flow).Where(e => e.Text("requirement") != "DISABLED"))
        {
            var provider = execution.Text("authenticator") ?? "";
            if (flows.Below(execution) is { } below)
            {
                var meaning = Meaning(flows, below);
                if (meaning.Length > 0 || FlowSet.Executions(below).Count == 0)
                    steps.Add((execution.Text("requirement")!, $"{provider}({meaning})"));
            }
            else if (!s_idle.Contains(provider))
            {
                var step = provider + Settings(flows.ConfigByAlias(execution.Text("authenticatorConfig")));
                if (provider.StartsWith("conditional-", StringComparison.Ordinal))
                    conditions.Add(step);
                else
                    steps.Add((execution.Text("requirement")!, step));
            }
        }
        if (steps.Count == 0)
            return "";
        // One alternative alone is a requirement.
        var written = steps.Count == 1 && conditions.Count > 0 ? ["REQUIRED " + steps[0].Step] : steps.Select(s => $"{s.Requirement} {s.Step}");
        return string.Join(", ", conditions.Concat(written));
    }

    static string Settings(JsonObject? config) =>
        config?["config"] is JsonObject settings ? "[" + string.Join(' ', settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")) + "]" : "";
}
