using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portico.SignOn.Bearer;
using Portico.SignOn.Hosting;
using Portico.SignOn.Http;
using Portico.SignOn.Identity;
using Portico.SignOn.OwnTokens;
using Portico.SignOn.Protection;
using Portico.SignOn.Provider;
using Portico.SignOn.Sessions;
using Portico.SignOn.SignIn;
using Portico.SignOn.SystemConfig;
using Portico.Storage;

namespace Portico.SignOn;

/// <summary>Sign-on in a web host: <c>AddSignOn</c>, then <c>UseSignOn</c> before everything that asks who calls, then <c>MapSignOn</c>.</summary>
public static class SignOnExtensions
{
    /// <summary>
    /// Adds sign-on. Needs an open <see cref="Database"/> (with <see cref="SignOnMigrations"/>) and an <see cref="IAccounts"/> among the services; gives
    /// <see cref="OwnTokenIssuer"/>. Data protection (antiforgery) then uses the key file too. Fails with <see cref="SignOnException"/> when the options are impossible.
    /// </summary>
    public static IHostApplicationBuilder AddSignOn(this IHostApplicationBuilder builder, SignOnOptions options)
    {
        OptionsCheck.Check(options);
        var vault = Vault.Open(options.KeyFile);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(vault);
        services.AddSingleton<RealmClient>();
        services.AddSingleton<Realm>();
        services.AddSingleton<RealmTokens>();
        services.AddSingleton<RealmLogout>();
        services.AddSingleton<OwnKeys>();
        services.AddSingleton(provider => new OwnTokenIssuer(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<OwnKeys>(), vault, options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionRenewal>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<Admissions>();
        services.AddSingleton<BearerTokens>();
        services.AddSingleton<SignInEvents>();
        services.AddSingleton<Callback>();
        services.AddHostedService<SignOnStart>();
        services.AddAuthentication(CallerPrincipal.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerHandler>(CallerPrincipal.Scheme, null)
            .AddOpenIdConnect(SignInEvents.Scheme, _ => { });
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, SignInScheme>();

        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider>(new VaultDataProtection(vault)));
        // It would make a key ring on this node's disk that nothing uses.
        services.RemoveAll(descriptor => descriptor.ServiceType == typeof(IHostedService) && descriptor.ImplementationType?.Name == "DataProtectionHostedService");
        return builder;
    }

    /// <summary>
    /// Finds out who calls: bearer token, else session cookie; refuses bad tokens (401), API calls without a caller (401, except OpenMetadata's public paths and endpoints
    /// that allow anonymous calls) and changing requests from other sites with the cookie (403). Sets <c>HttpContext.User</c>.
    /// </summary>
    public static IApplicationBuilder UseSignOn(this IApplicationBuilder app)
    {
        // WebApplication would otherwise add its own middleware, which asks every handler on every request.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        return app.UseMiddleware<SignOnMiddleware>();
    }

    /// <summary>
    /// Maps <c>/logout</c>, <c>/api/v1/auth/login|refresh|logout</c> and <c>/api/v1/system/config/auth|authorizer|jwks</c>. Pages link to
    /// <c>/api/v1/auth/login?redirectUri=/local/path</c>, and sign out by a form that posts to <c>/api/v1/auth/logout</c> (a content security policy must let forms follow
    /// redirects to the provider).
    /// </summary>
    public static IEndpointRouteBuilder MapSignOn(this IEndpointRouteBuilder routes)
    {
        AuthEndpoints.Map(routes);
        ConfigEndpoints.Map(routes);
        return routes;
    }

    /// <summary>Who the request is from; <c>null</c> for nobody known.</summary>
    public static Caller? GetCaller(this HttpContext context) => (context.User as CallerPrincipal)?.Caller;

    static void RemoveAll(this IServiceCollection services, Func<ServiceDescriptor, bool> which)
    {
        for (var i = services.Count - 1; i >= 0; i--)
        {
            if (which(services[i]))
                services.RemoveAt(i);
        }
    }
}
