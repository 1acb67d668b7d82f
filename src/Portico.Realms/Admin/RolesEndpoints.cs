using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/roles</c>, <c>/clients/{client}/roles</c> and <c>/roles-by-id</c>, with composites, users and groups of a role.</summary>
static class RolesEndpoints
{
    const int LongestName = 255;

    public static void Map(AdminRoutes routes)
    {
        MapContainer(routes, "roles", static r => (null, r.Access.CanViewRealm, r.Access.CanManageRealm));
        MapContainer(routes, "clients/{client}/roles", static r => (r.Client().Id, r.Access.CanViewClients, r.Access.CanManageClients));
        MapRole(routes, "roles-by-id/{role}", static r => r.Realm.FindRoleById(r.Path("role")) ?? throw new AdminRefusal(r.Access.HasAny ? AdminAnswer.NotFound("Could not find role with id") : AdminAnswer.Forbidden));
    }

    static void MapContainer(AdminRoutes routes, string path, Func<AdminRequest, (string? Client, bool View, bool Manage)> container)
    {
        routes.Get(path, request =>
        {
            var (client, view, _) = container(request);
            AdminRequest.Require(view || request.Access.CanListRoles);
            var search = request.Query("search");
            var roles = request.Realm.Roles.Where(r => r.ClientUuid == client && (string.IsNullOrEmpty(search) || r.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
                || (r.Description?.Contains(search, StringComparison.OrdinalIgnoreCase) ?? false)));
            return AdminAnswer.Ok(Views.Roles(request.Realm, request.Paged(roles.OrderBy(r => r.Name, StringComparer.Ordinal)), full: !request.QueryFlag("briefRepresentation", true)));
        });
        routes.Post(path, async request =>
        {
            var (client, _, manage) = container(request);
            AdminRequest.Require(manage);
            return await Create(request, client);
        });
        MapRole(routes, path + "/{role}", request =>
        {
            var (client, view, _) = container(request);
            return request.Realm.FindRole(request.Path("role"), client) ?? throw new AdminRefusal(view || request.Access.HasAny ? AdminAnswer.NotFound("Could not find role") : AdminAnswer.Forbidden);
        });
    }

    static void MapRole(AdminRoutes routes, string path, Func<AdminRequest, Role> find)
    {
        routes.Get(path, r => AdminAnswer.Ok(Views.Role(r.Realm, Viewed(r, find), full: true)));
        routes.Put(path, r => Update(r, Managed(r, find)));
        routes.Delete(path, r => Delete(r, Managed(r, find)));
        routes.Get(path + "/composites", r => Composites(r, Viewed(r, find), _ => true));
        routes.Get(path + "/composites/realm", r => Composites(r, Viewed(r, find), c => c.ClientUuid is null));
        routes.Get(path + "/composites/clients/{owner}", r => Composites(r, Viewed(r, find), c => c.ClientUuid == r.Client("owner").Id));
        routes.Post(path + "/composites", r => Compose(r, Managed(r, find), (have, ids) => have.Concat(ids).Distinct()));
        routes.Delete(path + "/composites", r => Compose(r, Managed(r, find), (have, ids) => have.Except(ids)));
        routes.Get(path + "/users", r => Users(r, Viewed(r, find)));
        routes.Get(path + "/groups", r =>
        {
            var role = Viewed(r, find);
            return AdminAnswer.Ok(new JsonArray([.. r.Paged(r.Realm.Groups.Where(g => g.RoleIds.Contains(role.Id)).OrderBy(g => g.Name, StringComparer.Ordinal))
                .Select(g => (JsonNode)Views.Group(r.Realm, g, brief: true, withCount: false))]));
        });
    }

    static Role Viewed(AdminRequest request, Func<AdminRequest, Role> find)
    {
        var role = find(request);
        AdminRequest.Require(role.ClientUuid is null ? request.Access.CanViewRealm || request.Access.CanListRoles : request.Access.CanViewClients || request.Access.CanListRoles);
        return role;
    }

    static Role Managed(AdminRequest request, Func<AdminRequest, Role> find)
    {
        var role = find(request);
        AdminRequest.Require(role.ClientUuid is null ? request.Access.CanManageRealm : request.Access.CanManageClients);
        return role;
    }

