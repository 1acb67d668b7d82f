using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>The origins from which a client's scripts may call.</summary>
static class WebOrigins
{
    /// <summary>The registered origins, <c>+</c> replaced by those of the redirect URIs.</summary>
    public static IReadOnlyList<string> Of(Client client)
    {
        if (!client.WebOrigins.Contains("+"))
            return client.WebOrigins;
        var origins = client.WebOrigins.Where(o => o != "+").ToList();
        foreach (var uri in RedirectUris.Registered(client, ""))
        {
            if (OriginOf(uri) is { } origin && !origins.Contains(origin))
                origins.Add(origin);
        }
        return origins;
    }

    public static bool Allows(Client client, string origin) => Of(client) is var origins && (origins.Contains(origin) || origins.Contains("*"));

    /// <summary>Scheme, host and port of an http(s) URI, as browsers send them.</summary>
    public static string? OriginOf(string uri)
    {
        var end = uri.IndexOf("://", StringComparison.Ordinal);
        if (end < 0 || uri[..end] is not ("http" or "https"))
            return null;
        var slash = uri.AsSpan(end + 3).IndexOfAny('/', '?', '#');
        return slash < 0 ? uri : uri[..(end + 3 + slash)];
    }
}
