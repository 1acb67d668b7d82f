using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Registration;

namespace Portico.Realms.Hosting;

/// <summary>
/// Finds realm and endpoint of a request below <c>/realms</c>. The table is the whole public surface of a realm; a method that an endpoint does not have is 405, a path that nobody has 404,
/// each in Keycloak's words.
/// </summary>
sealed class RealmRouter(Provider provider)
{
    const string Prefix = "/realms/";
    const string RootMetadata = "/.well-known/oauth-authorization-server/realms/";
    const long LargestBody = 1024 * 1024;

    static readonly Dictionary<string, Endpoint> s_endpoints = new(StringComparer.Ordinal)
    {
        [""] = new(PublicDocuments.Realm, "GET", "GET, HEAD, OPTIONS"),
        [".well-known/openid-configuration"] = new(Discovery.Handle, "GET", "GET"),
        [".well-known/oauth-authorization-server"] = new(Discovery.Handle, "GET", "GET"),
        ["protocol/openid-connect/auth"] = new(AuthorizationEndpoint.Handle, "GET POST"),
        ["protocol/openid-connect/registrations"] = new(AuthorizationEndpoint.HandleRegistration, "GET"),
        ["protocol/openid-connect/token"] = new(TokenEndpoint.Handle, "POST", "POST, OPTIONS"),
        ["protocol/openid-connect/token/introspect"] = new(IntrospectionEndpoint.Handle, "POST"),
        ["protocol/openid-connect/revoke"] = new(RevocationEndpoint.Handle, "POST", "POST, OPTIONS"),
        ["protocol/openid-connect/userinfo"] = new(UserinfoEndpoint.Handle, "GET POST", "GET, HEAD, OPTIONS"),
        ["protocol/openid-connect/logout"] = new(LogoutEndpoint.Handle, "GET POST", "GET, HEAD, OPTIONS"),
        ["protocol/openid-connect/logout/logout-confirm"] = new(LogoutEndpoint.Confirm, "POST"),
        ["protocol/openid-connect/certs"] = new(PublicDocuments.Certs, "GET", "GET"),
        ["protocol/openid-connect/ext/par/request"] = new(PushedRequests.Push, "POST", "POST, OPTIONS"),
        ["protocol/openid-connect/auth/device"] = new(DeviceEndpoint.Request, "POST", "POST, OPTIONS"),
        ["device"] = new(DeviceEndpoint.Verify, "GET POST"),
        ["protocol/openid-connect/login-status-iframe.html"] = new(SessionIframe.Page, "GET"),
        ["protocol/openid-connect/login-status-iframe.html/init"] = new(SessionIframe.Init, "GET"),
        ["protocol/openid-connect/3p-cookies/step1.html"] = new(SessionIframe.CookieStep1, "GET"),
        ["protocol/openid-connect/3p-cookies/step2.html"] = new(SessionIframe.CookieStep2, "GET"),
        ["login-actions/authenticate"] = new(LoginActions.Authenticate, "GET POST"),
        ["login-actions/required-action"] = new(LoginActions.RequiredAction, "GET POST"),
        ["login-actions/consent"] = new(LoginActions.Consent, "GET POST"),
        ["login-actions/registration"] = new(LoginActions.Registration, "GET POST"),
        ["login-actions/reset-credentials"] = new(LoginActions.ResetCredentials, "GET POST"),
        ["login-actions/action-token"] = new(ActionTokenEndpoint.Handle, "GET POST"),
        ["login-actions/first-broker-login"] = new(FirstBrokerLogin.Handle, "GET POST"),
        ["login-actions/restart"] = new(LoginActions.Restart, "GET POST"),
    };

    /// <summary>Answers a request that is a realm's; false for everything else.</summary>
    public async Task<bool> TryHandle(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        string? name, rest;
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
            (name, rest) = Split(path[Prefix.Length..]);
        else if (path.StartsWith(RootMetadata, StringComparison.Ordinal))
            (name, rest) = (path[RootMetadata.Length..], ".well-known/oauth-authorization-server");
        else
            return path.StartsWith("/resources/", StringComparison.Ordinal) && await Assets.TryServe(http);
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestBody;
        if (await provider.Realms.Find(name, http.RequestAborted) is not { } realm)
            await (PrefersHtml(http.Request) ? ErrorPage.NoRealm(http) : Error(http, 404, Messages.RealmDoesNotExist));
        else
            await (provider.Refuses(realm, http) ? Answers.Error(http, Published(realm)) : Dispatch(new Call(http, provider, realm), rest));
        return true;
    }

    static Refusal Published(RealmSnapshot realm) =>
        new(503, Errors.PublishedSecrets, $"Realm {realm.Name} keeps published secrets and is refused until they are replaced: portico realms rotate-published");

    static async Task Broker(Call call, string rest)
    {
        if (!await BrokerEndpoints.TryHandle(call, rest))
            await Error(call.Http, 404, Messages.NotFound);
    }

    static Task Dispatch(Call call, string rest)
    {
        var http = call.Http;
        SecurityHeaders.Apply(call);
        if (rest.StartsWith(ClientRegistrations.Prefix, StringComparison.Ordinal))
            return ClientRegistrations.Handle(call, rest);
        if (rest.StartsWith("broker/", StringComparison.Ordinal))
            return Broker(call, rest);
        if (!s_endpoints.TryGetValue(rest, out var endpoint))
            return Error(http, 404, rest.StartsWith("protocol/", StringComparison.Ordinal) && !rest.StartsWith("protocol/openid-connect/", StringComparison.Ordinal) ? Messages.ProtocolNotFound : Messages.NotFound);
        var method = http.Request.Method;
        if (HttpMethods.IsOptions(method) && endpoint.Preflight is { } methods)
            return Cors.Preflight(http, methods);
        if (endpoint.Methods.Contains(method) || (HttpMethods.IsHead(method) && endpoint.Methods.Contains("GET")))
            return endpoint.Handle(call);
        http.Response.Headers.Allow = string.Join(", ", endpoint.Methods.Append("OPTIONS"));
        return HttpMethods.IsOptions(method) ? Answers.Empty(http, 200, null) : Error(http, 405, Messages.MethodNotAllowed);
    }

    public static Task Error(HttpContext http, int status, string error) => Answers.Error(http, new Refusal(status, error), cacheControl: null);

    static (string Name, string Path) Split(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..].TrimEnd('/'));
    }

    static bool PrefersHtml(HttpRequest request) => request.Headers.Accept.ToString() is var accept && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !accept.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    sealed record Endpoint(Func<Call, Task> Handle, string[] Methods, string? Preflight)
    {
        public Endpoint(Func<Call, Task> handle, string methods, string? preflight = null)
            : this(handle, methods.Split(' '), preflight)
        {
        }
    }
}
