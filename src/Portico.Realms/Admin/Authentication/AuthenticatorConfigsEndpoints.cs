using System.Text.Json.Nodes;
using Portico.Realms.Import;

namespace Portico.Realms.Admin.Authentication;

/// <summary>Settings of executions. What the execution's provider does not declare is shown masked, because it may be a secret.</summary>
static class AuthenticatorConfigsEndpoints
{
    const string Masked = "**********";

    public static void Map(AdminRoutes routes)
    {
        routes.Post("authentication/executions/{execution}/config", Create);
        routes.Get("authentication/executions/{execution}/config/{config}", Read);
        routes.Get("authentication/config/{config}", Read);
        routes.Put("authentication/config/{config}", Update);
        routes.Delete("authentication/config/{config}", async r =>
        {
            await FlowsEndpoints.Change(r, (flows, _) =>
            {
                flows.RemoveConfig(Find(flows, r));
                return true;
            });
            return AdminAnswer.NoContent;
        });
        routes.Get("authentication/config-description/{provider}", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return AuthenticatorKind.Find(r.Path("provider")) is not { } kind
                ? AdminAnswer.NotFound("Could not find authenticator provider")
                : kind.Configurable
                    ? AdminRoutes.Unsupported(r.Http)
                    : AdminAnswer.Ok(new JsonObject { ["name"] = kind.Name, ["providerId"] = kind.Id, ["helpText"] = kind.Help, ["properties"] = new JsonArray() });
        });
        routes.Get("authentication/per-client-config-description", r =>
        {
            AdminRequest.Require(r.Access.CanViewClients || r.Access.CanViewRealm);
            return AdminAnswer.Ok(new JsonObject(AuthenticatorKind.All.Where(k => k.Type == "client").Select(k => KeyValuePair.Create(k.Id, (JsonNode?)new JsonArray()))));
        });
    }

    static JsonObject Find(FlowSet flows, AdminRequest request) => flows.Config(request.Path("config")) ?? throw new AdminRefusal(AdminAnswer.NotFound("Could not find authenticator config"));

    static AdminAnswer Read(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewRealm);
        var flows = FlowSet.Of(request.Realm);
        var view = (JsonObject)Find(flows, request).DeepClone();
        var declared = Kind(flows, view)?.Settings ?? [];
        foreach (var name in ((JsonObject)view["config"]!).Select(s => s.Key).Where(n => !declared.Contains(n)).ToArray())
            view["config"]![name] = Masked;
        return AdminAnswer.Ok(view);
    }

    static AuthenticatorKind? Kind(FlowSet flows, JsonObject config) =>
        AuthenticatorKind.Find(flows.All.SelectMany(f => f.Objects("authenticationExecutions")).FirstOrDefault(e => e.Text("authenticatorConfig") == config.Text("alias"))?.Text("authenticator"));

    static async Task<AdminAnswer> Create(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.AuthenticatorConfig);
        if (given.Text("alias") is not { Length: > 0 } alias)
            return AdminAnswer.Message(400, "Alias missing");
        var id = await FlowsEndpoints.Change(request, (flows, _) =>
        {
            if (flows.Execution(request.Path("execution")) is not var (_, execution))
                throw ExecutionsEndpoints.Illegal;
            if (flows.ConfigByAlias(alias) is not null)
                throw new AdminRefusal(AdminAnswer.Message(409, $"Authentication execution configuration {alias} already exists"));
            execution["authenticatorConfig"] = alias;
            return flows.AddConfig(alias, given["config"] as JsonObject).Text("id")!;
        });
        return AdminAnswer.Created(request.Location("authentication", "executions", request.Path("execution"), "config", id));
    }

    static async Task<AdminAnswer> Update(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var given = await request.Body(Shape.AuthenticatorConfig);
        await FlowsEndpoints.Change(request, (flows, _) =>
        {
            var config = Find(flows, request);
            if (given.Text("alias") is { Length: > 0 } alias && alias != config.Text("alias"))
            {
                if (flows.ConfigByAlias(alias) is not null)
                    throw new AdminRefusal(AdminAnswer.Message(409, $"Authentication execution configuration {alias} already exists"));
                foreach (var execution in flows.All.SelectMany(f => f.Objects("authenticationExecutions")).Where(e => e.Text("authenticatorConfig") == config.Text("alias")))
                    execution["authenticatorConfig"] = alias;
                config["alias"] = alias;
            }
            var settings = Nodes.Settings(given["config"] as JsonObject);
            foreach (var name in settings.Where(s => (string?)s.Value == Masked).Select(s => s.Key).ToArray())
                settings[name] = config["config"]?[name]?.DeepClone();
            config["config"] = settings.WithoutNulls();
            return true;
        });
        return AdminAnswer.NoContent;
    }
}
