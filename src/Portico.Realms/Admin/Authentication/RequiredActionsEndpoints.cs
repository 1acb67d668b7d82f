using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin.Authentication;

/// <summary><c>/authentication/required-actions</c>: which there are, which are on, in which order, and which new users get.</summary>
static class RequiredActionsEndpoints
{
    static readonly AdminRefusal s_unknown = new(AdminAnswer.NotFound("Failed to find required action"));

    public static void Map(AdminRoutes routes)
    {
        const string Path = "authentication/required-actions";
        routes.Get(Path, r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm || r.Access.CanViewUsers);
            return AdminAnswer.Ok(new JsonArray([.. r.Realm.RequiredActions.Select(a => (JsonNode)a.Document.ToObject())]));
        });
        routes.Get(Path + "/{alias}", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AdminAnswer.Ok((r.Realm.RequiredActions.FirstOrDefault(a => a.Alias == r.Path("alias")) ?? throw s_unknown).Document.ToObject());
        });
        routes.Put(Path + "/{alias}", async r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm);
            var given = await r.Body(Shape.RequiredAction);
            return await Change(r, (actions, at) =>
            {
                foreach (var (name, value) in given)
                {
                    if (value is not null && name != "providerId")
                        actions[at][name] = value.DeepClone();
                }
            });
        });
        routes.Delete(Path + "/{alias}", r => Change(r, (actions, at) => actions.RemoveAt(at)));
        routes.Post(Path + "/{alias}/raise-priority", r => Change(r, (actions, at) => Swap(actions, at, at - 1)));
        routes.Post(Path + "/{alias}/lower-priority", r => Change(r, (actions, at) => Swap(actions, at, at + 1)));
        routes.Get("authentication/unregistered-required-actions", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AdminAnswer.Ok(new JsonArray([.. Unregistered(r.Realm).Select(a => (JsonNode)new JsonObject { ["name"] = a.Text("name"), ["providerId"] = a.Text("providerId") })]));
        });
        routes.Post("authentication/register-required-action", Register);
    }

    static IEnumerable<JsonObject> Unregistered(RealmSnapshot realm) =>
        RequiredActions.Default.EnumerateArray().Select(a => a.ToObject()).Where(a => !realm.RequiredActions.Any(known => known.Document.Text("providerId") == a.Text("providerId")));

    static async Task<AdminAnswer> Register(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = (await request.Body()).ToObject();
        await request.Change(draft =>
        {
            var action = Unregistered(draft.Realm).FirstOrDefault(a => a.Text("providerId") == given.Text("providerId"))
                ?? throw new AdminRefusal(AdminAnswer.Error(400, "Required Action Provider with given providerId not found"));
            if (given.Text("name") is { Length: > 0 } name)
                action["name"] = name;
            (action["enabled"], action["defaultAction"]) = (true, false);
            action["priority"] = draft.Realm.RequiredActions.Count == 0 ? 1 : draft.Realm.RequiredActions.Max(a => a.Priority) + 1;
            Save(draft, [.. Stored(draft.Realm), action]);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Change(AdminRequest request, Action<List<JsonObject>, int> change)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        await request.Change(draft =>
        {
            var actions = Stored(draft.Realm);
            var at = actions.FindIndex(a => a.Text("alias") == request.Path("alias"));
            if (at < 0)
                throw s_unknown;
            change(actions, at);
            Save(draft, actions);
        });
        return AdminAnswer.NoContent;
    }

    static List<JsonObject> Stored(RealmSnapshot realm) => [.. realm.RequiredActions.Select(a => a.Document.ToObject())];

    static void Save(RealmDraft draft, List<JsonObject> actions) => draft.Put(ObjectKind.Document, RequiredActions.Document, new JsonArray([.. actions]));

    static void Swap(List<JsonObject> actions, int at, int other)
    {
        if (other >= 0 && other < actions.Count)
            (actions[at]["priority"], actions[other]["priority"]) = (actions[other]["priority"]?.DeepClone(), actions[at]["priority"]?.DeepClone());
    }
}
