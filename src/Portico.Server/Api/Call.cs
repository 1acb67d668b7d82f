using System.Globalization;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;

namespace Portico.Server.Api;

/// <summary>One request to the API: who calls, and what the address says.</summary>
readonly struct Call(HttpContext http, Subject subject)
{
    public HttpContext Http => http;

    public Subject Subject => subject;

    public CancellationToken Ct => http.RequestAborted;

    public MetadataCatalog Catalog => http.RequestServices.GetRequiredService<MetadataCatalog>();

    /// <summary>Base of the member <c>href</c>: the address as the caller used it.</summary>
    public string HrefBase => $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/api/v1";

    /// <summary>A query parameter; an empty one counts as absent.</summary>
    public string? Query(string name) => http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    public bool Flag(string name, bool otherwise = false) => Query(name) is { } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : otherwise;

    /// <summary>A whole number; <c>null</c> when it is none.</summary>
    public int? Number(string name, int otherwise) =>
        Query(name) is not { } text ? otherwise : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The value of <c>include</c>; <c>null</c> when it is none of the three.</summary>
    public Include? Include => Query("include") switch
    {
        null or "non-deleted" => Catalog_.NonDeleted,
        "deleted" => Catalog_.Deleted,
        "all" => Catalog_.All,
        _ => null,
    };

    /// <summary>The id in the route; <c>null</c> when it is none.</summary>
    public Guid? Id(string name = "id") => Guid.TryParse(http.Request.RouteValues[name] as string, out var id) ? id : null;

    /// <summary>
    /// A segment of the path as it was sent, decoded once: names may hold an encoded slash, which the server's own decoding leaves alone, or an encoded percent sign,
    /// which it does not.
    /// </summary>
    public string Segment(int fromEnd = 0)
    {
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.AsSpan();
        var query = target.IndexOf('?');
        if (query >= 0)
            target = target[..query];
        for (var i = 0; i < fromEnd; i++)
            target = target[..target.LastIndexOf('/')];
        return Uri.UnescapeDataString(target[(target.LastIndexOf('/') + 1)..].ToString());
    }

    static class Catalog_
    {
        public const Include NonDeleted = Portico.Catalog.Documents.Include.NonDeleted;
        public const Include Deleted = Portico.Catalog.Documents.Include.Deleted;
        public const Include All = Portico.Catalog.Documents.Include.All;
    }
}
