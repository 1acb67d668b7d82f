using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.SignOn.Bearer;

namespace Portico.SignOn.Http;

/// <summary>What <c>[Authorize]</c> and <c>ChallengeAsync</c> ask: the middleware has the answer. Pages are sent to <c>/signin</c>, calls are told 401 or 403.</summary>
sealed class CallerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Context.User is CallerPrincipal principal ? AuthenticateResult.Success(new AuthenticationTicket(principal, CallerPrincipal.Scheme)) : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!Answers.WantsPage(Request) || Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return Answers.Unauthorized(Context, BearerRefusal.NoToken);
        var here = HttpMethods.IsGet(Request.Method) ? $"{Request.PathBase}{Request.Path}{Request.QueryString}" : "/";
        Response.Redirect($"{Request.PathBase}/signin?redirectUri={Uri.EscapeDataString(here)}");
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Answers.Error(Context, StatusCodes.Status403Forbidden, $"Principal: CatalogPrincipal{{name='{Context.GetCaller()?.Name}'}} is not allowed");
}
