using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.Server.Ui.Browse;
using Portico.Server.Ui.Editing;
using Portico.Server.Ui.Home;
using Portico.Server.Ui.People;
using Portico.Server.Ui.Rendering;
using Portico.Server.Ui.Search;
using Portico.Server.Ui.SignIn;
using Portico.Server.Ui.TablePages;

namespace Portico.Server.Ui;

/// <summary>
/// The pages of the catalog. The host calls <see cref="Add"/> while it builds and <see cref="Map"/> once routing and sign-on are in the pipeline.
/// </summary>
static class WebUi
{
    /// <summary>Registers what the pages need.</summary>
    public static void Add(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
    }

    /// <summary>Maps the pages, their assets, and the page for addresses that nobody answers.</summary>
    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapMethods("/assets/{version}/{file}", [HttpMethods.Get, HttpMethods.Head], SiteFiles.Serve);
        HomeEndpoints.Map(app);
        SignInEndpoints.Map(app);
        SearchEndpoints.Map(app);
        ContainerEndpoints.Map(app);
        ProcedureEndpoints.Map(app);
        TableEndpoints.Map(app);
        AssetEndpoints.Map(app);
        PeopleEndpoints.Map(app);
        app.MapFallback(NotFound);
    }

    /// <summary>What nobody answers: a page for browsers; programs below <c>/api</c> get their own words, unless the API answered before.</summary>
    static Task NotFound(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return PageEndpoints.ServeOpen(http, static (_, _) => Task.FromResult(Answer.NotFound()));
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("""{"code":404,"message":"HTTP 404 Not Found"}""", http.RequestAborted);
    }
}
