using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>Protocol mappers of clients and of client scopes.</summary>
static class MappersEndpoints
{
    static readonly HashSet<string> s_providers = new(StringComparer.Ordinal)
    {
        "oidc-acr-mapper", "oidc-address-mapper", "oidc-allowed-origins-mapper", "oidc-amr-mapper", "oidc-audience-mapper", "oidc-audience-resolve-mapper", "oidc-claims-param-token-mapper",
        "oidc-claims-param-value-idtoken-mapper", "oidc-full-name-mapper", "oidc-group-membership-mapper", "oidc-hardcoded-claim-mapper", "oidc-hardcoded-role-mapper", "oidc-nonce-backwards-compatible-mapper",
        "oidc-organization-membership-mapper", "oidc-role-name-mapper", "oidc-session-state-mapper", "oidc-sha256-pairwise-sub-mapper", "oidc-sub-mapper", "oidc-usermodel-attribute-mapper",
        "oidc-usermodel-client-role-mapper", "oidc-usermodel-property-mapper", "oidc-usermodel-realm-role-mapper", "oidc-usersessionmodel-note-mapper", "oidc-client-session-note-mapper", "oidc-user-event-metrics-mapper",
        "saml-advanced-role-list-mapper", "saml-audience-mapper", "saml-audience-resolve-mapper", "saml-authn-context-class-ref-mapper", "saml-group-membership-mapper", "saml-hardcode-attribute-mapper",
        "saml-hardcode-role-mapper", "saml-organization-membership-mapper", "saml-role-list-mapper", "saml-role-name-mapper", "saml-user-attribute-mapper", "saml-user-attribute-nameid-mapper",
        "saml-user-property-mapper", "saml-user-session-note-mapper", "docker-v2-allow-all-mapper",
    };

    /// <summary>Mapper providers that a mapper may name.</summary>
    public static IReadOnlyCollection<string> Providers => s_providers;

    public static void Map(AdminRoutes routes)
    {
        Map(routes, "clients/{client}/protocol-mappers", r => new Container(ObjectKind.Client, r.Client().Id, r.Client().Mappers, r.Location("clients", r.Client().Id)));
        foreach (var path in (string[])["client-scopes", "client-templates"])
            Map(routes, path + "/{scope}/protocol-mappers", r => new Container(ObjectKind.Scope, r.Scope().Id, r.Scope().Mappers, r.Location(path, r.Scope().Id)));
    }

    static void Map(AdminRoutes routes, string path, Func<AdminRequest, Container> find)
    {
        routes.Get(path + "/models", r => AdminAnswer.Ok(new JsonArray([.. Viewed(r, find).Mappers.Select(m => (JsonNode)Views.Mapper(m))])));
        routes.Get(path + "/protocol/{protocol}", r =>
            AdminAnswer.Ok(new JsonArray([.. Viewed(r, find).Mappers.Where(m => m.Protocol == r.Path("protocol")).Select(m => (JsonNode)Views.Mapper(m))])));
        routes.Get(path + "/models/{mapper}", r => AdminAnswer.Ok(Views.Mapper(One(r, Viewed(r, find)))));
        routes.Post(path + "/models", r => Create(r, find));
        routes.Post(path + "/add-models", r => AddMany(r, find));
        routes.Put(path + "/models/{mapper}", r => Update(r, find));
        routes.Delete(path + "/models/{mapper}", r => Delete(r, find));
    }

    static Container Viewed(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = find(request);
        AdminRequest.Require(request.Access.CanViewClients);
        return container;
    }

    static Container Managed(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = find(request);
        AdminRequest.Require(request.Access.CanManageClients);
        return container;
    }

