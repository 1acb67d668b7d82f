using System.Text.Json.Nodes;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/clients</c>: list, create, read, update, delete, secrets, the service account.</summary>
static class ClientsEndpoints
{
    static readonly string[] s_notByPut = ["id", "defaultClientScopes", "optionalClientScopes", "access", "secret", "attributes", "protocolMappers", "registrationAccessToken", "authorizationSettings"];

    public static void Map(AdminRoutes routes)
    {
        routes.Get("clients", List);
        routes.Post("clients", Create);
        routes.Get("clients/{client}", Read);
        routes.Put("clients/{client}", Update);
        routes.Delete("clients/{client}", Delete);
        routes.Get("clients/{client}/client-secret", ReadSecret);
        routes.Post("clients/{client}/client-secret", NewSecret);
        routes.Get("clients/{client}/client-secret/rotated", r => Viewed(r, _ => AdminAnswer.NotFound("Client does not have a rotated secret")));
        routes.Delete("clients/{client}/client-secret/rotated", r => Task.FromResult(Viewed(r, _ => AdminAnswer.NoContent, manage: true)));
        routes.Get("clients/{client}/service-account-user", ServiceAccount);
    }

    static AdminAnswer List(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanListClients);
        if (request.Query("q") is { Length: > 0 } q)
        {
            var names = q.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split(':')[0]);
            return AdminAnswer.Described(400, "invalid_request", $"Attributes [{string.Join(", ", names)}] not allowed for search");
        }
        var clients = request.Realm.Clients.AsEnumerable();
        if (request.Query("clientId") is { Length: > 0 } clientId)
        {
            clients = request.QueryFlag("search")
                ? clients.Where(c => c.ClientId.Contains(clientId, StringComparison.OrdinalIgnoreCase))
                : request.Realm.FindClient(clientId) is { } one ? [one] : [];
        }
        // Who may only query sees nothing in the list, but is not turned away (recorded).
        if (!request.Access.CanViewClients)
            clients = [];
        return AdminAnswer.Ok(new JsonArray([.. request.Paged(clients.OrderBy(c => c.ClientId, StringComparer.Ordinal)).Select(c => Views.Client(request.Realm, c, request.Access))]));
    }

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageClients);
        var given = await request.Body(Shape.Client);
        if (ClientRules.Check(given) is { } refusal)
            return refusal;
        if (FlowBindings.OfClient(given, FlowSet.Of(request.Realm)) is { } flow)
            return FlowsEndpoints.Unsupported(flow);
        ClientBuilder.AddProtocolDefaults(given);
        var id = await request.Change(draft => Add(draft, given));
        return AdminAnswer.Created(request.Location("clients", id));
    }

    /// <summary>Adds a client of a representation that was checked, and gives its id.</summary>
    public static async Task<string> Add(RealmDraft draft, JsonObject given)
    {
        var realm = draft.Realm;
        if (given.Text("clientId") is { } clientId && realm.FindClient(clientId) is not null)
            throw new AdminRefusal(AdminAnswer.Message(409, $"Client {clientId} already exists"));
        if (given.Text("id") is { } taken && realm.FindClientById(taken) is not null)
            throw new AdminRefusal(AdminAnswer.Duplicate);
        var (document, secret) = ClientBuilder.Build(given, realm.FindScope, realm.DefaultScopes, realm.OptionalScopes, draft.Store.Time.GetUtcNow());
        if (document.Flag("serviceAccountsEnabled") is true)
            await AddServiceAccount(draft, document);
        Put(draft, document, secret);
        return document.Text("id")!;
    }

    static AdminAnswer Read(AdminRequest request) => Viewed(request, client => AdminAnswer.Ok(Views.Client(request.Realm, client, request.Access)));

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        var given = await request.Body(Shape.Client);
        if (ClientRules.Check(given) is { } refusal)
            return refusal;
        if (FlowBindings.OfClient(given, FlowSet.Of(request.Realm)) is { } flow)
            return FlowsEndpoints.Unsupported(flow);
        await request.Change(async draft =>
        {
            var client = draft.Realm.FindClientById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find client"));
            await Replace(draft, client, given);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    /// <summary>Changes a client as a PUT does, by a representation that was checked.</summary>
    public static async Task Replace(RealmDraft draft, Client client, JsonObject given)
    {
        if (given.Text("clientId") is { } name && draft.Realm.FindClient(name) is { } other && other.Id != client.Id)
            throw new AdminRefusal(AdminAnswer.Duplicate);
        var (document, secret) = Merge(client, given, draft.Store.Time.GetUtcNow());
        var wanted = document.Flag("serviceAccountsEnabled") is true;
        if (wanted && client.ServiceAccountUserId is null)
            await AddServiceAccount(draft, document);
        else if (!wanted && client.ServiceAccountUserId is { } account)
            await DropServiceAccount(draft, document, account);
        else if (client.ServiceAccountUserId is { } user && document.Text("clientId") != client.ClientId)
            await RenameServiceAccount(draft, user, document.Text("clientId")!);
        Put(draft, document, secret);
    }

    static (JsonObject Document, string? Secret) Merge(Client client, JsonObject given, DateTimeOffset now)
    {
        var document = client.Document.ToObject();
        foreach (var (name, value) in given)
        {
            if (value is not null && Nodes.IsForeign(name) && !s_notByPut.Contains(name))
                document[name] = value.DeepClone();
        }
        if (given["attributes"] is JsonObject attributes)
        {
            if (document["attributes"] is not JsonObject stored)
                document["attributes"] = stored = [];
            foreach (var (name, value) in attributes)
            {
                if (value is JsonValue scalar && Nodes.Scalar(scalar) is { Length: > 0 } text)
                    stored[name] = text;
                else
                    stored.Remove(name);
            }
        }
        if (given["protocolMappers"] is JsonArray mappers)
            AddMappers(document, mappers);
        if (document.Flag("publicClient") is true)
            return (document, null);
        var secret = given.Text("secret") ?? client.Secret;
        if (secret is null && (client.PublicClient || given.Flag("publicClient") is false))
        {
            secret = ClientBuilder.NewSecret();
            document["attributes"]!["client.secret.creation.time"] = now.ToUnixTimeSeconds().ToString();
        }
        return (document, secret);
    }

    /// <summary>Mappers of a PUT are added or, by id or name, replaced; none is removed (recorded).</summary>
    static void AddMappers(JsonObject document, JsonArray mappers)
    {
        var kept = document.Objects("protocolMappers").Select(m => (JsonObject)m.DeepClone()).ToList();
        foreach (var given in mappers.OfType<JsonObject>())
        {
            var at = kept.FindIndex(m => m.Text("id") == given.Text("id") || m.Text("name") == given.Text("name"));
            var mapper = ClientBuilder.Mapper(given);
            if (at < 0)
            {
                kept.Add(mapper);
                continue;
            }
            mapper["id"] = kept[at].Text("id");
            kept[at] = mapper;
        }
        ClientBuilder.SetMappers(document, [.. kept]);
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        await request.Change(async draft =>
        {
            if (draft.Realm.FindClientById(known.Id) is { } client)
                await Configuration.RemoveClient(draft, client);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static AdminAnswer ReadSecret(AdminRequest request) => Viewed(request, client => AdminAnswer.Ok(Secret(client.Secret)));

    static async Task<AdminAnswer> NewSecret(AdminRequest request)
    {
        var known = request.Client();
        AdminRequest.Require(request.Access.CanManageClients);
        var secret = ClientBuilder.NewSecret();
        await request.Change(draft =>
        {
            var document = (draft.Realm.FindClientById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find client"))).Document.ToObject();
            if (document["attributes"] is not JsonObject attributes)
                document["attributes"] = attributes = [];
            attributes["client.secret.creation.time"] = request.Store.Time.GetUtcNow().ToUnixTimeSeconds().ToString();
            Put(draft, document, secret);
        });
        return AdminAnswer.Ok(Secret(secret));
    }

    static JsonObject Secret(string? secret)
    {
        var view = new JsonObject { ["type"] = "secret" };
        if (secret is not null)
            view["value"] = secret;
        return view;
    }

    static async Task<AdminAnswer> ServiceAccount(AdminRequest request)
    {
        var client = request.Client();
        AdminRequest.Require(request.Access.CanViewClients);
        if (client.ServiceAccountUserId is not { } id || await request.Store.Users.FindById(request.Realm, id, request.Ct) is not { } user)
            return AdminAnswer.Error(400, $"Service account not enabled for the client '{client.ClientId}'");
        return AdminAnswer.Ok(Views.User(user));
    }

    static AdminAnswer Viewed(AdminRequest request, Func<Client, AdminAnswer> show, bool manage = false)
    {
        var client = request.Client();
        AdminRequest.Require(manage ? request.Access.CanManageClients : request.Access.CanViewClients);
        return show(client);
    }

    static void Put(RealmDraft draft, JsonObject document, string? secret) =>
        draft.Put(ObjectKind.Client, document.Text("id")!, document, secret is null ? null : new JsonObject { ["secret"] = secret });

    static async Task AddServiceAccount(RealmDraft draft, JsonObject document)
    {
        var realm = draft.Realm;
        var user = BuiltIn.ServiceAccount(document.Text("clientId")!, draft.Store.Time.GetUtcNow(), realm.DefaultRole?.Id);
        await UserRows.Add(draft.Session, draft.Store.Envelope, realm, [user]);
        document["$serviceAccount"] = user.Id;
        if (realm.FindScope("service_account") is { } scope && !document.Texts("$defaultScopes").Contains(scope.Id))
            document["$defaultScopes"]!.AsArray().Add(scope.Id);
    }

    static async Task DropServiceAccount(RealmDraft draft, JsonObject document, string userId)
    {
        await UserRows.Remove(draft.Session, draft.Realm.Id, userId);
        document.Remove("$serviceAccount");
        if (draft.Realm.FindScope("service_account") is { } scope)
            document["$defaultScopes"] = Nodes.Array(document.Texts("$defaultScopes").Where(id => id != scope.Id));
    }

    static async Task RenameServiceAccount(RealmDraft draft, string userId, string clientId)
    {
        if (await UserRows.FindById(draft.Session, draft.Store.Envelope, draft.Realm.Id, userId) is { } user)
            await UserRows.Save(draft.Session, draft.Realm, user with { Username = "service-account-" + clientId.ToLowerInvariant(), ServiceAccountClientId = clientId });
    }
}
