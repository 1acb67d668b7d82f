using System.Buffers;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>
/// Which redirect URIs a client may use, by Keycloak's rules: exact, or a prefix where the registration ends in <c>*</c>; nothing is normalised, and whatever could be read in two
/// ways (user info, dots, another letter case, encoded letters) is refused.
/// </summary>
static class RedirectUris
{
    static readonly SearchValues<char> s_forbidden = SearchValues.Create("\\<>\"`{}|^ ");
    static readonly string[] s_answers = ["code", "state", "session_state", "iss", "id_token", "access_token", "error", "error_description", "error_uri", "response"];

    /// <summary>The URI to redirect to, or null. A missing one is the only registered one, unless OpenID Connect demands it.</summary>
    public static string? Resolve(Call call, Client client, string? requested, bool isRequired)
    {
        if (requested is not null)
            return Matches(call, client, requested, Registered(client, call.BaseUrl)) ? requested : null;
        var only = Registered(client, call.BaseUrl).ToList();
        return !isRequired && only.Count == 1 ? only[0].EndsWith("/*", StringComparison.Ordinal) ? only[0][..^2] : only[0].TrimEnd('*') : null;
    }

    /// <summary>Whether a browser may be sent there after a sign-out: attribute <c>post.logout.redirect.uris</c>, where <c>+</c> and no value at all mean the redirect URIs.</summary>
    public static bool AllowsAfterLogout(Call call, Client client, string requested)
    {
        var setting = client.Attribute("post.logout.redirect.uris");
        var registered = setting switch
        {
            null or "" => Registered(client, call.BaseUrl),
            "-" => [],
            _ => setting.Split("##").SelectMany(u => u == "+" ? Registered(client, call.BaseUrl) : u == "-" ? [] : [Absolute(client, u, call.BaseUrl)]),
        };
        return Matches(call, client, requested, registered);
    }

    /// <summary>The registered URIs, relative ones made absolute.</summary>
    public static IEnumerable<string> Registered(Client client, string baseUrl) => client.RedirectUris.Select(u => Absolute(client, u, baseUrl));

    static string Absolute(Client client, string uri, string baseUrl)
    {
        if (!uri.StartsWith('/'))
            return uri;
        var root = (client.RootUrl ?? "").Replace("${authBaseUrl}", baseUrl, StringComparison.Ordinal).Replace("${authAdminUrl}", baseUrl, StringComparison.Ordinal);
        return (root.Length == 0 ? baseUrl : root.TrimEnd('/')) + uri;
    }

    static bool Matches(Call call, Client client, string requested, IEnumerable<string> registered)
    {
        if (!IsWellFormed(requested, out var hasFragment))
            return false;
        var all = registered.ToList();
        if (all.Exists(r => Matches(r, requested, hasFragment)))
            return true;
        // Native applications choose their port when they start (RFC 8252, 7.3): a registration without a port stands for any.
        return WithoutLoopbackPort(requested) is { } portless && all.Exists(r => Matches(r, portless, hasFragment));
    }

    static bool Matches(string registered, string requested, bool hasFragment)
    {
        if (registered == "*")
            return requested.StartsWith("http://", StringComparison.Ordinal) || requested.StartsWith("https://", StringComparison.Ordinal);
        if (!registered.EndsWith('*') || registered.Contains('?', StringComparison.Ordinal))
            return !hasFragment && registered == requested;
        var prefix = registered[..^1];
        var path = requested.AsSpan(0, requested.AsSpan().IndexOfAny('?', '#') is >= 0 and var cut ? cut : requested.Length);
        // A prefix must hold the whole host, or else a longer host would begin like it; "http://localhost:*" leaves the port open, and nothing else.
        if (Authority(prefix) is { } authority && prefix.Length == authority && !path.SequenceEqual(prefix))
            return prefix.EndsWith(':') && path.StartsWith(prefix, StringComparison.Ordinal) && IsPort(path[prefix.Length..]);
        return path.StartsWith(prefix, StringComparison.Ordinal) || (prefix.EndsWith('/') && path.SequenceEqual(prefix.AsSpan(0, prefix.Length - 1)));
    }

    static bool IsPort(ReadOnlySpan<char> rest)
    {
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        return digits < 0 ? rest.Length > 0 : digits > 0 && rest[digits] == '/';
    }

    // Length of "scheme://host:port", or null where the URI has no such part.
    static int? Authority(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return null;
        var slash = uri.AsSpan(start + 3).IndexOfAny('/', '?', '#');
        return slash < 0 ? uri.Length : start + 3 + slash;
    }

    static bool IsWellFormed(string uri, out bool hasFragment)
    {
        hasFragment = uri.Contains('#', StringComparison.Ordinal);
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || uri.Length > 4000 || uri.AsSpan().ContainsAny(s_forbidden) || uri.Any(char.IsControl))
            return false;
        if (uri[..colon].ToLowerInvariant() is "javascript" or "data" or "vbscript" || !IsScheme(uri.AsSpan(0, colon)) || !Uri.TryCreate(uri, UriKind.Absolute, out _))
            return false;
        var end = uri.AsSpan().IndexOfAny('?', '#') is >= 0 and var cut ? cut : uri.Length;
        var address = uri.AsSpan(0, end);
        if (Authority(uri) is { } authority && uri.AsSpan(0, Math.Min(authority, end)).Contains('@'))
            return false;
        for (var decoded = address.ToString(); ;)
        {
            if (HasDots(decoded))
                return false;
            var next = Uri.UnescapeDataString(decoded);
            if (next == decoded)
                break;
            decoded = next;
        }
        return !Parameters.Parse(Query(uri)).All.Any(p => s_answers.Contains(p.Name));
    }

    static ReadOnlySpan<char> Query(string uri)
    {
        var start = uri.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
            return [];
        var query = uri.AsSpan(start + 1);
        return query.IndexOf('#') is >= 0 and var end ? query[..end] : query;
    }

    static bool IsScheme(ReadOnlySpan<char> scheme)
    {
        if (!char.IsAsciiLetter(scheme[0]))
            return false;
        foreach (var c in scheme)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return false;
        }
        return true;
    }

    static bool HasDots(string address)
    {
        foreach (var range in address.AsSpan().SplitAny('/', '\\'))
        {
            if (address.AsSpan(range) is "..")
                return true;
        }
        return false;
    }

    static string? WithoutLoopbackPort(string uri)
    {
        var host = uri.StartsWith("http://localhost:", StringComparison.Ordinal) ? "http://localhost".Length
            : uri.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) ? "http://127.0.0.1".Length : 0;
        if (host == 0)
            return null;
        var end = uri.AsSpan(host + 1).IndexOfAnyExceptInRange('0', '9') is >= 0 and var cut ? host + 1 + cut : uri.Length;
        return uri[..host] + uri[end..];
    }
}
