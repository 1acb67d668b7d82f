using System.Text;
using Portico.Catalog.Policies;
using Portico.Server.Identity;
using Portico.Server.Ui.Reading;
using Portico.SignOn;

namespace Portico.Server.Ui.Rendering;

/// <summary>
/// What every page does around its handler: who looks, the way to sign-in, headers, rendering, and a page with a number when something fails.
/// Handlers are plain delegates: nothing is compiled or discovered at start.
/// </summary>
static class PageEndpoints
{
    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A page for signed-in people.</summary>
    public static void MapPage(this IEndpointRouteBuilder routes, string pattern, Func<Visit, Task<Answer>> handler) =>
        routes.MapMethods(pattern, Reading, http => Serve(http, handler));

    /// <summary>A form's target, for signed-in people. Posts of other sites were refused before by sign-on.</summary>
    public static void MapForm(this IEndpointRouteBuilder routes, string pattern, Func<Visit, Task<Answer>> handler) =>
        routes.MapMethods(pattern, [HttpMethods.Post], http => Serve(http, handler));

    /// <summary>A page that strangers see too; their viewer is <c>null</c>.</summary>
    public static void MapOpenPage(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Viewer?, Task<Answer>> handler) =>
        routes.MapMethods(pattern, Reading, http => ServeOpen(http, handler));

    /// <summary>A form's target that strangers may post to.</summary>
    public static void MapOpenForm(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Viewer?, Task<Answer>> handler) =>
        routes.MapMethods(pattern, [HttpMethods.Post], http => ServeOpen(http, handler));

    /// <summary>Serves a handler to the signed-in person, or leads to sign-in and back.</summary>
    static Task Serve(HttpContext http, Func<Visit, Task<Answer>> handler) => Guard(http, async () =>
    {
        var (viewer, subject) = await Look(http);
        if (viewer is null || subject is null)
        {
            // A form's target is no page to return to.
            var back = HttpMethods.IsPost(http.Request.Method) ? "/" : AddressOf(http);
            return (null, Answer.SeeOther(back == "/" ? "/signin" : "/signin?return=" + Uri.EscapeDataString(back)));
        }
        return (viewer, await handler(new Visit(http, viewer, subject)));
    });

    /// <summary>Serves a handler to anybody.</summary>
    public static Task ServeOpen(HttpContext http, Func<HttpContext, Viewer?, Task<Answer>> handler) => Guard(http, async () =>
    {
        var (viewer, _) = await Look(http);
        return (viewer, await handler(http, viewer));
    });

    /// <summary>Path and query as the browser asked for them.</summary>
    public static string AddressOf(HttpContext http) => http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();

    static async ValueTask<(Viewer? Viewer, Subject? Subject)> Look(HttpContext http)
    {
        if (http.GetSubject() is not { } subject)
            return default;
        var account = await http.RequestServices.GetRequiredService<IAccounts>().Find(subject.Id, http.RequestAborted);
        if (account is null || account.Deleted)
            return default;
        var viewer = new Viewer
        {
            Id = account.Id,
            Name = account.Name,
            Label = account.DisplayName is { Length: > 0 } display ? display : account.Name,
            Email = account.Email,
            IsAdmin = subject.IsAdmin,
        };
        return (viewer, subject);
    }

    static async Task Guard(HttpContext http, Func<Task<(Viewer? Viewer, Answer Answer)>> run)
    {
        Viewer? viewer = null;
        Answer answer;
        try
        {
            (viewer, answer) = await run();
            if (answer.Location is { } location)
            {
                SetHeaders(http);
                http.Response.StatusCode = answer.Status;
                http.Response.Headers.Location = location;
                return;
            }
            await Write(http, viewer, answer);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        catch (BadHttpRequestException e)
        {
            await Write(http, viewer, Answer.Page<Failures.RefusedPage>(("Reason", "The form could not be read.")).WithStatus(e.StatusCode));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Portico.Server.Ui");
            Log.PageFailed(log, http.TraceIdentifier, http.Request.Method, http.Request.Path.Value ?? "", e);
            await Write(http, viewer, Answer.Page<Failures.FailurePage>(("Id", http.TraceIdentifier)).WithStatus(StatusCodes.Status500InternalServerError));
        }
    }

    static async Task Write(HttpContext http, Viewer? viewer, Answer answer)
    {
        var frame = new Frame
        {
            Viewer = viewer,
            Theme = ThemeChoice.Of(http),
            Address = HttpMethods.IsPost(http.Request.Method) ? "/" : AddressOf(http),
            SearchText = http.Request.Path == "/explore" ? http.Request.Query["q"].ToString() : "",
            Now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
        var html = await PageRenderer.Render(http.RequestServices, frame, answer.Component!, answer.Parameters);
        SetHeaders(http);
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Encoding.UTF8.GetByteCount(html);
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.WriteAsync(html, http.RequestAborted);
    }

    static void SetHeaders(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Signing out posts here and is redirected to the provider, which browsers count as part of the form's action.
        var provider = http.RequestServices.GetService<SignOnOptions>() is { } options && Uri.TryCreate(options.RealmUrl, UriKind.Absolute, out var realm)
            ? " " + realm.GetLeftPart(UriPartial.Authority) : "";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'";
    }
}
