using Microsoft.AspNetCore.Http.Features;

namespace Portico.Server.Ui.Rendering;

/// <summary>Addresses of this site.</summary>
static class Addresses
{
    /// <summary>
    /// A segment of the path as it was sent, decoded once. The server's own decoding leaves <c>%2F</c> alone, so that an encoded slash in a name could not be told from
    /// the text <c>%2F</c>.
    /// </summary>
    public static string Segment(HttpContext http, int number)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target : target[..end];
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return number < segments.Length ? Uri.UnescapeDataString(segments[number]) : "";
    }

    /// <summary>The address when it is one of this site, else the first page: nobody is sent elsewhere by a link that names a return address.</summary>
    public static string LocalOrHome(string? address) => IsLocal(address) ? address! : "/";

    static bool IsLocal(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.AsSpan().ContainsAnyInRange('\0', '\x1f') && !address.Contains('\\', StringComparison.Ordinal);
}
