using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/groups</c>: the tree, moves, search, members, default groups.</summary>
static class GroupsEndpoints
{
    const int LongestName = 255;

    public static void Map(AdminRoutes routes)
    {
        routes.Get("groups", List);
        routes.Get("groups/count", Count);
        routes.Post("groups", r => Place(r, null));
        routes.Get("groups/{group}", r => AdminAnswer.Ok(View(r, Viewed(r), brief: false)));
        routes.Put("groups/{group}", Update);
        routes.Delete("groups/{group}", Delete);
        routes.Get("groups/{group}/children", Children);
        routes.Post("groups/{group}/children", r => Place(r, r.Group()));
        routes.Get("groups/{group}/members", Members);
        routes.Get("group-by-path/{**path}", FindByPath);
        routes.Get("default-groups", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AdminAnswer.Ok(new JsonArray([.. r.Realm.DefaultGroupIds.Select(r.Realm.FindGroup).OfType<Group>().Select(g => (JsonNode)Views.Group(r.Realm, g, brief: true, withCount: false))]));
        });
        routes.Put("default-groups/{group}", r => Default(r, (ids, id) => ids.Append(id).Distinct()));
        routes.Delete("default-groups/{group}", r => Default(r, (ids, id) => ids.Where(i => i != id)));
    }

    public static Group? ByPath(RealmSnapshot realm, string path)
    {
        if (!path.StartsWith('/'))
            path = "/" + path;
        return realm.Groups.FirstOrDefault(g => realm.PathOf(g) == path);
    }

    static AdminAnswer List(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanListGroups);
        if (!request.Access.CanViewGroups)
            return AdminAnswer.Ok(new JsonArray());
        var brief = request.QueryFlag("briefRepresentation", true);
        var search = request.Query("search");
        var pairs = UsersEndpoints.Pairs(request.Query("q"));
        if (string.IsNullOrEmpty(search) && pairs.Count == 0)
            return AdminAnswer.Ok(new JsonArray([.. request.Paged(request.Realm.GroupsBelow(null)).Select(g => (JsonNode)View(request, g, brief))]));
        var found = request.Realm.Groups.Where(g => Matches(request, g, search) && pairs.All(p => g.Attributes.TryGetValue(p.Name, out var values) && values.Contains(p.Value))).ToArray();
        if (!request.QueryFlag("populateHierarchy", true))
            return AdminAnswer.Ok(new JsonArray([.. request.Paged(found.OrderBy(g => g.Name, StringComparer.Ordinal)).Select(g => (JsonNode)View(request, g, brief))]));
        // The branch from the top down to each hit is shown.
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hit in found)
        {
            for (var group = hit; group is not null && shown.Add(group.Id); group = group.ParentId is { } parent ? request.Realm.FindGroup(parent) : null)
            {
            }
        }
        return AdminAnswer.Ok(new JsonArray([.. request.Paged(request.Realm.GroupsBelow(null).Where(g => shown.Contains(g.Id))).Select(g => (JsonNode)Branch(request, g, brief, shown))]));
    }

    static bool Matches(AdminRequest request, Group group, string? search) => string.IsNullOrEmpty(search)
        || (request.QueryFlag("exact") ? group.Name == search : group.Name.Contains(search, StringComparison.OrdinalIgnoreCase));

    static JsonObject Branch(AdminRequest request, Group group, bool brief, HashSet<string> shown)
    {
        var view = View(request, group, brief);
        view["subGroups"] = new JsonArray([.. request.Realm.GroupsBelow(group.Id).Where(g => shown.Contains(g.Id)).Select(g => (JsonNode)Branch(request, g, brief, shown))]);
        return view;
    }

    static JsonObject View(AdminRequest request, Group group, bool brief)
    {
        var view = Views.Group(request.Realm, group, brief, request.QueryFlag("subGroupsCount", true));
        view["access"] = Views.GroupAccess(request.Access);
        return view;
    }

    static AdminAnswer Count(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanListGroups);
        var search = request.Query("search");
        // With a search, top counts matches below as well (recorded).
        var count = string.IsNullOrEmpty(search)
            ? request.QueryFlag("top") ? request.Realm.GroupsBelow(null).Count : request.Realm.Groups.Count
            : request.Realm.Groups.Count(g => g.Name.Contains(search, StringComparison.OrdinalIgnoreCase));
        return AdminAnswer.Ok(new JsonObject { ["count"] = count });
    }

    static AdminAnswer Children(AdminRequest request)
    {
        var group = Viewed(request);
        var search = request.Query("search");
        var children = request.Realm.GroupsBelow(group.Id).Where(g => Matches(request, g, search));
        return AdminAnswer.Ok(new JsonArray([.. request.Paged(children).Select(g => (JsonNode)View(request, g, request.QueryFlag("briefRepresentation")))]));
    }

    /// <summary>Makes a group at the top or below a parent; a body with the id of a group that exists moves it there.</summary>
    static async Task<AdminAnswer> Place(AdminRequest request, Group? parent)
    {
        AdminRequest.Require(request.Access.CanManageUsers);
        var given = await request.Body(Shape.Group);
        if (given.Text("name") is not { } name || string.IsNullOrWhiteSpace(name))
            return AdminAnswer.Message(400, "Group name is missing");
        if (name.Length > LongestName)
            return AdminAnswer.BadRequest;
        if (given.Text("id") is { Length: > 0 } id)
            return request.Realm.FindGroup(id) is null ? AdminAnswer.NotFound("Could not find child by id") : await Move(request, id, parent);
        var made = await request.Change(draft =>
        {
            if (draft.Realm.GroupsBelow(parent?.Id).Any(g => g.Name == name))
                throw new AdminRefusal(AdminAnswer.Message(409, parent is null ? $"Top level group named '{name}' already exists." : $"Sibling group named '{name}' already exists."));
            RefuseDepth(draft.Realm, parent, 1);
            var document = BuiltIn.Group(given, parent?.Id);
            document["$roles"] = new JsonArray();
            draft.Put(ObjectKind.Group, document.Text("id")!, document);
            return Task.FromResult((Group: draft.Realm.FindGroup(document.Text("id")!)!, draft.Realm));
        });
        var location = request.Location("groups", made.Group.Id);
        if (parent is null)
            return AdminAnswer.Created(location);
        var view = Views.Group(made.Realm, made.Group, brief: false, withCount: false);
        view["access"] = Views.GroupAccess(request.Access);
        return AdminAnswer.Created(location, view);
    }

    static async Task<AdminAnswer> Move(AdminRequest request, string id, Group? parent)
    {
        await request.Change(draft =>
        {
            if (draft.Realm.FindGroup(id) is not { } group || group.Id == parent?.Id)
                return;
            for (var above = parent; above is not null; above = above.ParentId is { } next ? draft.Realm.FindGroup(next) : null)
            {
                if (above.Id == id)
                    throw new AdminRefusal(AdminAnswer.BadRequest);
            }
            if (draft.Realm.GroupsBelow(parent?.Id).Any(g => g.Name == group.Name && g.Id != id))
                throw new AdminRefusal(AdminAnswer.Message(409, parent is null ? $"Top level group named '{group.Name}' already exists." : $"Sibling group named '{group.Name}' already exists."));
            RefuseDepth(draft.Realm, parent, Height(draft.Realm, group));
            var document = group.Document.ToObject();
            document.Remove("parentId");
            if (parent is not null)
                document["parentId"] = parent.Id;
            draft.Put(ObjectKind.Group, id, document);
        });
        return parent is null ? AdminAnswer.NoContent : AdminAnswer.NoContent with { ContentType = "application/json" };
    }

    static void RefuseDepth(RealmSnapshot realm, Group? parent, int height)
    {
        for (var above = parent; above is not null; above = above.ParentId is { } next ? realm.FindGroup(next) : null)
            height++;
        if (height > Group.Deepest)
            throw new AdminRefusal(AdminAnswer.Message(400, $"Groups can be nested {Group.Deepest} deep."));
    }

    static int Height(RealmSnapshot realm, Group group) => 1 + realm.GroupsBelow(group.Id).Select(g => Height(realm, g)).DefaultIfEmpty().Max();

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        var known = request.Group();
        AdminRequest.Require(request.Access.CanManageUsers);
        var given = await request.Body(Shape.Group);
        if (given.Text("name") is not { } name || string.IsNullOrWhiteSpace(name))
            return AdminAnswer.Message(400, "Group name is missing");
        await request.Change(draft =>
        {
            var group = draft.Realm.FindGroup(known.Id) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find group by id"));
            if (draft.Realm.GroupsBelow(group.ParentId).Any(g => g.Name == name && g.Id != group.Id))
                throw new AdminRefusal(AdminAnswer.Message(409, $"Sibling group named '{name}' already exists."));
            var document = group.Document.ToObject();
            document["name"] = name;
            if (given.Text("description") is { } description)
                document["description"] = description;
            if (given["attributes"] is JsonObject attributes)
                document["attributes"] = Nodes.Lists(attributes);
            draft.Put(ObjectKind.Group, group.Id, document);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        var known = request.Group();
        AdminRequest.Require(request.Access.CanManageUsers);
        await request.Change(async draft =>
        {
            if (draft.Realm.FindGroup(known.Id) is { } group)
                await Configuration.RemoveGroup(draft, group);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Members(AdminRequest request)
    {
        var group = request.Group();
        AdminRequest.Require(request.Access.CanViewUsers);
        var (first, max) = request.Page(100);
        var users = await request.Store.Database.Read(session => UserSearch.InGroup(session, request.Realm.Id, group.Id, first, max), request.Ct);
        return AdminAnswer.Ok(new JsonArray([.. users.Select(u => (JsonNode)Views.User(u.User, request.QueryFlag("briefRepresentation"), u.Totp))]));
    }

    static AdminAnswer FindByPath(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewGroups || request.Access.CanViewRealm);
        return ByPath(request.Realm, request.Path("path")) is { } group ? AdminAnswer.Ok(View(request, group, brief: false)) : AdminAnswer.NotFound("Group path does not exist");
    }

    static async Task<AdminAnswer> Default(AdminRequest request, Func<IEnumerable<string>, string, IEnumerable<string>> change)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        if (request.Realm.FindGroup(request.Path("group")) is not { } group)
            return AdminAnswer.NotFound("Group not found");
        await request.Change(draft =>
        {
            var document = draft.Realm.Document.ToObject();
            document["$defaultGroups"] = Nodes.Array(change(document.Texts("$defaultGroups"), group.Id));
            draft.PutRealm(document);
        });
        return AdminAnswer.NoContent;
    }

    static Group Viewed(AdminRequest request)
    {
        var group = request.Group();
        AdminRequest.Require(request.Access.CanViewGroups);
        return group;
    }
}
