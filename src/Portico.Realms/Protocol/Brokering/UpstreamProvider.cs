using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>An OpenID Connect provider whose people may sign in here: an identity provider of type <c>oidc</c> or <c>keycloak-oidc</c>, with Keycloak's names of settings.</summary>
sealed class UpstreamProvider
{
    readonly IReadOnlyDictionary<string, string> _config;

    UpstreamProvider(RealmObject stored)
    {
        var document = stored.Document!.Value;
        (Alias, ClientSecret) = (stored.Id, stored.Secret?.Text("clientSecret"));
        _config = document.TextMap("config");
        DisplayName = document.Text("displayName") is { Length: > 0 } name ? name : Alias;
        TrustEmail = document.Flag("trustEmail");
        StoreToken = document.Flag("storeToken");
        LinkOnly = document.Flag("linkOnly");
        HideOnLogin = document.Flag("hideOnLogin") || IsSet("hideOnLoginPage");
        AddReadTokenRole = document.Flag("addReadTokenRoleOnCreate");
        Mappers = [.. document.Items("$mappers")];
    }

    public string Alias { get; }

    public string DisplayName { get; }

    /// <summary>An address that it vouches for needs no verification here.</summary>
    public bool TrustEmail { get; }

    public bool StoreToken { get; }

    /// <summary>Only users who are linked already may sign in through it.</summary>
    public bool LinkOnly { get; }

    public bool HideOnLogin { get; }

    public bool AddReadTokenRole { get; }

    public string? ClientSecret { get; }

    public IReadOnlyList<JsonElement> Mappers { get; }

    /// <summary><c>IMPORT</c>, <c>FORCE</c> or <c>LEGACY</c>.</summary>
    public string SyncMode => Config("syncMode") ?? "LEGACY";

    public int GuiOrder => int.TryParse(Config("guiOrder"), out var order) ? order : int.MaxValue;

    public string? Config(string name) => _config.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public bool IsSet(string name) => _config.TryGetValue(name, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>An http(s) address of the settings, or null.</summary>
    public Uri? Address(string name) => Uri.TryCreate(Config(name), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>The enabled provider of that alias, or null where there is none that this server can speak with.</summary>
    public static UpstreamProvider? Find(RealmSnapshot realm, string alias) => All(realm).FirstOrDefault(p => p.Alias == alias);

    /// <summary>Those that the sign-in page offers, in their order.</summary>
    public static IEnumerable<UpstreamProvider> Offered(RealmSnapshot realm) => All(realm).Where(p => !p.LinkOnly && !p.HideOnLogin);

    static IReadOnlyList<UpstreamProvider> All(RealmSnapshot realm) => realm.Derived<IReadOnlyList<UpstreamProvider>>("upstreamProviders", static r => [.. r.Index.IdentityProviders.Values
        .Where(p => p.Document is { } d && d.Text("providerId") is "oidc" or "keycloak-oidc" && p.Document!.Value.Flag("enabled", otherwise: true))
        .Select(p => new UpstreamProvider(p)).OrderBy(p => p.GuiOrder).ThenBy(p => p.Alias, StringComparer.Ordinal)]);

    /// <summary>Names no secret.</summary>
    public override string ToString() => Alias;
}
