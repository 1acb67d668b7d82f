using System.Text.Json.Nodes;
using Portico.Realms.Admin.Authentication;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/identity-provider/instances</c>: configuration of brokered providers, with their mappers. Secrets are sealed and shown masked.</summary>
static class IdentityProvidersEndpoints
{
    static readonly string[] s_providers =
        ["oidc", "keycloak-oidc", "saml", "oauth2", "google", "github", "gitlab", "facebook", "microsoft", "linkedin-openid-connect", "twitter", "bitbucket", "instagram", "paypal", "stackoverflow", "openshift-v4"];

    static readonly string[] s_types = ["USER_AUTHENTICATION", "CLIENT_ASSERTION", "TRUST_MATERIAL", "EXCHANGE_EXTERNAL_TOKEN", "JWT_AUTHORIZATION_GRANT"];

    public static void Map(AdminRoutes routes)
    {
        const string Path = "identity-provider/instances";
        routes.Get(Path, r =>
        {
            AdminRequest.Require(r.Access.CanViewIdentityProviders);
            var search = r.Query("search")?.Trim('*');
            return AdminAnswer.Ok(new JsonArray([.. r.Paged(r.Realm.Index.IdentityProviders.Values.OrderBy(p => p.Id, StringComparer.Ordinal).Where(p => string.IsNullOrEmpty(search) || p.Id.Contains(search, StringComparison.OrdinalIgnoreCase)))
                .Select(p => (JsonNode)View(p))]));
        });
        routes.Post(Path, Create);
        routes.Get(Path + "/{alias}", r =>
        {
            AdminRequest.Require(r.Access.CanViewIdentityProviders);
            return AdminAnswer.Ok(View(Find(r)));
        });
        routes.Put(Path + "/{alias}", Update);
        routes.Delete(Path + "/{alias}", async r =>
        {
            AdminRequest.Require(r.Access.CanManageIdentityProviders);
            var provider = Find(r);
            await r.Change(async draft =>
            {
                draft.Remove(ObjectKind.IdentityProvider, provider.Id);
                await FederatedIdentities.Forget(draft.Session, draft.Realm.Id, provider.Id);
                return true;
            });
            return AdminAnswer.NoContent;
        });
        routes.Get(Path + "/{alias}/mappers", r =>
        {
            AdminRequest.Require(r.Access.CanViewIdentityProviders);
            return AdminAnswer.Ok(new JsonArray([.. Mappers(Find(r)).Select(m => (JsonNode)m)]));
        });
        routes.Get(Path + "/{alias}/mappers/{mapper}", r =>
        {
            AdminRequest.Require(r.Access.CanViewIdentityProviders);
            return Mappers(Find(r)).FirstOrDefault(m => m.Text("id") == r.Path("mapper")) is { } mapper ? AdminAnswer.Ok(mapper) : AdminAnswer.NotFound("Model not found");
        });
        routes.Post(Path + "/{alias}/mappers", async r =>
        {
            var mapper = (await r.Body(Shape.IdentityProviderMapper)).WithoutNulls();
            mapper["id"] ??= Guid.NewGuid().ToString();
            await ChangeMappers(r, mappers => mappers.Add(mapper));
            return AdminAnswer.Created(r.Location("identity-provider", "instances", r.Path("alias"), "mappers", mapper.Text("id")!));
        });
        routes.Put(Path + "/{alias}/mappers/{mapper}", async r =>
        {
            var mapper = (await r.Body(Shape.IdentityProviderMapper)).WithoutNulls();
            mapper["id"] = r.Path("mapper");
            return await ChangeMappers(r, mappers => mappers[At(r, mappers)] = mapper);
        });
        routes.Delete(Path + "/{alias}/mappers/{mapper}", r => ChangeMappers(r, mappers => mappers.RemoveAt(At(r, mappers))));
    }

    public static JsonObject View(RealmObject provider, bool clear = false)
    {
        var view = Views.Public(provider.Document!.Value);
        if (provider.Secret is not null && view["config"] is JsonObject config)
            config["clientSecret"] = clear ? provider.Secret.Value.Text("clientSecret") : BuiltIn.Mask;
        view["config"] ??= new JsonObject();
        view["types"] ??= Nodes.Array(s_types);
        return view;
    }

