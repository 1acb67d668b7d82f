using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>One request to a realm: the realm as it is for the whole request, and the addresses that follow from the request's host.</summary>
sealed class Call(HttpContext http, Provider provider, RealmSnapshot realm)
{
    Parameters? _query;

    public HttpContext Http { get; } = http;

    public Provider Provider { get; } = provider;

    public RealmSnapshot Realm { get; } = realm;

    /// <summary>Scheme and host, without a trailing slash. Without a configured host name the issuer is the host that was asked, as with Keycloak.</summary>
    public string BaseUrl { get; } = BaseUrlOf(http.Request);

    /// <summary>The realm's address, which is the issuer of its tokens.</summary>
    public string Issuer => field ??= $"{BaseUrl}/realms/{Uri.EscapeDataString(Realm.Name)}";

    /// <summary>The path of the realm's cookies.</summary>
    public string CookiePath => $"/realms/{Uri.EscapeDataString(Realm.Name)}/";

    /// <summary>Seconds since 1970, the same for the whole request.</summary>
    public long Now { get; } = provider.Time.GetUtcNow().ToUnixTimeSeconds();

    public CancellationToken Aborted => Http.RequestAborted;

    public Parameters Query => _query ??= Http.Request.QueryString.Value is { Length: > 1 } query ? Parameters.Parse(query.AsSpan(1)) : Parameters.None;

    /// <summary>The caller's address as tokens and sessions record it.</summary>
    public string Ip => Http.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";

    /// <summary>An address below the realm.</summary>
    public string Url(string path) => $"{Issuer}/{path}";

    public static string BaseUrlOf(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";
}
