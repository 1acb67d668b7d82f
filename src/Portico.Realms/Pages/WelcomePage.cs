using Microsoft.AspNetCore.Http;

namespace Portico.Realms.Pages;

/// <summary>What a person sees who opens the provider's address itself.</summary>
static class WelcomePage
{
    public static Task Write(HttpContext http) => BarePage.Write(http, StatusCodes.Status200OK, "welcome", "Portico identity provider", "Identity provider", """
        <p>This server signs people in. Applications are given the address of a realm, <code>/realms/NAME</code>, and find everything else at
        <code>/realms/NAME/.well-known/openid-configuration</code>.</p>
        <p>Administrators use the REST API below <code>/admin/realms</code>.</p>
        """);
}
