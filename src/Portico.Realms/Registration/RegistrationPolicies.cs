using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Registration;

/// <summary>
/// The realm's policies for clients that are registered: components of their own type, one set for anonymous callers and one for the others. Some refuse, some change what is registered.
/// </summary>
static class RegistrationPolicies
{
    public const string ProviderType = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy";

    public static IReadOnlyList<(string Id, string Help)> Providers { get; } =
    [
        ("allowed-client-templates", "When present, it allows to specify whitelist of client scopes, which will be allowed in representation of registered (or updated) client"),
        ("allowed-protocol-mappers", "When present, it allows to specify whitelist of protocol mapper types, which will be allowed in representation of registered (or updated) client"),
        ("registration-web-origins", "Allowed web origins of registration requests"),
        ("consent-required", "When present, then newly registered client will always have 'consentRequired' switch enabled"),
        ("scope", "When present, then newly registered client won't have full scope allowed"),
        ("max-clients", "It allows to limit the number of clients in the realm"),
        ("trusted-hosts", "Allows to specify from which hosts is user able to register and which redirect URIs can client use in their configuration"),
        ("client-disabled", "When present, then newly registered client will be disabled and admin needs to manually enable them"),
    ];

    /// <summary>Judges a client before it is stored, and changes it where a policy says so; the reason, or null.</summary>
    /// <param name="known">The client as it is, when it is changed.</param>
    public static async Task<string?> Apply(RealmSnapshot realm, string policies, JsonObject client, Client? known, IPAddress? caller)
    {
        foreach (var policy in Of(realm, policies))
        {
            var problem = policy.ProviderId switch
            {
                "trusted-hosts" => await Hosts(policy, caller) ?? await Uris(policy, client),
                "max-clients" => known is null && Number(policy, "max-clients", 200) is var max && realm.Clients.Count >= max ? $"It's allowed to have max {max} clients per realm" : null,
                "allowed-client-templates" => Scopes(realm, policy, client, known),
                "allowed-protocol-mappers" => client.Objects("protocolMappers").Any(m => !Setting(policy, "allowed-protocol-mapper-types").Contains(m.Text("protocolMapper"))) ? "ProtocolMapper type not allowed" : null,
                "consent-required" => Forced(client, known, "consentRequired", true, known?.ConsentRequired, "Not permitted to update consentRequired to false"),
                "scope" => Forced(client, known, "fullScopeAllowed", false, known?.FullScopeAllowed, "Not permitted to enable fullScopeAllowed"),
                "client-disabled" => Forced(client, known, "enabled", false, known?.Enabled, "Not permitted to enable client"),
                _ => null,
            };
            if (problem is not null)
                return Refused(policy, problem);
        }
        return null;
    }

    /// <summary>Judges whether the caller may read or delete what he registered; the reason, or null.</summary>
    public static async Task<string?> Reach(RealmSnapshot realm, string policies, IPAddress? caller)
    {
        foreach (var policy in Of(realm, policies).Where(p => p.ProviderId == "trusted-hosts"))
        {
            if (await Hosts(policy, caller) is { } problem)
                return Refused(policy, problem);
        }
        return null;
    }

    static IEnumerable<Component> Of(RealmSnapshot realm, string policies) => realm.Components.Where(c => c.ProviderType == ProviderType && c.SubType == policies);

    static string Refused(Component policy, string problem) => $"Policy '{policy.Name}' rejected request to client-registration service. Details: {problem}";

    static IReadOnlyList<string> Setting(Component policy, string name) => policy.Config.GetValueOrDefault(name) ?? [];

    static bool IsOn(Component policy, string name, bool otherwise) => Setting(policy, name) is [var text, ..] ? text == "true" : otherwise;

    static int Number(Component policy, string name, int otherwise) =>
        Setting(policy, name) is [var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A member that new clients always have so, and that an update may not turn the other way.</summary>
    static string? Forced(JsonObject client, Client? known, string member, bool value, bool? now, string problem)
    {
        if (known is null)
            client[member] = value;
        else if (client.Flag(member) == !value && now == value)
            return problem;
        return null;
    }

    static string? Scopes(RealmSnapshot realm, Component policy, JsonObject client, Client? known)
    {
        var allowed = Setting(policy, "allowed-client-scopes").ToHashSet(StringComparer.Ordinal);
        if (IsOn(policy, "allow-default-scopes", true))
            allowed.UnionWith(realm.DefaultScopes.Concat(realm.OptionalScopes).Select(s => s.Name));
        if (known is not null)
            allowed.UnionWith(realm.DefaultScopesOf(known).Concat(realm.OptionalScopesOf(known)).Select(s => s.Name));
        return client.Texts("defaultClientScopes").Concat(client.Texts("optionalClientScopes")).All(allowed.Contains) ? null : "Not permitted to use specified clientScope";
    }

    static async Task<string?> Hosts(Component policy, IPAddress? caller)
    {
        if (!IsOn(policy, "host-sending-registration-request-must-match", true))
            return null;
        if (caller is null)
            return "Host not trusted.";
        var address = caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller;
        foreach (var trusted in Setting(policy, "trusted-hosts"))
        {
            if (trusted.StartsWith("*.", StringComparison.Ordinal))
            {
                if ((await NameOf(address))?.EndsWith(trusted[1..], StringComparison.OrdinalIgnoreCase) is true)
                    return null;
            }
            else if ((await AddressesOf(trusted)).Contains(address))
            {
                return null;
            }
        }
        return "Host not trusted.";
    }

    static Task<string?> Uris(Component policy, JsonObject client)
    {
        if (!IsOn(policy, "client-uris-must-match", true))
            return Task.FromResult<string?>(null);
        var trusted = Setting(policy, "trusted-hosts");
        var root = client.Text("rootUrl") ?? "";
        var addresses = ((string?[])[root, client.Text("baseUrl"), client.Text("adminUrl"), .. client.Texts("redirectUris")]).Where(a => !string.IsNullOrEmpty(a))
            .Select(a => a!.StartsWith('/') ? root + a : a!);
        var isFine = addresses.All(a => Uri.TryCreate(a.Replace("*", "", StringComparison.Ordinal), UriKind.Absolute, out var uri) && trusted.Any(t => t.StartsWith("*.", StringComparison.Ordinal)
            ? uri.Host.EndsWith(t[1..], StringComparison.OrdinalIgnoreCase)
            : uri.Host.Equals(t, StringComparison.OrdinalIgnoreCase)));
        return Task.FromResult(isFine ? null : "URL doesn't match any trusted host or trusted domain");
    }

    // A name that does not resolve is nobody's.
    static async Task<IReadOnlyCollection<IPAddress>> AddressesOf(string host)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        try
        {
            return await Dns.GetHostAddressesAsync(host);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    static async Task<string?> NameOf(IPAddress address)
    {
        try
        {
            var name = (await Dns.GetHostEntryAsync(address)).HostName;
            // A name counts only when it leads back to the address.
            return (await AddressesOf(name)).Contains(address) ? name : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
