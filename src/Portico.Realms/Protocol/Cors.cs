using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;

namespace Portico.Realms.Protocol;

/// <summary>Cross-origin answers as Keycloak gives them: a preflight echoes every origin; the call itself is refused unless the client lists the origin.</summary>
static class Cors
{
    const string AllowedHeaders = "Origin, Access-Control-Request-Method, X-Requested-With, Accept, Access-Control-Request-Headers, DPoP, Content-Type, Authorization";

    public static Task Preflight(HttpContext http, string methods)
    {
        var headers = http.Response.Headers;
        if (Origin(http) is { } origin)
            headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = "3600";
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>For public documents: any origin may read them.</summary>
    public static void AllowAny(HttpContext http)
    {
        if (Origin(http) is { } origin)
            Allow(http, origin);
    }

    /// <summary>Lets the client's origins read the answer. A call from another origin is refused; a call without an origin needs nothing.</summary>
    public static Refusal? Check(Call call, Client client) => Check(call.Http, client, null);

    /// <summary>The same for the admin API, whose callers read further headers.</summary>
    public static Refusal? Check(HttpContext http, Client client, string? exposed)
    {
        if (Origin(http) is not { } origin)
            return null;
        if (origin != Call.BaseUrlOf(http.Request) && !WebOrigins.Allows(client, origin))
            return new Refusal(StatusCodes.Status403Forbidden, Messages.InvalidOrigin);
        Allow(http, origin);
        if (exposed is not null)
            http.Response.Headers.Append("Access-Control-Expose-Headers", exposed);
        return null;
    }

    // Browsers send one origin, in ASCII; anything else is none.
    static string? Origin(HttpContext http) => http.Request.Headers.Origin is { Count: 1 } header && header[0] is { Length: > 0 } origin && System.Text.Ascii.IsValid(origin) ? origin : null;

    static void Allow(HttpContext http, string origin)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = "Access-Control-Allow-Methods";
    }
}
