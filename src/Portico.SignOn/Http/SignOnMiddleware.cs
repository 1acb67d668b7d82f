using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portico.SignOn.Bearer;
using Portico.SignOn.Sessions;
using Portico.SignOn.SignIn;

namespace Portico.SignOn.Http;

/// <summary>Finds out who calls, once for a request, and turns away what must not go on. See <see cref="SignOnExtensions.UseSignOn"/>.</summary>
sealed class SignOnMiddleware(
    RequestDelegate next, BearerTokens bearer, SessionStore sessions, SessionRenewal renewal, Callback callback, IAccounts accounts, SignOnOptions options, ILoggerFactory logs)
{
    const string BearerPrefix = "Bearer ";
    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");

    public Task Invoke(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.Equals(options.CallbackPath, StringComparison.Ordinal) || path.Equals("/api/v1/auth/callback", StringComparison.OrdinalIgnoreCase))
            return callback.Handle(context);
        if (path.Value is { } text && PublicPaths.Contains(text))
            return next(context);
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count > 0)
            return Bearer(context, authorization.ToString());
        return SessionCookie.Read(context.Request) is { } cookie ? Cookie(context, cookie) : Anonymous(context);
    }

    Task Bearer(HttpContext context, string header)
    {
        if (!header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) || header.Length == BearerPrefix.Length)
            return Anonymous(context);
        ValueTask<Proof> checking;
        try
        {
            checking = bearer.Check(header.AsMemory(BearerPrefix.Length), context.RequestAborted);
        }
        catch (SignOnException e)
        {
            return Unavailable(context, e);
        }
        if (!checking.IsCompletedSuccessfully)
            return Bearer(context, checking);
        return Go(context, checking.Result);
    }

    async Task Bearer(HttpContext context, ValueTask<Proof> checking)
    {
        Proof proof;
        try
        {
            proof = await checking;
        }
        catch (SignOnException e)
        {
            await Unavailable(context, e);
            return;
        }
        await Go(context, proof);
    }

    Task Go(HttpContext context, Proof proof)
    {
        if (proof.Principal is not { } principal)
            return Answers.Unauthorized(context, proof.Refusal!);
        context.User = principal;
        return next(context);
    }

    static Task Unavailable(HttpContext context, SignOnException e) => Answers.Error(context, StatusCodes.Status503ServiceUnavailable, e.Message);

    async Task Cookie(HttpContext context, string cookie)
    {
        var ct = context.RequestAborted;
        Session? session = await sessions.Find(cookie, ct);
        if (session is { } due && renewal.IsDue(due))
            (session, _) = await renewal.Renew(due, ct);
        var account = session is null ? null : await accounts.Find(session.AccountId, ct);
        if (session is null || account is null || account.Deleted)
        {
            await Anonymous(context);
            return;
        }
        if (IsChanging(context.Request.Method) && Origins.IsOwn(context.Request, options) != true)
        {
            Log.CrossSiteRefused(_log, context.Request.Path, context.Request.Headers.Origin.ToString());
            await RefuseCrossSite(context);
            return;
        }
        if (session.Principal is not { } principal || (!ReferenceEquals(principal.Account, account) && principal.Account != account))
            session.Principal = principal = new CallerPrincipal(account, session.Id, CallerKind.Session);
        context.User = principal;
        context.Items[typeof(Session)] = session;
        await sessions.Touch(session, ct);
        await next(context);
    }

    Task Anonymous(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            return Answers.Unauthorized(context, BearerRefusal.NoToken);
        }
        return next(context);
    }

    static Task RefuseCrossSite(HttpContext context)
    {
        const string message = $"{Errors.CrossSite}: The request came from another site and was refused. Repeat it from the catalog's own pages.";
        return Answers.WantsPage(context.Request)
            ? FailurePage.Write(context, StatusCodes.Status403Forbidden, message)
            : Answers.Error(context, StatusCodes.Status403Forbidden, message);
    }

    static bool IsChanging(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
