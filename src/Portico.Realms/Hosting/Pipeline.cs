using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Admin;
using Portico.Realms.Pages;
using Portico.Realms.Protocol;
using Portico.Realms.Registration;
using Portico.Realms.Sessions;
using Portico.Realms.Tokens;

namespace Portico.Realms.Hosting;

/// <summary>What happens to every request: the realms' own paths first, then the admin API, then 404.</summary>
static class Pipeline
{
    public static void Map(WebApplication app, Provider provider, OwnerAccess owner, bool verbose)
    {
        var router = new RealmRouter(provider);
        app.Use(async (http, next) =>
        {
            try
            {
                if (!await router.TryHandle(http))
                    await next(http);
            }
            catch (BadHttpRequestException e) when (!http.Response.HasStarted)
            {
                http.Response.Clear();
                await RealmRouter.Error(http, e.StatusCode, $"HTTP {e.StatusCode}");
            }
            catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            {
                Log.RequestFailed(provider.Log, http.Request.Method, http.Request.Path, e);
                http.Response.Clear();
                await Answers.Error(http, new Refusal(StatusCodes.Status500InternalServerError, "unknown_error", "For more on this error consult the server log."));
            }
            if (verbose)
                Log.Answered(provider.Log, http.Request.Method, http.Request.Path, http.Response.StatusCode);
        });
        app.UseRouting(); // here, so that the realms' paths do not pass it
        AdminApi.Map(app, new AdminServices(provider.Realms, provider.Passwords, http => owner.Authenticate(http, provider)), new SessionsAdmin(provider).Map,
            new UserMails(provider).Map, new ScopeEvaluation(provider).Map, new ClientNotices(provider).Map, new RegistrationAdmin(provider).Map);
        app.MapFallback("/{**path}", http => HttpMethods.IsGet(http.Request.Method) && http.Request.Path == "/"
            ? WelcomePage.Write(http)
            : RealmRouter.Error(http, StatusCodes.Status404NotFound, Messages.NoResource));
    }
}
