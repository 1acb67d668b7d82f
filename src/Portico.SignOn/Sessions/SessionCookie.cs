using Microsoft.AspNetCore.Http;

namespace Portico.SignOn.Sessions;

/// <summary>OpenMetadata's cookie <c>OM_SESSION</c>: 43 characters, not readable by scripts, never sent with a request that another site makes in the background.</summary>
static class SessionCookie
{
    public const string Name = "OM_SESSION";

    public static string? Read(HttpRequest request) => request.Cookies.TryGetValue(Name, out var value) && !string.IsNullOrEmpty(value) ? value : null;

    public static void Write(HttpContext context, string value, SignOnOptions options) =>
        context.Response.Cookies.Append(Name, value, Options(context, options, options.SessionLifetime));

    public static void Clear(HttpContext context, SignOnOptions options) => context.Response.Cookies.Delete(Name, Options(context, options, null));

    static CookieOptions Options(HttpContext context, SignOnOptions options, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = maxAge,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps || options.ForceSecureCookie,
    };
}
