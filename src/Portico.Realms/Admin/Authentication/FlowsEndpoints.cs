using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin.Authentication;

/// <summary>
/// <c>/authentication/flows</c>: flows are read, copied, written from nothing, changed and removed. What is bound keeps the meaning of the built-in flow, or the call is refused with 501; see
/// <see cref="FlowBindings"/>.
/// </summary>
static class FlowsEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Get("authentication/flows", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm || r.Access.CanViewClients);
            return AdminAnswer.Ok(new JsonArray([.. FlowSet.Of(r.Realm).All.Where(f => f.Flag("topLevel") is true && f.Text("alias") != "saml ecp").Select(f => (JsonNode)FlowSet.View(f))]));
        });
        routes.Get("authentication/flows/{flow}", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AdminAnswer.Ok(FlowSet.View(Find(FlowSet.Of(r.Realm), r)));
        });
        routes.Post("authentication/flows", Create);
        routes.Put("authentication/flows/{flow}", Update);
        routes.Delete("authentication/flows/{flow}", Delete);
        routes.Post("authentication/flows/{alias}/copy", Copy);
        MapProviders(routes, "authenticator-providers", "authenticator");
        MapProviders(routes, "form-providers", "form");
        MapProviders(routes, "form-action-providers", "action");
        MapProviders(routes, "client-authenticator-providers", "client");
    }

    /// <summary>Changes flows; refuses what would leave a bound flow that sign-ins do not follow.</summary>
    public static Task<T> Change<T>(AdminRequest request, Func<FlowSet, RealmDraft, T> change)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        return request.Change(draft =>
        {
            var flows = FlowSet.Of(draft.Realm);
            var result = change(flows, draft);
            if (FlowBindings.Refused(draft.Realm, flows) is { } alias)
                throw new AdminRefusal(Unsupported(alias));
            flows.Save(draft);
            return Task.FromResult(result);
        });
    }

    /// <summary>The refusal of a binding that sign-ins would not follow.</summary>
    public static AdminAnswer Unsupported(string alias) => AdminAnswer.Described(501, Errors.FlowNotFollowed, FlowBindings.Explain(alias));

    static JsonObject Find(FlowSet flows, AdminRequest request) => flows.ById(request.Path("flow")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find flow with id"));

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Flow);
        if (given.Text("alias") is not { Length: > 0 } alias)
            return AdminAnswer.Message(409, "Failed to create flow with empty alias name");
        var id = await Change(request, (flows, _) => flows.ByAlias(alias) is null
            ? flows.AddFlow(alias, given.Text("description"), given.Text("providerId") ?? "basic-flow", given.Flag("topLevel") ?? false).Text("id")!
            : throw new AdminRefusal(AdminAnswer.Message(409, $"Flow {alias} already exists")));
        return AdminAnswer.Created(request.Location("authentication", "flows", id));
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Flow);
        if (given.Text("alias") is not { Length: > 0 } alias)
            return AdminAnswer.Message(409, "Failed to update flow with empty alias name");
        await Change(request, (flows, draft) =>
        {
            var flow = Find(flows, request);
            if (flow.Flag("builtIn") is true)
                throw new AdminRefusal(AdminAnswer.Error(400, "Can't modify built in flow"));
            if (flows.ByAlias(alias) is { } other && other != flow)
                throw new AdminRefusal(AdminAnswer.Message(409, "Flow alias name already exists"));
            Rename(flows, draft, flow, alias);
            if (given.Text("description") is { } description)
                flow["description"] = description;
            if (given.Text("providerId") is { } provider)
                flow["providerId"] = provider;
            return true;
        });
        return AdminAnswer.NoContent;
    }

    /// <summary>Gives a flow another alias wherever it is named.</summary>
    public static void Rename(FlowSet flows, RealmDraft draft, JsonObject flow, string alias)
    {
        var former = flow.Text("alias")!;
        if (former == alias)
            return;
        flow["alias"] = alias;
        foreach (var execution in flows.All.SelectMany(f => f.Objects("authenticationExecutions")).Where(e => e.Text("flowAlias") == former))
            execution["flowAlias"] = alias;
        var document = draft.Realm.Document.ToObject();
        FlowBindings.Rename(document, former, alias);
        draft.PutRealm(document);
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        await Change(request, (flows, draft) =>
        {
            var flow = Find(flows, request);
            if (flow.Flag("builtIn") is true)
                throw new AdminRefusal(AdminAnswer.Error(400, "Can't delete built in flow"));
            if (FlowBindings.IsBound(draft.Realm, flow))
                throw new AdminRefusal(AdminAnswer.Error(400, $"The flow '{flow.Text("alias")}' is in use; bind another one first"));
            foreach (var (parent, execution) in flows.All.SelectMany(f => f.Objects("authenticationExecutions").Where(e => e.Text("flowAlias") == flow.Text("alias")).Select(e => (f, e))).ToArray())
                ((JsonArray)parent["authenticationExecutions"]!).Remove(execution);
            flows.Remove(flow);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Copy(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = (await request.Body()).ToObject();
        if (given.Text("newName") is not { Length: > 0 } alias)
            return AdminAnswer.Message(400, "The copy has no newName");
        var id = await Change(request, (flows, _) =>
        {
            if (flows.ByAlias(alias) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, "New flow alias name already exists"));
            return flows.Copy(flows.ByAlias(request.Path("alias")) ?? throw new AdminRefusal(AdminAnswer.HttpNotFound), alias).Text("id")!;
        });
        return AdminAnswer.Created(request.Location("authentication", "flows", request.Path("alias"), "copy", id));
    }

    static void MapProviders(AdminRoutes routes, string path, string type) => routes.Get("authentication/" + path, r =>
    {
        AdminRequest.Require(type == "client" ? r.Access.CanViewClients || r.Access.CanViewRealm : r.Access.CanViewRealm);
        return AdminAnswer.Ok(new JsonArray([.. AuthenticatorKind.All.Where(k => k.Type == type).Select(k =>
        {
            var view = new JsonObject { ["displayName"] = k.Name, ["description"] = k.Help, ["id"] = k.Id };
            if (type == "client")
                view["supportsSecret"] = k.Id is "client-secret" or "client-secret-jwt";
            return (JsonNode)view;
        })]));
    });
}
