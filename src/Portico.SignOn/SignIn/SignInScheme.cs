using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Portico.SignOn.Provider;

namespace Portico.SignOn.SignIn;

/// <summary>Sets Microsoft's handler up from our few options.</summary>
sealed class SignInScheme(SignOnOptions options, Realm realm, RealmTokens tokens, RealmClient client, TimeProvider time) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public void Configure(OpenIdConnectOptions handler) => Configure(SignInEvents.Scheme, handler);

    public void Configure(string? name, OpenIdConnectOptions handler)
    {
        if (name != SignInEvents.Scheme)
            return;
        var implicitFlow = options.Flow == SignInFlow.Implicit;
        handler.ClientId = options.ClientId;
        handler.ClientSecret = options.ClientSecret;
        handler.ConfigurationManager = realm;
        handler.Backchannel = client.Http;
        handler.CallbackPath = options.CallbackPath;
        handler.ResponseType = implicitFlow ? OpenIdConnectResponseType.IdToken : OpenIdConnectResponseType.Code;
        handler.ResponseMode = implicitFlow ? OpenIdConnectResponseMode.FormPost : OpenIdConnectResponseMode.Query;
        handler.UsePkce = true;
        handler.Scope.Clear();
        foreach (var scope in options.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            handler.Scope.Add(scope);
        handler.MapInboundClaims = false;
        handler.SaveTokens = false;
        handler.DisableTelemetry = true;
        handler.GetClaimsFromUserInfoEndpoint = false;
        handler.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        handler.TokenHandler = new IdTokenHandler(tokens);
        // Nonce and state are ours, in the database: the handler's cookies would tie a sign-in to a key ring.
        handler.ProtocolValidator.RequireNonce = false;
        handler.ProtocolValidator.RequireTimeStampInNonce = false;
        handler.StateDataFormat = new StateKey();
        handler.EventsType = typeof(SignInEvents);
        handler.TimeProvider = time;
        handler.RemoteAuthenticationTimeout = PendingSignIns.Lifetime;
        // Lax works over http and https; a provider on another site that posts a form is seen to by Callback.
        handler.CorrelationCookie.Name = SignInEvents.CookiePrefix;
        handler.CorrelationCookie.SameSite = SameSiteMode.Lax;
        handler.CorrelationCookie.SecurePolicy = options.ForceSecureCookie ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}
