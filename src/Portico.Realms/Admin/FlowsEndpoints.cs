using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>Reading of authentication flows. They are the built-in ones (or what an import brought); changing them is not supported, and says so.</summary>
static class FlowsEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Get("authentication/flows", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm || r.Access.CanViewClients);
            return AdminAnswer.Ok(new JsonArray([.. All(r.Realm).Where(f => f.Flag("topLevel") is true && f.Text("alias") != "saml ecp").Select(f => (JsonNode)f)]));
        });
        routes.Get("authentication/flows/{flow}", r =>
        {
            AdminRequest.Require(r.Access.CanViewRealm);
            return All(r.Realm).FirstOrDefault(f => f.Text("id") == r.Path("flow")) is { } flow ? AdminAnswer.Ok(flow) : AdminAnswer.NotFound("Could not find flow with id");
        });
        routes.Post("authentication/flows", Refuse);
        routes.Put("authentication/flows/{flow}", Refuse);
        routes.Delete("authentication/flows/{flow}", Refuse);
    }

    static Task<AdminAnswer> Refuse(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        return Task.FromResult(AdminRoutes.Unsupported(request.Http));
    }

    static IEnumerable<JsonObject> All(RealmSnapshot realm) => Flows.Of(realm).Items("authenticationFlows").Select(f =>
    {
        var flow = f.ToObject();
        flow["id"] ??= Id(realm, flow.Text("alias")!);
        return flow;
    });

    /// <summary>Built-in flows are not stored; their ids follow from realm and alias, so that they stay the same.</summary>
    static string Id(RealmSnapshot realm, string alias)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{realm.Id}/{alias}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
