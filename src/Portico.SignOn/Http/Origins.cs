using Microsoft.AspNetCore.Http;

namespace Portico.SignOn.Http;

/// <summary>Where a request comes from, by the headers that pages cannot forge.</summary>
static class Origins
{
    /// <summary>
    /// <c>true</c>: from the catalog's own pages, or typed by its user; <c>false</c>: from elsewhere; <c>null</c>: nothing says. Sec-Fetch-Site is sent to https and localhost
    /// alone; Origin with every form and every changing fetch; Referer is the last resort.
    /// </summary>
    public static bool? IsOwn(HttpRequest request, SignOnOptions options)
    {
        var headers = request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        if (headers.Origin.ToString() is { Length: > 0 } origin)
            return IsOwn(origin, request, options);
        return headers.Referer.ToString() is { Length: > 0 } referer ? IsOwn(referer, request, options) : null;
    }

    /// <summary>The catalog's address: the configured one, else that of the request. No trailing slash.</summary>
    public static string Own(HttpRequest request, SignOnOptions options) => options.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    static bool IsOwn(string address, HttpRequest request, SignOnOptions options) =>
        Uri.TryCreate(address, UriKind.Absolute, out var from)
        && (Same(from, $"{request.Scheme}://{request.Host}") || (options.PublicUrl is { } configured && Same(from, configured)));

    static bool Same(Uri from, string own) =>
        Uri.TryCreate(own, UriKind.Absolute, out var to)
        && from.Scheme == to.Scheme && from.Port == to.Port && string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase);
}
