using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms.Admin;

/// <summary>
/// Maps paths below <c>/admin/realms/{realm}</c> to handlers, and owns what they all share: authentication, finding the realm, answers, refusals. A path that is mapped for other
/// methods only answers 405.
/// </summary>
sealed partial class AdminRoutes(IEndpointRouteBuilder app, AdminServices services)
{
    const string PreflightMethods = "DELETE, POST, GET, PUT";

    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    public AdminServices Services => services;

    /// <param name="anyType">Whether the answer is no JSON, so that what the caller accepts does not matter.</param>
    public void Get(string path, Func<AdminRequest, Task<AdminAnswer>> handler, bool anyType = false) => Map("GET", path, anyType ? handler : r => AcceptsJson(r.Http) ? handler(r) : Task.FromResult(NotAcceptable));

    public void Get(string path, Func<AdminRequest, AdminAnswer> handler, bool anyType = false) => Get(path, r => Task.FromResult(handler(r)), anyType);

    public void Post(string path, Func<AdminRequest, Task<AdminAnswer>> handler) => Map("POST", path, handler);

    public void Put(string path, Func<AdminRequest, Task<AdminAnswer>> handler) => Map("PUT", path, handler);

    public void Delete(string path, Func<AdminRequest, Task<AdminAnswer>> handler) => Map("DELETE", path, handler);

    /// <summary>Maps a path that belongs to no realm, for example <c>/admin/realms</c>.</summary>
    public void Root(string method, string path, Func<HttpContext, AdminCaller, Task<AdminAnswer>> handler)
    {
        _paths.Add(path);
        app.MapMethods(path, [method], new Bound(this, (http, caller) => method != "GET" || AcceptsJson(http) ? handler(http, caller) : Task.FromResult(NotAcceptable)).Invoke);
    }

    /// <summary>Closes the table: known paths with unknown methods, and everything else below /admin.</summary>
    public void MapRest(IReadOnlySet<string> unsupported)
    {
        foreach (var path in _paths)
            app.Map(path, path.StartsWith("/admin/realms/{realm}/", StringComparison.Ordinal) ? new Bound(this, RefuseMethod).Invoke : RefuseMethod);
        app.Map("/admin/realms/{realm}/{**rest}", new Bound(this, async (http, caller) =>
        {
            var request = new AdminRequest(http, services, caller, await Realm(http, caller));
            var parts = ((string?)http.Request.RouteValues["rest"] ?? "").Split('/');
            await RequireThere(request, parts);
            AdminRequest.Require(request.Access.HasAny);
            if (parts[0] == "organizations" && !request.Realm.Settings.OrganizationsEnabled)
                return AdminAnswer.Message(404, "Organizations not enabled for this realm.");
            return unsupported.Contains(parts[0]) ? Unsupported(http) : AdminAnswer.HttpNotFound;
        }).Invoke);
    }

    async Task<AdminAnswer> RefuseMethod(HttpContext http, AdminCaller caller)
    {
        var request = new AdminRequest(http, services, caller, await Realm(http, caller));
        await RequireThere(request, http.Request.Path.Value!.Split('/')[4..]);
        return AdminAnswer.Error(405, "HTTP 405 Method Not Allowed");
    }

    /// <summary>Keycloak looks for the user or client that a path names before it looks at what is below.</summary>
    static async Task RequireThere(AdminRequest request, string[] parts)
    {
        if (parts is ["users", { Length: > 0 } user, ..] && await request.Store.Users.FindById(request.Realm, user, request.Ct) is null)
            throw new AdminRefusal(request.Access.CanQueryUsers ? AdminAnswer.NotFound("User not found") : AdminAnswer.Forbidden);
        if (parts is ["clients", { Length: > 0 } client, ..] && request.Realm.FindClientById(client) is null)
            throw new AdminRefusal(request.Access.CanListClients ? AdminAnswer.NotFound("Could not find client") : AdminAnswer.Forbidden);
    }

    static Task RefuseMethod(HttpContext http) =>
        HttpMethods.IsOptions(http.Request.Method) ? Cors.Preflight(http, PreflightMethods) : Write(http, AdminAnswer.Error(405, "HTTP 405 Method Not Allowed"));

    static AdminAnswer NotAcceptable { get; } = AdminAnswer.Error(406, "HTTP 406 Not Acceptable");

