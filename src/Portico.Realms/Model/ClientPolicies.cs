using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Import;

namespace Portico.Realms.Model;

/// <summary>
/// A realm's client policies: what the profiles of an enabled policy demand holds for every client that meets the policy's conditions, whatever the client's own settings say. So the protocol
/// sees such a client as the policies make it. What cannot be held is not stored in an enabled policy; see <see cref="Unsupported"/>.
/// </summary>
sealed class ClientPolicies
{
    static readonly Dictionary<string, Action<JsonObject>> s_executors = new(StringComparer.Ordinal)
    {
        ["pkce-enforcer"] = c => Attributes(c)["pkce.code.challenge.method"] = "S256",
        ["reject-implicit-grant"] = c => c["implicitFlowEnabled"] = false,
        ["reject-ropc-grant"] = c => c["directAccessGrantsEnabled"] = false,
        ["consent-required"] = c => c["consentRequired"] = true,
        ["full-scope-disabled"] = c => c["fullScopeAllowed"] = false,
        ["use-lightweight-access-token"] = c => Attributes(c)["client.use.lightweight.access.token.enabled"] = "true",
        ["confidential-client"] = c => c["enabled"] = c.Flag("enabled") is not false && c.Flag("publicClient") is not true,
    };

    static readonly Dictionary<string, Func<RealmSnapshot, Client, JsonElement, bool>> s_conditions = new(StringComparer.Ordinal)
    {
        ["any-client"] = (_, _, _) => true,
        ["client-access-type"] = (_, client, config) => config.Texts("type").Contains(client.BearerOnly ? "bearer-only" : client.PublicClient ? "public" : "confidential"),
        ["client-roles"] = (realm, client, config) => config.Texts("roles").Any(r => realm.FindRole(r, client.Id) is not null),
    };

    readonly RealmSnapshot _realm;
    readonly List<(JsonElement[] Conditions, Action<JsonObject>[] Executors)> _policies = [];

    ClientPolicies(RealmSnapshot realm)
    {
        _realm = realm;
        var profiles = Profiles(realm.Document.Member("clientProfiles"));
        foreach (var policy in Enabled(realm.Document.Member("clientPolicies")))
        {
            var executors = policy.Texts("profiles").SelectMany(p => profiles.GetValueOrDefault(p) ?? []).Select(e => s_executors.GetValueOrDefault(e)).OfType<Action<JsonObject>>().ToArray();
            _policies.Add(([.. policy.Items("conditions")], executors));
        }
    }

    public static ClientPolicies? Of(RealmSnapshot realm) => Enabled(realm.Document.Member("clientPolicies")).Any() ? new ClientPolicies(realm) : null;

    /// <summary>The client as the policies make it; itself when none is about it.</summary>
    public Client Apply(Client client)
    {
        JsonObject? document = null;
        foreach (var (conditions, executors) in _policies.Where(p => p.Conditions.Length > 0 && p.Conditions.All(c => Meets(client, c))))
        {
            document ??= client.Document.ToObject();
            foreach (var execute in executors)
                execute(document);
        }
        return document is null ? client : new Client(document.ToElement(), client.Secret);
    }

    /// <summary>The first executor or condition of an enabled policy that nothing here holds to, or null.</summary>
    public static string? Unsupported(JsonElement? policies, JsonElement? profiles)
    {
        var known = Profiles(profiles);
        foreach (var policy in Enabled(policies))
        {
            // A profile that is not the realm's own is one of Keycloak's global ones.
            if (policy.Texts("profiles").SelectMany(p => known.GetValueOrDefault(p) ?? [p]).FirstOrDefault(e => !s_executors.ContainsKey(e)) is { } executor)
                return executor;
            if (policy.Items("conditions").Select(c => c.Text("condition") ?? "").FirstOrDefault(c => !s_conditions.ContainsKey(c)) is { } condition)
                return condition;
        }
        return null;
    }

    bool Meets(Client client, JsonElement condition)
    {
        var config = condition.Member("configuration") ?? default;
        return s_conditions.TryGetValue(condition.Text("condition") ?? "", out var meets) && meets(_realm, client, config) != config.Flag("is-negative-logic");
    }

    static IEnumerable<JsonElement> Enabled(JsonElement? policies) => policies?.Items("policies").Where(p => p.Flag("enabled")) ?? [];

    static Dictionary<string, string[]> Profiles(JsonElement? profiles) => (profiles?.Items("profiles") ?? []).GroupBy(p => p.Text("name") ?? "")
        .ToDictionary(p => p.Key, p => p.SelectMany(x => x.Items("executors")).Select(e => e.Text("executor") ?? "").ToArray(), StringComparer.Ordinal);

    static JsonObject Attributes(JsonObject client)
    {
        if (client["attributes"] is not JsonObject attributes)
            client["attributes"] = attributes = [];
        return attributes;
    }
}