    static ProtocolMapper One(AdminRequest request, Container container) =>
        container.Mappers.FirstOrDefault(m => m.Id == request.Path("mapper")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Model not found"));

    static async Task<AdminAnswer> Create(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = Managed(request, find);
        var given = await request.Body(Shape.Mapper);
        if (Refusal(given) is { } refusal)
            return refusal;
        var mapper = ClientBuilder.Mapper(given);
        await Change(request, container, mappers =>
        {
            if (mappers.Exists(m => m.Text("name") == mapper.Text("name") && m.Text("protocol") == mapper.Text("protocol")))
                throw new AdminRefusal(AdminAnswer.Message(409, "Protocol mapper exists with same name"));
            if (mappers.Exists(m => m.Text("id") == mapper.Text("id")))
                throw new AdminRefusal(AdminAnswer.Duplicate);
            mappers.Add(mapper);
        });
        return AdminAnswer.Created($"{container.Location}/protocol-mappers/models/{Uri.EscapeDataString(mapper.Text("id")!)}");
    }

    static async Task<AdminAnswer> AddMany(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = Managed(request, find);
        var given = await request.BodyList(Shape.Mapper);
        foreach (var one in given)
        {
            if (Refusal(one) is { } refusal)
                return refusal;
        }
        await Change(request, container, mappers =>
        {
            foreach (var mapper in given.Select(ClientBuilder.Mapper))
            {
                if (mappers.Exists(m => m.Text("name") == mapper.Text("name") && m.Text("protocol") == mapper.Text("protocol")))
                    throw new AdminRefusal(AdminAnswer.Described(409, "conflict", "Protocol mapper name must be unique per protocol"));
                mappers.Add(mapper);
            }
        });
        return AdminAnswer.NoContent;
    }

    /// <summary>Settings are replaced as a whole; the name stays (recorded).</summary>
    static async Task<AdminAnswer> Update(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = Managed(request, find);
        var id = One(request, container).Id;
        var given = await request.Body(Shape.Mapper);
        if (given["protocolMapper"] is not null && Refusal(given) is { } refusal)
            return refusal;
        await Change(request, container, mappers =>
        {
            var at = mappers.FindIndex(m => m.Text("id") == id);
            if (at < 0)
                throw new AdminRefusal(AdminAnswer.NotFound("Model not found"));
            var next = (JsonObject)mappers[at].DeepClone();
            next["config"] = Nodes.Settings(given["config"] as JsonObject);
            if (given.Text("protocolMapper") is { } provider)
                next["protocolMapper"] = provider;
            mappers[at] = next;
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Delete(AdminRequest request, Func<AdminRequest, Container> find)
    {
        var container = Managed(request, find);
        var id = One(request, container).Id;
        await Change(request, container, mappers => mappers.RemoveAll(m => m.Text("id") == id));
        return AdminAnswer.NoContent;
    }

    static AdminAnswer? Refusal(JsonObject given)
    {
        if (given.Text("protocolMapper") is not { } provider || !s_providers.Contains(provider))
            return AdminAnswer.NotFound("ProtocolMapper provider not found");
        return provider == "oidc-sha256-pairwise-sub-mapper" && (given["config"] as JsonObject)?.Text("sectorIdentifierUri") is { Length: > 0 } sector && !Uri.TryCreate(sector, UriKind.Absolute, out _)
            ? AdminAnswer.Described(400, "Invalid Sector Identifier URI.", "Malformed Sector Identifier URI.") : null;
    }

    static Task Change(AdminRequest request, Container container, Action<List<JsonObject>> change) => request.Change(draft =>
    {
        var document = (container.Kind == ObjectKind.Client ? draft.Realm.FindClientById(container.Id)?.Document : draft.Realm.FindScopeById(container.Id)?.Document)?.ToObject()
            ?? throw new AdminRefusal(AdminAnswer.NotFound("Model not found"));
        var mappers = document.Objects("protocolMappers").Select(m => (JsonObject)m.DeepClone()).ToList();
        change(mappers);
        ClientBuilder.SetMappers(document, [.. mappers]);
        if (container.Kind == ObjectKind.Client)
            Configuration.PutClient(draft, draft.Realm.FindClientById(container.Id)!, document);
        else
            draft.Put(ObjectKind.Scope, container.Id, document);
    });

    sealed record Container(ObjectKind Kind, string Id, IReadOnlyList<ProtocolMapper> Mappers, string Location);
}
