using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Portico.SignOn.Http;
using Portico.SignOn.Provider;
using Portico.SignOn.Sessions;

namespace Portico.SignOn.SignIn;

/// <summary>OpenMetadata 2.0's <c>/api/v1/auth/*</c>, for its web client and for pages: begin a sign-in, a token for a session, sign out.</summary>
static class AuthEndpoints
{
    const string LogoutPath = "/api/v1/auth/logout";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").AllowAnonymous();
        group.MapGet("/login", Login);
        group.MapGet("/refresh", Refresh);
        group.MapMethods("/logout", ["GET", "POST"], Logout).DisableAntiforgery();
        // The provider returns here when the realm's session is ended.
        routes.MapGet("/logout", (HttpContext context) => TypedResults.LocalRedirect($"{context.Request.PathBase}/signin")).AllowAnonymous();
    }

    static async Task Login(HttpContext context, SignOnOptions options, SignInEvents events, OwnTokenIssuer ownTokens, IAccounts accounts)
    {
        var wanted = context.Request.Query["redirectUri"].ToString();
        if (!ReturnTarget.TryParse(wanted, context.Request, options, out var target))
        {
            await events.Fail(context, new SignOnException(Errors.BadRedirect, wanted.Length == 0
                ? "The parameter redirectUri is missing: the page to return to after sign-in."
                : "The address to return to after sign-in is neither a page of the catalog nor a trusted address."));
            return;
        }
        if (context.Items[typeof(Session)] is Session session && await accounts.Find(session.AccountId, context.RequestAborted) is { } account)
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Redirect(await SignInEvents.Location(target.Value, account, session.Id, ownTokens));
            return;
        }
        var properties = new AuthenticationProperties { RedirectUri = target.Value.Location };
        if (target.Value.WithToken)
            properties.Items[SignInEvents.WithTokenItem] = "1";
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.ChallengeAsync(SignInEvents.Scheme, properties);
        }
        catch (SignOnException e)
        {
            await events.Fail(context, e);
        }
    }

    static async Task Refresh(HttpContext context, SignOnOptions options, SessionRenewal renewal, OwnTokenIssuer ownTokens, IAccounts accounts)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Items[typeof(Session)] is not Session session || await accounts.Find(session.AccountId, context.RequestAborted) is not { } account)
        {
            SessionCookie.Clear(context, options);
            await Answers.AuthError(context, StatusCodes.Status401Unauthorized, "No active session");
            return;
        }
        if (renewal.IsDue(session))
        {
            context.Response.Headers.RetryAfter = "1";
            await Answers.AuthError(context, StatusCodes.Status503ServiceUnavailable, "The session is being refreshed, try again");
            return;
        }
        var (jwt, expires) = await ownTokens.ForSession(account, session.Id);
        await context.Response.WriteAsJsonAsync(
            new TokenBody(jwt, "Bearer", expires.ToUnixTimeMilliseconds()), HttpJson.Plain.TokenBody, cancellationToken: context.RequestAborted);
    }

    /// <summary>
    /// Ends the session here first, then the realm's: a browser is sent there with the ID token as hint (RP-initiated logout); for a fetch of the web client, which cannot
    /// be sent, this server tells the realm itself. A GET that nothing proves to come from the catalog's own pages is asked to confirm.
    /// </summary>
    static async Task Logout(HttpContext context, SignOnOptions options, SessionStore sessions, RealmLogout logout, ILoggerFactory logs)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Items[typeof(Session)] is not Session session)
        {
            SessionCookie.Clear(context, options);
            context.Response.Redirect($"{context.Request.PathBase}/logout");
            return;
        }
        if (HttpMethods.IsGet(context.Request.Method) && Origins.IsOwn(context.Request, options) != true)
        {
            await FailurePage.Confirm(context, "Sign out of the catalog?", $"{context.Request.PathBase}{LogoutPath}", "Sign out");
            return;
        }
        var tokens = await sessions.Tokens(session.Hash, context.RequestAborted);
        await sessions.End(session.Hash, CancellationToken.None);
        SessionCookie.Clear(context, options);
        Log.SignedOut(logs.CreateLogger("Portico.SignOn"), context.GetCaller()?.Name ?? "");

        var navigates = context.Request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate" && Answers.WantsPage(context.Request);
        var origin = Origins.Own(context.Request, options);
        if (navigates && logout.Address(tokens, $"{origin}/logout") is { } address)
        {
            context.Response.Redirect(address);
            return;
        }
        await logout.Tell(tokens);
        context.Response.Redirect($"{origin}/logout");
    }
}
