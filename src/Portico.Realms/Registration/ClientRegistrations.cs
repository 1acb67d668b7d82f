using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Admin;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Store;
using Portico.Realms.Tokens;

namespace Portico.Realms.Registration;

/// <summary>
/// <c>/realms/{realm}/clients-registrations</c>: clients register themselves, as OpenID Connect metadata (<c>openid-connect</c>, RFC 7591 and 7592) or in the admin API's form (<c>default</c>).
/// What a caller may do is <see cref="RegistrationCaller"/>, what a client may be is <see cref="RegistrationPolicies"/> and the admin API's own rules.
/// </summary>
static class ClientRegistrations
{
    public const string Prefix = "clients-registrations/";

    const int LargestBody = 1024 * 1024;

    public static async Task Handle(Call call, string path)
    {
        var http = call.Http;
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            await Cors.Preflight(http, "DELETE, POST, GET, PUT");
            return;
        }
        try
        {
            if (RealmGate.Refuse(call) is { } closed)
                throw new Refused(closed);
            var parts = path[Prefix.Length..].Split('/');
            var format = parts[0] switch
            {
                "openid-connect" or "default" or "install" => parts[0],
                "saml2-entity-descriptor" => throw new Refused(new Refusal(501, Errors.NotSupported, "SAML clients are not supported by this server.")),
                _ => throw new Refused(new Refusal(404, "invalid_request", "Client registration provider not found")),
            };
            var (caller, refusal) = await RegistrationCaller.Of(call);
            if (caller is null)
                throw new Refused(refusal!);
            await ((http.Request.Method, parts.Length) switch
            {
                ("POST", 1) when format != "install" => Create(call, caller, format),
                ("GET", 2) => Read(call, caller, format, Find(call, parts[1])),
                ("PUT", 2) when format != "install" => Update(call, caller, format, Find(call, parts[1])),
                ("DELETE", 2) when format != "install" => Delete(call, caller, Find(call, parts[1])),
                (_, 1 or 2) => throw new Refused(new Refusal(405, Messages.MethodNotAllowed)),
                _ => throw new Refused(new Refusal(404, Messages.NotFound)),
            });
        }
        catch (Refused e)
        {
            await Answers.Error(http, e.Refusal);
        }
        catch (AdminRefusal e)
        {
            await Answers.Error(http, Translated(e.Answer));
        }
    }

    static Client? Find(Call call, string clientId) => call.Realm.FindClient(Uri.UnescapeDataString(clientId));

    static async Task Create(Call call, RegistrationCaller caller, string format)
    {
        Require(caller.MayCreate());
        var client = await Given(call, format);
        if (format == "openid-connect" && client["clientId"] is not null)
            throw new Refused(Metadata("Client Identifier included"));
        await Judge(call, caller, client, null);
        if (format == "openid-connect")
            ((JsonObject)client["attributes"]!)["backchannel.logout.session.required"] = client.Flag("$sessionRequired") is true ? "true" : "false";
        ClientBuilder.AddProtocolDefaults(client);
        var token = "";
        var id = await call.Provider.Realms.Change(call.Realm, async draft =>
        {
            if (caller.Initial is { } initial && !await InitialAccessToken.Use(draft.Session, draft.Realm, initial.Id))
                throw new Refused(RegistrationCaller.NoneLeft);
            if (client.Text("clientId") is { } clientId && draft.Realm.FindClient(clientId) is not null)
                throw new Refused(Metadata("Client Identifier in use"));
            var added = await ClientsEndpoints.Add(draft, client);
            var document = draft.Realm.FindClientById(added)!.Document.ToObject();
            token = await RegistrationToken.Renew(call.Provider, draft.Realm, call.Issuer, document, caller.Policies, call.Aborted);
            Configuration.PutClient(draft, draft.Realm.FindClientById(added)!, document);
            return added;
        }, call.Aborted);
        await Show(call, format, id, token, 201);
    }

    static async Task Read(Call call, RegistrationCaller caller, string format, Client? client)
    {
        Require(caller.MayView(client));
        await Reach(call, caller);
        if (format == "install")
        {
            await Write(call, 200, ClientInstallation.Settings(call.Realm, client!, call.BaseUrl));
            return;
        }
        // A client's own token holds on until the client is changed.
        await Show(call, format, client!.Id, caller.HasRegistrationToken ? AccessTokens.Bearer(call.Http) : null, 200);
    }

    static async Task Update(Call call, RegistrationCaller caller, string format, Client? client)
    {
        Require(caller.MayChange(client, "update"));
        var given = await Given(call, format);
        if (given.Text("clientId") is { } clientId && clientId != client!.ClientId)
            throw new Refused(Metadata("Client Identifier modified"));
        given.Remove("$sessionRequired");
        await Judge(call, caller, given, client);
        string? token = null;
        await call.Provider.Realms.Change(call.Realm, async draft =>
        {
            var current = draft.Realm.FindClientById(client!.Id) ?? throw new Refused(new Refusal(404, "invalid_request", "Client not found"));
            await ClientsEndpoints.Replace(draft, current, given);
            if (!caller.HasRegistrationToken)
                return true;
            var changed = draft.Realm.FindClientById(client.Id)!;
            var document = changed.Document.ToObject();
            token = await RegistrationToken.Renew(call.Provider, draft.Realm, call.Issuer, document, caller.Policies, call.Aborted);
            Configuration.PutClient(draft, changed, document);
            return true;
        }, call.Aborted);
        await Show(call, format, client!.Id, token, 200);
    }

    static async Task Delete(Call call, RegistrationCaller caller, Client? client)
    {
        Require(caller.MayChange(client, "delete"));
        await Reach(call, caller);
        await call.Provider.Realms.Change(call.Realm, async draft =>
        {
            if (draft.Realm.FindClientById(client!.Id) is { } current)
                await Configuration.RemoveClient(draft, current);
            return true;
        }, call.Aborted);
        await Answers.Empty(call.Http, 204, Answers.NoCache);
    }

    /// <summary>The body as a client's representation.</summary>
    static async Task<JsonObject> Given(Call call, string format)
    {
        var shape = format == "openid-connect" ? Shape.OidcClient : Shape.Client;
        try
        {
            if (call.Http.Request.ContentLength > LargestBody)
                throw new Refused(new Refusal(413, "invalid_request"));
            using var body = await JsonDocument.ParseAsync(call.Http.Request.Body, cancellationToken: call.Aborted);
            var given = shape.Read(body.RootElement);
            if (format != "openid-connect")
                return given;
            var (client, problem) = OidcClientMetadata.ToClient(given);
            if (client is null)
                throw new Refused(Metadata(problem!));
            client["$sessionRequired"] = given.Flag("backchannel_logout_session_required") is true;
            return client;
        }
        catch (JsonException)
        {
            throw new Refused(Refusal.InvalidRequest("Cannot parse the JSON"));
        }
        catch (ShapeException e)
        {
            throw new Refused(e.UnknownMember is { } member
                ? new Refusal(400, $"Invalid json representation for {shape.Name}. Unrecognized field \"{member}\" at line 1 column 1.")
                : new Refusal(400, "unknown_error", "Cannot parse the JSON"));
        }
    }

    /// <summary>The admin API's rules, then the realm's policies; these may change the client.</summary>
    static async Task Judge(Call call, RegistrationCaller caller, JsonObject client, Client? known)
    {
        if (ClientRules.Check(client) is { } refusal)
            throw new AdminRefusal(refusal);
        if (FlowBindings.OfClient(client, FlowSet.Of(call.Realm)) is { } flow)
            throw new AdminRefusal(FlowsEndpoints.Unsupported(flow));
        if (await RegistrationPolicies.Apply(call.Realm, caller.Policies, client, known, call.Http.Connection.RemoteIpAddress) is { } reason)
            throw new Refused(RegistrationCaller.Forbidden(reason));
    }

    static async Task Reach(Call call, RegistrationCaller caller)
    {
        if (await RegistrationPolicies.Reach(call.Realm, caller.Policies, call.Http.Connection.RemoteIpAddress) is { } reason)
            throw new Refused(RegistrationCaller.Forbidden(reason));
    }

    static async Task Show(Call call, string format, string id, string? token, int status)
    {
        var realm = await call.Provider.Realms.Find(call.Realm.Name, call.Aborted) ?? call.Realm;
        var client = realm.FindClientById(id) ?? throw new Refused(new Refusal(404, "invalid_request", "Client not found"));
        var uri = call.Url($"{Prefix}{format}/{Uri.EscapeDataString(client.ClientId)}");
        if (status == 201)
            call.Http.Response.Headers.Location = uri;
        var view = format == "openid-connect" ? OidcClientMetadata.Of(realm, client, uri, call.Now) : Views.Client(realm, client, null);
        if (token is not null)
            view[format == "openid-connect" ? "registration_access_token" : "registrationAccessToken"] = token;
        await Write(call, status, view);
    }

    static Task Write(Call call, int status, JsonObject body) => Answers.Json(call.Http, status, Answers.NoCache, json => body.WriteTo(json));

    static void Require(Refusal? refusal)
    {
        if (refusal is not null)
            throw new Refused(refusal);
    }

    static Refusal Metadata(string description) => new(400, "invalid_client_metadata", description);

    /// <summary>The admin API's refusals as RFC 7591, 3.2.2 names them.</summary>
    static Refusal Translated(AdminAnswer answer)
    {
        var text = answer.Body?["error_description"]?.GetValue<string>() ?? answer.Body?["errorMessage"]?.GetValue<string>() ?? answer.Body?["error"]?.GetValue<string>() ?? "";
        if (answer.Status == 501)
            return new Refusal(501, answer.Body!["error"]!.GetValue<string>(), text);
        return text.Contains("redirect URI", StringComparison.OrdinalIgnoreCase) ? new Refusal(400, "invalid_redirect_uri", text) : Metadata(text);
    }

    /// <summary>Ends a call from however deep inside a transaction, as <see cref="AdminRefusal"/> does.</summary>
    sealed class Refused(Refusal refusal) : Exception(refusal.Error)
    {
        public Refusal Refusal => refusal;
    }
}
