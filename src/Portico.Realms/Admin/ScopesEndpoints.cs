using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/client-scopes</c> (also under its old name), and which scopes clients and new clients get.</summary>
static partial class ScopesEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        foreach (var path in (string[])["client-scopes", "client-templates"])
        {
            routes.Get(path, r =>
            {
                AdminRequest.Require(r.Access.CanViewClients || r.Access.CanListClients);
                return AdminAnswer.Ok(new JsonArray([.. r.Realm.ClientScopes.Select(s => (JsonNode)Views.Scope(s))]));
            });
            routes.Post(path, Create);
            routes.Get(path + "/{scope}", r =>
            {
                var scope = r.Scope();
                AdminRequest.Require(r.Access.CanViewClients);
                return AdminAnswer.Ok(Views.Scope(scope));
            });
            routes.Put(path + "/{scope}", Update);
            routes.Delete(path + "/{scope}", Delete);
        }
        foreach (var (path, list) in ((string, string)[])[("default-default-client-scopes", "$defaultScopes"), ("default-optional-client-scopes", "$optionalScopes")])
        {
            routes.Get(path, r =>
            {
                AdminRequest.Require(r.Access.CanViewClients || r.Access.CanListClients || r.Access.CanViewRealm);
                return AdminAnswer.Ok(new JsonArray([.. r.Realm.Document.ToObject().Texts(list).Select(r.Realm.FindScopeById).OfType<ClientScope>()
                    .Select(s => (JsonNode)new JsonObject { ["id"] = s.Id, ["name"] = s.Name, ["protocol"] = s.Protocol })]));
            });
            routes.Put(path + "/{scope}", r => OfRealm(r, list, add: true));
            routes.Delete(path + "/{scope}", r => OfRealm(r, list, add: false));
        }
        foreach (var (path, list) in ((string, string)[])[("default-client-scopes", "$defaultScopes"), ("optional-client-scopes", "$optionalScopes")])
        {
            routes.Get("clients/{client}/" + path, r =>
            {
                var client = r.Client();
                AdminRequest.Require(r.Access.CanViewClients);
                var scopes = list == "$defaultScopes" ? r.Realm.DefaultScopesOf(client) : r.Realm.OptionalScopesOf(client);
                return AdminAnswer.Ok(new JsonArray([.. scopes.Select(s => (JsonNode)new JsonObject { ["id"] = s.Id, ["name"] = s.Name })]));
            });
            routes.Put("clients/{client}/" + path + "/{scope}", r => OfClient(r, list, add: true));
            routes.Delete("clients/{client}/" + path + "/{scope}", r => OfClient(r, list, add: false));
        }
    }

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageClients);
        var given = await request.Body(Shape.Scope, keepUnknown: true);
        if (given.Text("name") is not { } name)
            return AdminAnswer.BadRequest;
        if (!Name().IsMatch(name))
            return AdminAnswer.Message(400, $"Unexpected name \"{name}\" for ClientScope");
        if (given.Text("protocol") is not ("openid-connect" or "saml"))
            return AdminAnswer.Message(400, "Unexpected protocol");
        var id = await request.Change(draft =>
        {
            if (draft.Realm.FindScope(name) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Client Scope {name} already exists"));
            if (given.Text("id") is { } taken && draft.Realm.FindScopeById(taken) is not null)
                throw new AdminRefusal(AdminAnswer.Duplicate);
            var document = new JsonObject { ["id"] = given.Text("id") ?? Guid.NewGuid().ToString(), ["name"] = name };
            if (given.Text("description") is { } description)
                document["description"] = description;
            document["protocol"] = given.Text("protocol");
            document["attributes"] = Attributes(given, []);
            ClientBuilder.SetMappers(document, given["protocolMappers"] as JsonArray);
            draft.Put(ObjectKind.Scope, document.Text("id")!, document);
            return Task.FromResult(document.Text("id")!);
        });
        return AdminAnswer.Created(request.Location("client-scopes", id));
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        var known = request.Scope();
        AdminRequest.Require(request.Access.CanManageClients);
        var given = await request.Body(Shape.Scope, keepUnknown: true);
        if (given.Text("name") is not { } name)
            return AdminAnswer.BadRequest;
        if (!Name().IsMatch(name))
            return AdminAnswer.Message(400, $"Unexpected name \"{name}\" for ClientScope");
        await request.Change(draft =>
        {
            var scope = draft.Realm.FindScopeById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find client scope"));
            if (draft.Realm.FindScope(name) is { } other && other.Id != scope.Id)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Client Scope {name} already exists"));
            var document = scope.Document.ToObject();
            document["name"] = name;
            if (given.Text("description") is { } description)
                document["description"] = description;
            if (given.Text("protocol") is { } protocol)
                document["protocol"] = protocol;
            document["attributes"] = Attributes(given, document["attributes"] as JsonObject ?? []);
            draft.Put(ObjectKind.Scope, scope.Id, document);
        });
        return AdminAnswer.NoContent;
    }

    /// <summary>Attributes that are not mentioned are kept; null removes one.</summary>
    static JsonObject Attributes(JsonObject given, JsonObject known)
    {
        var attributes = (JsonObject)known.DeepClone();
        foreach (var (name, value) in given["attributes"] as JsonObject ?? [])
        {
            if (value is JsonValue scalar)
                attributes[name] = Nodes.Scalar(scalar);
            else
                attributes.Remove(name);
        }
        return attributes;
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        var known = request.Scope();
        AdminRequest.Require(request.Access.CanManageClients);
        await request.Change(draft =>
        {
            if (draft.Realm.FindScopeById(known.Id) is { } scope)
                Configuration.RemoveScope(draft, scope);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> OfRealm(AdminRequest request, string list, bool add)
    {
        AdminRequest.Require(request.Access.CanManageClients);
        if (request.Realm.FindScopeById(request.Path("scope")) is not { } scope)
            return AdminAnswer.NotFound("Client scope not found");
        await request.Change(draft =>
        {
            var document = draft.Realm.Document.ToObject();
            if (!Assign(document, list, scope.Id, add))
                return;
            draft.PutRealm(document);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> OfClient(AdminRequest request, string list, bool add)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        if (request.Realm.FindScopeById(request.Path("scope")) is not { } scope)
            return AdminAnswer.NotFound("Client scope not found");
        await request.Change(draft =>
        {
            if (draft.Realm.FindClientById(known.Id) is not { } client)
                throw new AdminRefusal(AdminAnswer.NotFound("Could not find client"));
            var document = client.Document.ToObject();
            if (Assign(document, list, scope.Id, add))
                Configuration.PutClient(draft, client, document);
        });
        return AdminAnswer.NoContent;
    }

    /// <summary>A scope that is already in the other list stays there (recorded).</summary>
    static bool Assign(JsonObject document, string list, string scopeId, bool add)
    {
        var other = list == "$defaultScopes" ? "$optionalScopes" : "$defaultScopes";
        var have = document.Texts(list);
        if (add == have.Contains(scopeId) || (add && document.Texts(other).Contains(scopeId)))
            return false;
        document[list] = Nodes.Array(add ? have.Append(scopeId) : have.Where(id => id != scopeId));
        return true;
    }

    [GeneratedRegex("""^[^\s"\\]+$""", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Name();
}
