using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Portico.SignOn;

/// <summary>Sign-on in a web host: <c>AddSignOn</c>, then <c>UseSignOn</c> before everything that asks who calls, then <c>MapSignOn</c>.</summary>
public static class SignOnExtensions
{
    /// <summary>
    /// Adds sign-on. Needs an open <see cref="Storage.Database"/> (with <see cref="SignOnMigrations"/>) and an <see cref="IAccounts"/> among the services; gives
    /// <see cref="OwnTokenIssuer"/>. Fails with <see cref="SignOnException"/> when the options are impossible.
    /// </summary>
    public static IHostApplicationBuilder AddSignOn(this IHostApplicationBuilder builder, SignOnOptions options) => builder;

    /// <summary>
    /// Finds out who calls: bearer token, else session cookie; refuses bad tokens (401), API calls without a caller (401, except OpenMetadata's public paths and endpoints
    /// that allow anonymous calls) and changing requests from other sites with the cookie (403). Sets <c>HttpContext.User</c>.
    /// </summary>
    public static IApplicationBuilder UseSignOn(this IApplicationBuilder app) => app;

    /// <summary>
    /// Maps <c>/callback</c>, <c>/logout</c>, <c>/api/v1/auth/login|refresh|logout|callback</c> and <c>/api/v1/system/config/auth|authorizer|jwks</c>.
    /// Pages link to <c>/api/v1/auth/login?redirectUri=/local/path</c>, and sign out by a form that posts to <c>/api/v1/auth/logout</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapSignOn(this IEndpointRouteBuilder routes) => routes;

    /// <summary>Who the request is from; <c>null</c> for nobody known.</summary>
    public static Caller? GetCaller(this HttpContext context) => context.Features.Get<Caller>();
}
