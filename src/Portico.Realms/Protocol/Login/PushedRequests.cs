using System.Text.Json;
using Portico.Realms.Model;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Login;

/// <summary>Pushed authorization requests (RFC 9126): the client sends the request itself, the browser carries only a reference that works once.</summary>
static class PushedRequests
{
    const string Prefix = "urn:ietf:params:oauth:request_uri:";
    const int DefaultLifespan = 60;

    static readonly HashSet<string> s_credentials = ["client_secret", "client_assertion", "client_assertion_type"];

    /// <summary><c>POST protocol/openid-connect/ext/par/request</c>.</summary>
    public static async Task Push(Call call)
    {
        var outcome = await Store(call);
        if (outcome.IsRefused(out var refusal, out var uri))
        {
            await Answers.Error(call.Http, refusal);
            return;
        }
        call.Http.Response.Headers.Pragma = Answers.NoCache;
        await Answers.Json(call.Http, 201, Answers.NoStore, json =>
        {
            json.WriteStartObject();
            json.WriteString("request_uri", uri);
            json.WriteNumber("expires_in", Lifespan(call.Realm));
            json.WriteEndObject();
        });
    }

    static async Task<Outcome<string>> Store(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
            return closed;
        var form = await Parameters.ReadForm(call.Http.Request, call.Aborted);
        if ((await ClientAuthentication.Authenticate(call, form)).IsRefused(out var unknown, out var client))
            return ClientAuthentication.IsWrongCredentials(unknown) ? new Refusal(401, "invalid_request", Messages.PushedAuthenticationFailed) : unknown;
        if (Cors.Check(call, client) is { } foreign)
            return foreign;
        if (form.Has("request_uri"))
            return Refusal.InvalidRequest("It is not allowed to include request_uri to PAR.");
        var isOpenId = form["scope"]?.Split(' ').Contains("openid") == true;
        if (RedirectUris.Resolve(call, client, form["redirect_uri"], isOpenId) is not { } redirectUri)
            return Refusal.InvalidRequest("Invalid parameter: redirect_uri");
        if (AuthorizationEndpoint.Check(call, client, AuthorizationEndpoint.Read(form, client, redirectUri), form, isPushed: true) is { } problem)
            return problem;
        var id = Guid.NewGuid().ToString();
        var data = JsonSerializer.Serialize(form.All.Where(p => !s_credentials.Contains(p.Name) && p.Name != "client_id").Select(p => new[] { p.Name, p.Value })
            .Prepend(["client_id", client.ClientId]).ToArray(), SessionJson.Default.StringArrayArray);
        await call.Provider.Database.Write(s => Tickets.Add(s, Tickets.Pushed, Tickets.Hash(id), call.Realm.Id, call.Now + Lifespan(call.Realm), data), call.Aborted);
        return Prefix + id;
    }

    /// <summary>The parameters behind a reference; null when it is unknown, over, used, or another client's.</summary>
    public static async Task<Parameters?> Take(Call call, Client client, string requestUri)
    {
        if (!requestUri.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var ticket = await call.Provider.Database.Write(s => Tickets.Use(s, Tickets.Pushed, Tickets.Hash(requestUri[Prefix.Length..]), call.Realm.Id), call.Aborted);
        if (ticket is not { } found || found.Expires <= call.Now || (found.Uses > 1 && !await IsReload(call, requestUri)))
            return null;
        var pairs = JsonSerializer.Deserialize(found.Data, SessionJson.Default.StringArrayArray)!;
        var parameters = Parameters.Of(pairs.Select(p => (p[0], p[1])));
        return parameters["client_id"] == client.ClientId ? parameters : null;
    }

    // The browser that used the reference may load its sign-in page again for as long as the sign-in is not finished.
    static async Task<bool> IsReload(Call call, string requestUri) => Cookies.Read(call, Cookies.AuthSession) is { } id
        && (await call.Provider.Database.Read(s => SignIn.Tabs(s, call.Realm.Id, id), call.Aborted)).Any(t => t.Request.PushedUri == requestUri);

    static int Lifespan(RealmSnapshot realm) => int.TryParse(realm.Settings.Attributes.GetValueOrDefault("parRequestUriLifespan"), out var seconds) && seconds > 0 ? seconds : DefaultLifespan;
}
