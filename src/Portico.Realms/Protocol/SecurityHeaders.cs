using Microsoft.Extensions.Primitives;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>The headers that protect browsers, as the realm's <c>browserSecurityHeaders</c> set them.</summary>
static class SecurityHeaders
{
    const string DefaultPolicy = "frame-src 'self'; frame-ancestors 'self'; object-src 'none';";

    static readonly (string Name, string Setting, string Otherwise)[] s_headers =
    [
        ("X-Content-Type-Options", "xContentTypeOptions", "nosniff"),
        ("X-Frame-Options", "xFrameOptions", "SAMEORIGIN"),
        ("Referrer-Policy", "referrerPolicy", "no-referrer"),
        ("Strict-Transport-Security", "strictTransportSecurity", "max-age=31536000; includeSubDomains"),
        ("X-Robots-Tag", "xRobotsTag", "none"),
    ];

    /// <summary>For every answer of a realm.</summary>
    public static void Apply(Call call)
    {
        var headers = call.Http.Response.Headers;
        foreach (var (name, value) in call.Realm.Derived("security-headers", static realm => s_headers.Select(h => Of(realm, h)).OfType<(string, StringValues)>().ToArray()))
            headers[name] = value;
    }

    /// <summary>For HTML: the page's own policy first, then the realm's; a browser enforces both.</summary>
    public static void Page(Call call, string ownPolicy, IReadOnlyList<string> frames)
    {
        var settings = call.Realm.Settings.BrowserSecurityHeaders;
        var policy = settings.GetValueOrDefault("contentSecurityPolicy", DefaultPolicy);
        if (!IsHeaderText(policy))
            policy = DefaultPolicy;
        if (frames.Count > 0)
        {
            var hosts = string.Join(' ', frames);
            policy = policy.Replace("frame-src 'self'", $"frame-src 'self' {hosts}", StringComparison.Ordinal);
            ownPolicy += $"; frame-src 'self' {hosts}";
        }
        call.Http.Response.Headers.ContentSecurityPolicy = policy.Length == 0 ? ownPolicy : new StringValues([ownPolicy, policy]);
    }

    /// <summary>For pages that other sites show in a frame: the session iframe and its like.</summary>
    public static void Framed(Call call)
    {
        call.Http.Response.Headers.Remove("X-Frame-Options");
        call.Http.Response.Headers.ContentSecurityPolicy = "frame-src 'self'; object-src 'none';";
    }

    // What no header can carry is as good as not set.
    static bool IsHeaderText(string value) => value.All(c => c is >= ' ' and <= '~');

    static (string Name, StringValues Value)? Of(RealmSnapshot realm, (string Name, string Setting, string Otherwise) header) =>
        realm.Settings.BrowserSecurityHeaders.GetValueOrDefault(header.Setting, header.Otherwise) is { Length: > 0 } value && IsHeaderText(value) ? (header.Name, value) : null;
}
