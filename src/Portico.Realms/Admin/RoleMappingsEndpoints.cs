using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>
/// Role mappings of users and groups and scope mappings of clients and client scopes: the same tree of calls on four kinds of holders
/// (all, <c>/realm</c> and <c>/clients/{client}</c>, each with available and composite).
/// </summary>
static class RoleMappingsEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        Map(routes, "users/{user}/role-mappings", User);
        Map(routes, "groups/{group}/role-mappings", r => Task.FromResult(Group(r)));
        foreach (var prefix in (string[])["client-scopes", "client-templates"])
            Map(routes, prefix + "/{scope}/scope-mappings", r => Task.FromResult(Scope(r)));
        Map(routes, "clients/{holder}/scope-mappings", r => Task.FromResult(Client(r)));
    }

    static void Map(AdminRoutes routes, string path, Func<AdminRequest, Task<Holder>> find)
    {
        routes.Get(path, async r => All(r, await Viewed(r, find)));
        MapContainer(routes, path + "/realm", find, _ => null);
        MapContainer(routes, path + "/clients/{owner}", find, r => Owner(r).Id);
    }

    static void MapContainer(AdminRoutes routes, string path, Func<AdminRequest, Task<Holder>> find, Func<AdminRequest, string?> owner)
    {
        routes.Get(path, async r =>
        {
            var holder = await Viewed(r, find);
            var container = owner(r);
            return Answer(r, Direct(r, holder).Where(x => x.ClientUuid == container));
        });
        routes.Get(path + "/available", async r =>
        {
            var holder = await Viewed(r, find);
            var container = owner(r);
            var has = holder.RoleIds.ToHashSet(StringComparer.Ordinal);
            return Answer(r, r.Realm.Roles.Where(x => x.ClientUuid == container && !has.Contains(x.Id) && (!holder.HandsOut || r.Access.CanMap(r.Realm, x))));
        });
        routes.Get(path + "/composite", async r =>
        {
            var holder = await Viewed(r, find);
            var container = owner(r);
            return Answer(r, holder.Effective(r.Realm).Where(x => x.ClientUuid == container));
        });
        routes.Post(path, async r => await Change(r, await find(r), owner(r), add: true));
        routes.Delete(path, async r => await Change(r, await find(r), owner(r), add: false));
    }

    static async Task<Holder> Viewed(AdminRequest request, Func<AdminRequest, Task<Holder>> find)
    {
        var holder = await find(request);
        AdminRequest.Require(holder.CanView);
        return holder;
    }

    static Client Owner(AdminRequest request) => request.Realm.FindClientById(request.Path("owner")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Client not found"));

    static IEnumerable<Role> Direct(AdminRequest request, Holder holder) => holder.RoleIds.Select(request.Realm.FindRoleById).OfType<Role>();

    static AdminAnswer Answer(AdminRequest request, IEnumerable<Role> roles) =>
        AdminAnswer.Ok(Views.Roles(request.Realm, roles, full: !request.QueryFlag("briefRepresentation", true)));

    static AdminAnswer All(AdminRequest request, Holder holder)
    {
        var view = new JsonObject();
        var roles = Direct(request, holder).ToArray();
        if (roles.Any(r => r.ClientUuid is null))
            view["realmMappings"] = Views.Roles(request.Realm, roles.Where(r => r.ClientUuid is null));
        var clients = new JsonObject();
        foreach (var group in roles.Where(r => r.ClientUuid is not null).GroupBy(r => r.ClientUuid!))
        {
            if (request.Realm.FindClientById(group.Key) is { } client)
                clients[client.ClientId] = new JsonObject { ["id"] = client.Id, ["client"] = client.ClientId, ["mappings"] = Views.Roles(request.Realm, group) };
        }
        if (clients.Count > 0)
            view["clientMappings"] = clients;
        return AdminAnswer.Ok(view);
    }

    static async Task<AdminAnswer> Change(AdminRequest request, Holder holder, string? container, bool add)
    {
        AdminRequest.Require(holder.CanManage);
        string[] ids;
        if (!add && request.Http.Request.ContentLength is null or 0 && request.Http.Request.Headers.TransferEncoding.Count == 0)
        {
            ids = [.. Direct(request, holder).Where(r => r.ClientUuid == container).Select(r => r.Id)];
        }
        else
        {
            // A mapping is named by id and name; either alone, or a role of another container, is not found (recorded).
            var roles = (await request.BodyList(Shape.Role)).Select(g => g.Text("name") is { } name && request.Realm.FindRole(name, container) is { } role && role.Id == g.Text("id")
                ? role : throw new AdminRefusal(AdminAnswer.NotFound("Role not found"))).ToArray();
            if (holder.HandsOut)
                AdminRequest.Require(roles.All(r => request.Access.CanMap(request.Realm, r)));
            ids = [.. roles.Select(r => r.Id)];
        }
        await holder.Change(request, ids, add);
        return AdminAnswer.NoContent;
    }

    static async Task<Holder> User(AdminRequest request)
    {
        var user = await request.User();
        return new Holder(user.RoleIds, realm => realm.EffectiveRoles(user), request.Access.CanViewUsers, request.Access.CanManageUsers, true, (r, ids, add) =>
            r.Store.Users.Touch(r.Realm, user.Id, async (session, current) =>
            {
                await (add ? UserRows.GiveRoles(session, r.Realm.Id, current.Id, ids) : UserRows.TakeRoles(session, r.Realm.Id, current.Id, ids));
                return current;
            }, r.Ct));
    }

    static Holder Group(AdminRequest request)
    {
        var group = request.Group();
        return new Holder(group.RoleIds, realm => realm.Expand(group.RoleIds), request.Access.CanViewGroups, request.Access.CanManageUsers, true, (r, ids, add) =>
            Put(r, ObjectKind.Group, draft => draft.Realm.FindGroup(group.Id)?.Document, "$roles", ids, add));
    }

    static Holder Scope(AdminRequest request)
    {
        var scope = request.Scope();
        return new Holder(scope.ScopeRoleIds, realm => realm.Expand(scope.ScopeRoleIds), request.Access.CanViewClients, request.Access.CanManageClients, false, (r, ids, add) =>
            Put(r, ObjectKind.Scope, draft => draft.Realm.FindScopeById(scope.Id)?.Document, "$scopeRoles", ids, add));
    }

    static Holder Client(AdminRequest request)
    {
        var client = request.Client("holder");
        return new Holder(client.ScopeRoleIds, realm => client.FullScopeAllowed ? [.. realm.Roles] : realm.Expand(client.ScopeRoleIds), request.Access.CanViewClients, request.Access.CanManageClients, false, (r, ids, add) =>
            Put(r, ObjectKind.Client, draft => draft.Realm.FindClientById(client.Id)?.Document, "$scopeRoles", ids, add));
    }

    static async Task Put(AdminRequest request, ObjectKind kind, Func<RealmDraft, System.Text.Json.JsonElement?> find, string list, string[] ids, bool add) => await request.Change(draft =>
    {
        if (find(draft) is not { } document)
            return;
        var next = document.ToObject();
        next[list] = Nodes.Array(add ? next.Texts(list).Concat(ids).Distinct() : next.Texts(list).Except(ids));
        if (kind == ObjectKind.Client)
            Configuration.PutClient(draft, draft.Realm.FindClientById(next.Text("id")!)!, next);
        else
            draft.Put(kind, next.Text("id")!, next);
    });

    /// <param name="RoleIds">Held directly.</param>
    /// <param name="Effective">With composites (and, for users, groups).</param>
    /// <param name="HandsOut">Whether a mapping gives somebody the role: then nobody gives more than he has.</param>
    sealed record Holder(
        IReadOnlyList<string> RoleIds, Func<RealmSnapshot, IReadOnlyList<Role>> Effective, bool CanView, bool CanManage, bool HandsOut, Func<AdminRequest, string[], bool, Task> Change);
}