    /// <summary>An Accept header that cannot be read asks for nothing.</summary>
    static bool AcceptsJson(HttpContext http) => http.Request.GetTypedHeaders().Accept is not { Count: > 0 } accepted
        || accepted.Any(a => a.Quality is not 0 && (a.MatchesAllTypes || (a.Type == "application" && (a.MatchesAllSubTypes || a.SubType.EndsWith("json", StringComparison.OrdinalIgnoreCase)))));

    /// <summary>Keycloak has it, this server does not: said plainly, so that nobody believes that it happened.</summary>
    public static AdminAnswer Unsupported(HttpContext http) =>
        AdminAnswer.Described(501, Errors.NotSupported, $"{http.Request.Method} {http.Request.Path} is not supported by this server.");

    void Map(string method, string path, Func<AdminRequest, Task<AdminAnswer>> handler)
    {
        var full = "/admin/realms/{realm}" + (path.Length == 0 ? "" : "/" + path);
        _paths.Add(full);
        app.MapMethods(full, [method], new Bound(this, async (http, caller) =>
        {
            var request = new AdminRequest(http, services, caller, await Realm(http, caller));
            var answer = await handler(request);
            await AdminEvents.Record(request, answer);
            return answer;
        }).Invoke);
    }

    async Task<RealmSnapshot> Realm(HttpContext http, AdminCaller caller)
    {
        var name = AdminRequest.Segment(http, "realm");
        var realm = await services.Store.Find(name, http.RequestAborted) ?? throw new AdminRefusal(AdminAnswer.NotFound("Realm not found."));
        if (!caller.Realm.IsMaster && caller.Realm.Id != realm.Id)
            throw new AdminRefusal(AdminAnswer.Forbidden);
        return realm;
    }

    async Task Run(HttpContext http, Func<AdminCaller, Task<AdminAnswer>> handler)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            await Cors.Preflight(http, PreflightMethods);
            return;
        }
        AdminAnswer answer;
        try
        {
            // An escaped dot is an attempt to climb; an escaped slash alone is a name.
            if (http.Features.Get<IHttpRequestFeature>()?.RawTarget.Contains("%2e", StringComparison.OrdinalIgnoreCase) is true)
                throw new AdminRefusal(AdminAnswer.Described(400, "missingNormalization", "Request path not normalized"));
            answer = await services.Authenticate(http) is not { } caller ? AdminAnswer.Unauthorized
                : Cors.Check(http, caller.Client, "Location") is { } refusal ? AdminAnswer.Error(refusal.Status, refusal.Error) : await handler(caller);
        }
        catch (AdminRefusal refusal)
        {
            answer = refusal.Answer;
        }
        catch (ImportException e)
        {
            answer = e.ErrorId is { } id ? AdminAnswer.Described(501, id, e.Message) : AdminAnswer.Message(400, e.Message);
        }
        catch (RealmGoneException)
        {
            answer = AdminAnswer.NotFound("Realm not found.");
        }
        catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            answer = AdminAnswer.Duplicate;
        }
        catch (BadHttpRequestException e)
        {
            answer = AdminAnswer.Error(e.StatusCode, $"HTTP {e.StatusCode}");
        }
        catch (Exception e) when (e is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(services.Store.Log, http.Request.Method, http.Request.Path, e);
            answer = AdminAnswer.Failed;
        }
        await Write(http, answer);
    }

    static async Task Write(HttpContext http, AdminAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.Headers.CacheControl = "no-cache";
        if (answer.Location is { } location)
            http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}{location}";
        if (answer.Reason is { } reason)
            http.Response.Headers["X-Portico-Reason"] = string.Concat(reason.Where(c => c is >= ' ' and <= '~'));
        if (answer.Text is { } text)
        {
            http.Response.ContentType = "text/plain;charset=UTF-8";
            await http.Response.WriteAsync(text, http.RequestAborted);
        }
        else if (answer.Body is null)
        {
            http.Response.ContentType = answer.ContentType;
        }
        else if (answer.Body is { } body)
        {
            http.Response.ContentType = "application/json;charset=UTF-8";
            await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, s_json);
            body.WriteTo(writer);
            await writer.FlushAsync(http.RequestAborted);
        }
    }

    /// <summary>A handler bound to what all of them share; a named method, because the framework cannot tell a request delegate from a route handler otherwise.</summary>
    sealed class Bound(AdminRoutes routes, Func<HttpContext, AdminCaller, Task<AdminAnswer>> handler)
    {
        public Task Invoke(HttpContext http) => routes.Run(http, caller => handler(http, caller));
    }

    [LoggerMessage(2101, LogLevel.Error, "{Method} {Path} failed")]
    static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
