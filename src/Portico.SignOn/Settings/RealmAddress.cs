using System.Text.RegularExpressions;

namespace Portico.SignOn.Settings;

/// <summary>
/// Recognises a realm in whatever address of it somebody has configured: its root, one of its endpoints (<c>.../protocol/openid-connect/auth</c>, <c>/certs</c>), its discovery document; with
/// Keycloak's old <c>/auth</c> prefix or without. Of a provider without realms: its issuer, or its discovery document.
/// </summary>
static partial class RealmAddress
{
    const string Discovery = "/.well-known/openid-configuration";

    /// <summary>The realm's root without a trailing slash; <c>null</c> when the text is no http or https address.</summary>
    public static string? Recognise(string text)
    {
        var address = text.Trim().Trim('{', '}').Trim();
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        if (Realm().Match(path) is { Success: true } match)
            path = match.Groups["root"].Value;
        else if (path.EndsWith(Discovery, StringComparison.Ordinal))
            path = path[..^Discovery.Length];
        return uri.GetLeftPart(UriPartial.Authority) + path;
    }

    /// <summary>The catalog's own key set, which OpenMetadata wants listed among the provider's.</summary>
    public static bool IsOwnKeys(string text) => text.TrimEnd('/').EndsWith("/api/v1/system/config/jwks", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^(?<root>.*/realms/[^/]+)(/(protocol/openid-connect|\\.well-known)(/.*)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Realm();
}
