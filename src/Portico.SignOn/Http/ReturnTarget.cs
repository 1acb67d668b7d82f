using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Portico.SignOn.Http;

/// <summary>
/// Where a sign-in returns to. The addresses that OpenMetadata's web client uses get the token in the fragment and are compared whole; any other path of the catalog is one of its own
/// pages, and gets nothing but the cookie. Nothing else is possible: no open redirect.
/// </summary>
/// <param name="Location">An absolute trusted address, or a path of the catalog.</param>
/// <param name="WithToken">Whether the token goes into the fragment.</param>
readonly record struct ReturnTarget(string Location, bool WithToken)
{
    static readonly string[] ClientPaths = ["/auth/callback", "/mcp/callback"];

    public static bool TryParse(string? text, HttpRequest request, SignOnOptions options, [NotNullWhen(true)] out ReturnTarget? target)
    {
        target = null;
        if (string.IsNullOrEmpty(text) || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\'))
            return false;
        if (text[0] == '/')
        {
            if (!IsLocal(text))
                return false;
            target = new ReturnTarget(text, ClientPaths.Contains(text, StringComparer.Ordinal));
            return true;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            return false;
        var own = Origins.Own(request, options);
        if (ClientPaths.Select(path => own + path).Append(own + options.CallbackPath).Concat(options.TrustedRedirectUris).Any(trusted => SameWhole(uri, trusted)))
        {
            target = new ReturnTarget(uri.AbsoluteUri, WithToken: true);
            return true;
        }
        // An own page under its full address.
        if (text.StartsWith(own + "/", StringComparison.Ordinal) && uri.Fragment.Length == 0 && IsLocal(uri.PathAndQuery))
        {
            target = new ReturnTarget(uri.PathAndQuery, WithToken: false);
            return true;
        }
        return false;
    }

    /// <summary>One slash, then no second one in either direction: not the address of another host in any browser's reading.</summary>
    static bool IsLocal(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal)
        && !path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase);

    static bool SameWhole(Uri candidate, string trusted) =>
        Uri.TryCreate(trusted, UriKind.Absolute, out var uri)
        && string.Equals(candidate.AbsoluteUri, uri.AbsoluteUri, StringComparison.Ordinal);
}
