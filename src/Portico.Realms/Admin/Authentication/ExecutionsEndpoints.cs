using System.Text.Json.Nodes;
using Portico.Realms.Import;

namespace Portico.Realms.Admin.Authentication;

/// <summary>The steps of authentication flows: <c>/authentication/flows/{alias}/executions</c> and <c>/authentication/executions</c>.</summary>
static class ExecutionsEndpoints
{
    static readonly string[] s_requirements = ["REQUIRED", "ALTERNATIVE", "CONDITIONAL", "DISABLED"];

    public static void Map(AdminRoutes routes)
    {
        const string Executions = "authentication/flows/{alias}/executions";
        routes.Get(Executions, List);
        routes.Put(Executions, Update);
        routes.Post(Executions + "/execution", Add);
        routes.Post(Executions + "/flow", AddFlow);
        routes.Post("authentication/executions", AddById);
        routes.Get("authentication/executions/{execution}", Read);
        routes.Delete("authentication/executions/{execution}", r => Own(r, "remove execution from", (flows, flow, execution) => flows.RemoveExecution(flow, execution)));
        routes.Post("authentication/executions/{execution}/raise-priority", r => Own(r, "modify execution in", (_, flow, execution) => Swap(flow, execution, -1)));
        routes.Post("authentication/executions/{execution}/lower-priority", r => Own(r, "modify execution in", (_, flow, execution) => Swap(flow, execution, +1)));
    }

    /// <summary>The refusal of an id that no execution has.</summary>
    public static AdminRefusal Illegal { get; } = new(AdminAnswer.NotFound("Illegal execution"));