    static RealmObject Find(AdminRequest request) =>
        request.Realm.Index.IdentityProviders.GetValueOrDefault(request.Path("alias")) ?? throw new AdminRefusal(AdminAnswer.HttpNotFound);

    static IEnumerable<JsonObject> Mappers(RealmObject provider) => provider.Document!.Value.Items("$mappers").Select(m => m.ToObject());

    static int At(AdminRequest request, JsonArray mappers)
    {
        for (var i = 0; i < mappers.Count; i++)
        {
            if ((mappers[i] as JsonObject)?.Text("id") == request.Path("mapper"))
                return i;
        }
        throw new AdminRefusal(AdminAnswer.NotFound("Model not found"));
    }

    static async Task<AdminAnswer> ChangeMappers(AdminRequest request, Action<JsonArray> change)
    {
        AdminRequest.Require(request.Access.CanManageIdentityProviders);
        var known = Find(request);
        await request.Change(draft =>
        {
            var provider = draft.Realm.Index.IdentityProviders.GetValueOrDefault(known.Id) ?? throw new AdminRefusal(AdminAnswer.HttpNotFound);
            var document = provider.Document!.Value.ToObject();
            var mappers = document["$mappers"] as JsonArray ?? [];
            var next = (JsonArray)mappers.DeepClone();
            change(next);
            document["$mappers"] = next;
            draft.Put(new RealmObject(ObjectKind.IdentityProvider, provider.Id, document.ToElement(), provider.Secret));
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageIdentityProviders);
        var given = await request.Body(Shape.IdentityProvider);
        if (given.Text("alias") is not { Length: > 0 } alias)
            return AdminAnswer.Message(400, "Identity provider alias is missing");
        if (alias.Contains(' ', StringComparison.Ordinal))
            return AdminAnswer.Error(400, "Empty Space not allowed.");
        if (alias.FirstOrDefault("/?#&;\\".Contains) is var bad and not '\0')
            return AdminAnswer.Error(400, $"Character '{bad}' not allowed.");
        if (given.Text("providerId") is not { } providerId || !s_providers.Contains(providerId))
            return AdminAnswer.Message(400, $"Invalid identity provider id [{given.Text("providerId")}]");
        if (FlowBindings.OfProvider(given, FlowSet.Of(request.Realm)) is { } flow)
            return FlowsEndpoints.Unsupported(flow);
        await request.Change(draft =>
        {
            if (draft.Realm.FindIdentityProvider(alias) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Identity Provider {alias} already exists"));
            given["enabled"] ??= true;
            given["config"] = Nodes.Settings(given["config"] as JsonObject);
            var (document, secret) = BuiltIn.IdentityProvider(given.Foreign());
            draft.Put(ObjectKind.IdentityProvider, alias, document, secret);
        });
        return AdminAnswer.Created(request.Location("identity-provider", "instances", alias));
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageIdentityProviders);
        var known = Find(request);
        var given = await request.Body(Shape.IdentityProvider);
        if (given.Text("alias") is { } alias && alias != known.Id)
            return AdminAnswer.Message(400, "Identity provider alias cannot be changed");
        if (FlowBindings.OfProvider(given, FlowSet.Of(request.Realm)) is { } flow)
            return FlowsEndpoints.Unsupported(flow);
        await request.Change(draft =>
        {
            var provider = draft.Realm.Index.IdentityProviders.GetValueOrDefault(known.Id) ?? throw new AdminRefusal(AdminAnswer.HttpNotFound);
            var document = provider.Document!.Value.ToObject();
            foreach (var (name, value) in given)
            {
                if (value is not null && name is not ("internalId" or "alias"))
                    document[name] = value.DeepClone();
            }
            if (given["config"] is JsonObject config)
                document["config"] = Nodes.Settings(config);
            // The masked secret that was read is not a new one.
            var masked = (document["config"] as JsonObject)?.Text("clientSecret") == BuiltIn.Mask;
            if (masked)
                ((JsonObject)document["config"]!).Remove("clientSecret");
            var (next, secret) = BuiltIn.IdentityProvider(document);
            draft.Put(new RealmObject(ObjectKind.IdentityProvider, provider.Id, next.ToElement(), masked ? provider.Secret : secret?.ToElement()));
        });
        return AdminAnswer.NoContent;
    }
}
