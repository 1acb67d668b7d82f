using System.Text;
using Microsoft.AspNetCore.Http;

namespace Portico.Realms.Protocol.Login;

/// <summary>
/// The realm's cookies, with Keycloak's names. <c>Secure</c> and <c>SameSite=None</c> go together and are sent where browsers keep such cookies: over HTTPS, and on loopback;
/// elsewhere over plain HTTP the cookie is <c>SameSite=Lax</c>.
/// </summary>
static class Cookies
{
    public const string AuthSession = "AUTH_SESSION_ID";
    public const string AuthSessionHash = "KC_AUTH_SESSION_HASH";
    public const string Restart = "KC_RESTART";
    public const string Identity = "KEYCLOAK_IDENTITY";
    public const string Session = "KEYCLOAK_SESSION";
    public const string RememberMe = "KEYCLOAK_REMEMBER_ME";

    public static string? Read(Call call, string name) => call.Http.Request.Cookies[name] is { Length: > 0 and < 8192 } value ? value : null;

    /// <param name="maxAge">Seconds; null makes a cookie that ends with the browser.</param>
    /// <param name="isReadable">Scripts may read it (the session iframe does).</param>
    public static void Write(Call call, string name, string value, long? maxAge = null, bool isReadable = false)
    {
        var cookie = new StringBuilder($"{name}={value};Version=1;Path={call.CookiePath}");
        if (maxAge is not null)
            cookie.Append($";Max-Age={maxAge}");
        cookie.Append(IsSecureContext(call.Http.Request) ? ";Secure" : "");
        cookie.Append(isReadable ? "" : ";HttpOnly");
        cookie.Append(IsSecureContext(call.Http.Request) ? ";SameSite=None" : ";SameSite=Lax");
        call.Http.Response.Headers.Append("Set-Cookie", cookie.ToString());
    }

    public static void Expire(Call call, string name)
    {
        var attributes = IsSecureContext(call.Http.Request) ? ";Secure;HttpOnly;SameSite=None" : ";HttpOnly;SameSite=Lax";
        call.Http.Response.Headers.Append("Set-Cookie", $"{name}=;Version=1;Path={call.CookiePath};Expires=Thu, 01-Jan-1970 00:00:10 GMT;Max-Age=0{attributes}");
    }

    static bool IsSecureContext(HttpRequest request) =>
        request.IsHttps || request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" || request.Host.Host.EndsWith(".localhost", StringComparison.Ordinal);
}