    static JsonObject FlowOf(FlowSet flows, AdminRequest request) => flows.ByAlias(request.Path("alias")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Flow not found"));

    static AdminAnswer List(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var flows = FlowSet.Of(request.Realm);
        var list = new JsonArray();
        AddViews(flows, FlowOf(flows, request), 0, list);
        return AdminAnswer.Ok(list);
    }

    static void AddViews(FlowSet flows, JsonObject flow, int level, JsonArray list)
    {
        var index = 0;
        foreach (var execution in FlowSet.Executions(flow))
        {
            var below = flows.Below(execution);
            list.Add(View(flows, execution, below, level, index++));
            if (below is not null)
                AddViews(flows, below, level + 1, list);
        }
    }

    static JsonObject View(FlowSet flows, JsonObject execution, JsonObject? below, int level, int index)
    {
        var provider = execution.Text("authenticator");
        var kind = AuthenticatorKind.Find(provider);
        var view = new JsonObject { ["id"] = execution.Text("id"), ["requirement"] = execution.Text("requirement") };
        view["displayName"] = below?.Text("alias") ?? kind?.Name ?? provider;
        if (below?.Text("description") is { } description)
            view["description"] = description;
        var config = flows.ConfigByAlias(execution.Text("authenticatorConfig"));
        if (config is not null)
            view["alias"] = config.Text("alias");
        view["requirementChoices"] = Nodes.Array(below is null ? kind?.Choices ?? AuthenticatorKind.AnyChoice : below.Text("providerId") switch
        {
            "form-flow" => ["REQUIRED", "DISABLED"],
            "client-flow" => AuthenticatorKind.AnyChoice,
            _ => s_requirements,
        });
        view["configurable"] = below is null && kind is { Configurable: true };
        if (below is not null)
            view["authenticationFlow"] = true;
        if (provider is not null && (below is null || below.Text("providerId") == "form-flow"))
            view["providerId"] = provider;
        if (config is not null)
            view["authenticationConfig"] = config.Text("id");
        if (below is not null)
            view["flowId"] = below.Text("id");
        (view["level"], view["index"], view["priority"]) = (level, index, FlowSet.Priority(execution));
        return view;
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.Execution);
        await FlowsEndpoints.Change(request, (flows, draft) =>
        {
            _ = FlowOf(flows, request);
            if (flows.Execution(given.Text("id")) is not var (flow, execution))
                throw Illegal;
            if (given.Text("requirement") is { } requirement && requirement != execution.Text("requirement"))
                execution["requirement"] = s_requirements.Contains(requirement) ? requirement : throw new AdminRefusal(AdminAnswer.Error(400, "Unknown requirement " + requirement));
            if (given["priority"] is JsonValue priority && flow.Flag("builtIn") is not true)
                execution["priority"] = priority.DeepClone();
            if (flows.Below(execution) is { } below && below.Flag("builtIn") is not true)
            {
                if (given.Text("displayName") is { Length: > 0 } alias && alias != below.Text("alias"))
                {
                    if (flows.ByAlias(alias) is not null)
                        throw new AdminRefusal(AdminAnswer.Message(409, "Flow alias name already exists"));
                    FlowsEndpoints.Rename(flows, draft, below, alias);
                }
                if (given.Text("description") is { } description)
                    below["description"] = description;
            }
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Add(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = (await request.Body()).ToObject();
        var id = await FlowsEndpoints.Change(request, (flows, _) => Append(Open(flows.ByAlias(request.Path("alias")), "add execution to"), new JsonObject
        {
            ["authenticator"] = Known(given.Text("provider")), ["authenticatorFlow"] = false, ["requirement"] = given.Text("requirement") ?? "DISABLED", ["priority"] = given["priority"]?.DeepClone(),
            ["autheticatorFlow"] = false,
        }));
        return AdminAnswer.Created(request.Location("authentication", "executions", id));
    }

    static async Task<AdminAnswer> AddById(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.NewExecution);
        var id = await FlowsEndpoints.Change(request, (flows, _) =>
        {
            var below = flows.ById(given.Text("flowId"));
            return Append(Open(flows.ById(given.Text("parentFlow")), "add execution to"), new JsonObject
            {
                ["authenticator"] = below is null ? Known(given.Text("authenticator")) : given.Text("authenticator"), ["authenticatorFlow"] = below is not null, ["flowAlias"] = below?.Text("alias"),
                ["requirement"] = given.Text("requirement") ?? "DISABLED", ["priority"] = given["priority"]?.DeepClone(), ["autheticatorFlow"] = below is not null,
            });
        });
        return AdminAnswer.Created(request.Location("authentication", "executions", id));
    }

    static async Task<AdminAnswer> AddFlow(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = (await request.Body()).ToObject();
        if (given.Text("alias") is not { Length: > 0 } alias)
            return AdminAnswer.Message(400, "The flow has no alias");
        var type = given.Text("type") ?? "basic-flow";
        var id = await FlowsEndpoints.Change(request, (flows, _) =>
        {
            var parent = Open(flows.ByAlias(request.Path("alias")), "add sub-flow to");
            if (flows.ByAlias(alias) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, "New flow alias name already exists"));
            var below = flows.AddFlow(alias, given.Text("description"), type, topLevel: false);
            Append(parent, new JsonObject
            {
                ["authenticator"] = type == "form-flow" ? given.Text("provider") : null, ["authenticatorFlow"] = true, ["requirement"] = "DISABLED", ["priority"] = given["priority"]?.DeepClone(),
                ["autheticatorFlow"] = true, ["flowAlias"] = alias,
            });
            return below.Text("id")!;
        });
        return AdminAnswer.Created(request.Location("authentication", "flows", id));
    }

    static JsonObject Open(JsonObject? flow, string what) => flow switch
    {
        null => throw new AdminRefusal(AdminAnswer.Error(400, "Parent flow doesn't exist")),
        _ when flow.Flag("builtIn") is true => throw new AdminRefusal(AdminAnswer.Error(400, $"It is illegal to {what} a built in flow")),
        _ => flow,
    };

    static string Known(string? provider) =>
        AuthenticatorKind.Find(provider)?.Id ?? throw new AdminRefusal(AdminAnswer.Error(400, "No authentication provider found for id: " + provider));

    /// <summary>Adds an execution, last unless it says otherwise, and gives its id.</summary>
    static string Append(JsonObject flow, JsonObject execution)
    {
        execution.WithoutNulls();
        if (!s_requirements.Contains(execution.Text("requirement")))
            throw new AdminRefusal(AdminAnswer.Error(400, "Unknown requirement " + execution.Text("requirement")));
        var id = Guid.NewGuid().ToString();
        execution["id"] = id;
        execution["priority"] ??= FlowSet.Executions(flow) is [.., var last] ? FlowSet.Priority(last) + 1 : 0;
        execution["userSetupAllowed"] = false;
        ((JsonArray)flow["authenticationExecutions"]!).Add(execution);
        return id;
    }

    static AdminAnswer Read(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var flows = FlowSet.Of(request.Realm);
        if (flows.Execution(request.Path("execution")) is not var (flow, execution))
            throw Illegal;
        var view = (JsonObject)execution.DeepClone();
        view.Remove("flowAlias");
        view.Remove("userSetupAllowed");
        view["parentFlow"] = flow.Text("id");
        if (flows.Below(execution) is { } below)
            view["flowId"] = below.Text("id");
        if (flows.ConfigByAlias(execution.Text("authenticatorConfig")) is { } config)
            view["authenticatorConfig"] = config.Text("id");
        return AdminAnswer.Ok(view);
    }

    static async Task<AdminAnswer> Own(AdminRequest request, string what, Action<FlowSet, JsonObject, JsonObject> change)
    {
        await FlowsEndpoints.Change(request, (flows, _) =>
        {
            if (flows.Execution(request.Path("execution")) is not var (flow, execution))
                throw Illegal;
            change(flows, Open(flow, what), execution);
            return true;
        });
        return AdminAnswer.NoContent;
    }

    static void Swap(JsonObject flow, JsonObject execution, int step)
    {
        var executions = FlowSet.Executions(flow);
        var at = executions.ToList().IndexOf(execution) + step;
        if (at < 0 || at >= executions.Count)
            return;
        var other = executions[at];
        (var mine, var its) = (FlowSet.Priority(execution), FlowSet.Priority(other));
        (execution["priority"], other["priority"]) = (its, mine);
    }
}