    static async Task<AdminAnswer> Create(AdminRequest request, string? client)
    {
        var given = await request.Body(Shape.Role);
        if (given.Text("name") is not { } name)
            return AdminAnswer.Error(400, "role has no name");
        if (name.Length > LongestName)
            return AdminAnswer.BadRequest;
        await request.Change(draft =>
        {
            if (draft.Realm.FindRole(name, client) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Role with name {name} already exists"));
            var document = BuiltIn.Role(null, name, given.Text("description"), client);
            document["attributes"] = Nodes.Lists(given["attributes"] as JsonObject);
            if (given["composites"] is JsonObject composites)
                document["$composites"] = Nodes.Array(Named(request, draft.Realm, composites));
            draft.Put(ObjectKind.Role, document.Text("id")!, document);
        });
        var path = client is null ? request.Location("roles") : request.Location("clients", client, "roles");
        return AdminAnswer.Created(name.Length == 0 ? path : path + "/" + Uri.EscapeDataString(name));
    }

    static IEnumerable<string> Named(AdminRequest request, RealmSnapshot realm, JsonObject composites)
    {
        foreach (var role in Named(realm, composites))
        {
            AdminRequest.Require(request.Access.CanMap(realm, role));
            yield return role.Id;
        }
    }

    static IEnumerable<Role> Named(RealmSnapshot realm, JsonObject composites)
    {
        foreach (var name in composites.Texts("realm"))
            yield return realm.FindRole(name) ?? throw new AdminRefusal(AdminAnswer.NotFound($"Realm Role with name {name} does not exist"));
        foreach (var (owner, names) in composites["client"] as JsonObject ?? [])
        {
            var client = realm.FindClient(owner) ?? throw new AdminRefusal(AdminAnswer.NotFound($"Client {owner} doesn't exist"));
            foreach (var name in (names as JsonArray ?? []).OfType<JsonValue>().Select(Nodes.Scalar))
                yield return realm.FindRole(name, client.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound($"Client Role with name {name} does not exist"));
        }
    }

    static async Task<AdminAnswer> Update(AdminRequest request, Role known)
    {
        var given = await request.Body(Shape.Role);
        if (given.Text("name") is not { } name)
            return AdminAnswer.Error(400, "role has no name");
        await request.Change(draft =>
        {
            var role = draft.Realm.FindRoleById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find role"));
            if (draft.Realm.FindRole(name, role.ClientUuid) is { } other && other.Id != role.Id)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Role with name {name} already exists"));
            var document = role.Document.ToObject();
            document["name"] = name;
            document.Remove("description");
            if (given.Text("description") is { } description)
                document["description"] = description;
            if (given["attributes"] is JsonObject attributes)
                document["attributes"] = Nodes.Lists(attributes);
            if (given["composites"] is JsonObject composites && given.Flag("composite") is true)
                document["$composites"] = Nodes.Array(role.CompositeIds.Concat(Named(request, draft.Realm, composites)).Distinct());
            draft.Put(ObjectKind.Role, role.Id, document);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Delete(AdminRequest request, Role role)
    {
        if (request.Realm.DefaultRole?.Id == role.Id)
            return AdminAnswer.Message(400, $"{role.Name} is default role of the realm and cannot be removed.");
        await request.Change(async draft =>
        {
            await Configuration.RemoveRoles(draft, [role]);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static AdminAnswer Composites(AdminRequest request, Role role, Func<Role, bool> which) =>
        AdminAnswer.Ok(Views.Roles(request.Realm, role.CompositeIds.Select(request.Realm.FindRoleById).OfType<Role>().Where(which)));

    static async Task<AdminAnswer> Compose(AdminRequest request, Role known, Func<IEnumerable<string>, IEnumerable<string>, IEnumerable<string>> combine)
    {
        var given = await request.BodyList(Shape.Role);
        await request.Change(draft =>
        {
            var role = draft.Realm.FindRoleById(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find role"));
            var ids = given.Select(g => g.Text("id") is { } id && draft.Realm.FindRoleById(id) is { } child ? child : throw new AdminRefusal(AdminAnswer.NotFound("Could not find composite role"))).ToArray();
            AdminRequest.Require(ids.All(r => request.Access.CanMap(draft.Realm, r)));
            var document = role.Document.ToObject();
            document["$composites"] = Nodes.Array(combine(role.CompositeIds, ids.Select(r => r.Id)));
            draft.Put(ObjectKind.Role, role.Id, document);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Users(AdminRequest request, Role role)
    {
        AdminRequest.Require(request.Access.CanViewUsers);
        var (first, max) = request.Page(100);
        var users = await request.Store.Database.Read(session => UserSearch.WithRole(session, request.Realm.Id, role.Id, first, max), request.Ct);
        return AdminAnswer.Ok(new JsonArray([.. users.Select(u => (JsonNode)Views.User(u, request.QueryFlag("briefRepresentation", true)))]));
    }
}
