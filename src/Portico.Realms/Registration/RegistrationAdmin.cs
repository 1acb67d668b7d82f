using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Admin;
using Portico.Realms.Import;
using Portico.Realms.Protocol;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Registration;

/// <summary>The admin API's side of client registration: initial access tokens, registration tokens, the policies on offer, and the converter from metadata.</summary>
sealed class RegistrationAdmin(Provider provider)
{
    public void Map(AdminRoutes routes)
    {
        routes.Get("clients-initial-access", async r =>
        {
            AdminRequest.Require(r.Access.CanViewClients);
            var all = await provider.Database.Read(s => InitialAccessToken.All(s, r.Realm), r.Ct);
            return AdminAnswer.Ok(new JsonArray([.. all.Select(t => (JsonNode)View(t))]));
        });
        routes.Post("clients-initial-access", Create);
        routes.Delete("clients-initial-access/{token}", async r =>
        {
            AdminRequest.Require(r.Access.CanManageClients);
            await provider.Database.Write(s => Tickets.Delete(s, Tickets.InitialAccess, r.Path("token"), r.Realm.Id), r.Ct);
            return AdminAnswer.NoContent;
        });
        routes.Post("clients/{client}/registration-access-token", NewToken);
        routes.Get("client-registration-policy/providers", r =>
        {
            AdminRequest.Require(r.Access.CanViewClients || r.Access.CanViewRealm);
            return AdminAnswer.Ok(new JsonArray([.. RegistrationPolicies.Providers.Select(p => (JsonNode)new JsonObject { ["id"] = p.Id, ["helpText"] = p.Help, ["properties"] = new JsonArray() })]));
        });
        routes.Post("client-description-converter", Convert);
    }

    async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageClients);
        var given = await request.Body(Shape.InitialAccess);
        var issuer = new Call(request.Http, provider, request.Realm).Issuer;
        var (made, token) = await InitialAccessToken.Make(provider, request.Realm, issuer, Number(given, "expiration", 0), Number(given, "count", 1), given.Texts("webOrigins"), request.Ct);
        var view = View(made);
        view.Insert(1, "token", token);
        return AdminAnswer.Created(request.Location("clients-initial-access", made.Id), view);
    }

    static JsonObject View(InitialAccessToken token)
    {
        var view = new JsonObject { ["id"] = token.Id, ["timestamp"] = token.Created, ["expiration"] = token.Lifespan, ["count"] = token.Count, ["remainingCount"] = token.Remaining };
        if (token.WebOrigins.Count > 0)
            view["webOrigins"] = Nodes.Array(token.WebOrigins);
        return view;
    }

    static long Number(JsonObject given, string name, long otherwise) => given.Text(name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    async Task<AdminAnswer> NewToken(AdminRequest request)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        var issuer = new Call(request.Http, provider, request.Realm).Issuer;
        var view = await request.Change(async draft =>
        {
            var client = draft.Realm.FindClientById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find client"));
            var document = client.Document.ToObject();
            var token = await RegistrationToken.Renew(provider, draft.Realm, issuer, document, RegistrationCaller.Authenticated, request.Ct);
            Configuration.PutClient(draft, client, document);
            var shown = Views.Client(draft.Realm, client, null);
            shown["registrationAccessToken"] = token;
            return shown;
        });
        return AdminAnswer.Ok(view);
    }

    static async Task<AdminAnswer> Convert(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageClients);
        var text = Encoding.UTF8.GetBytes((await request.BodyText()).Trim());
        if (text.Length > 0 && text[0] == '<')
            return AdminRoutes.Unsupported(request.Http);
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            return OidcClientMetadata.ToClient(Shape.OidcClient.Read(document.RootElement)) switch
            {
                ({ } client, _) => AdminAnswer.Ok(client),
                var (_, problem) => AdminAnswer.Error(400, problem!),
            };
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ShapeException)
        {
            return AdminAnswer.Error(400, "Unsupported format");
        }
    }
}
