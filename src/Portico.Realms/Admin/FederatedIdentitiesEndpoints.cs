using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary><c>/users/{user}/federated-identity</c>: whom a user is at the realm's identity providers.</summary>
static class FederatedIdentitiesEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        const string Path = "users/{user}/federated-identity";
        routes.Get(Path, async r =>
        {
            var user = await r.User();
            AdminRequest.Require(r.Access.CanViewUsers);
            var links = await r.Store.Database.Read(s => FederatedIdentities.Of(s, r.Realm.Id, user.Id), r.Ct);
            return AdminAnswer.Ok(new JsonArray([.. links.Select(l => (JsonNode)View(l))]));
        });
        routes.Post(Path + "/{provider}", Link);
        routes.Delete(Path + "/{provider}", async r =>
        {
            var user = await r.User();
            AdminRequest.Require(r.Access.CanManageUsers);
            return await r.Store.Database.Write(s => FederatedIdentities.Remove(s, r.Realm.Id, user.Id, r.Path("provider")), r.Ct) ? AdminAnswer.NoContent : AdminAnswer.NotFound("Link not found");
        });
    }

    static async Task<AdminAnswer> Link(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var given = await request.Body(Shape.FederatedIdentity);
        if (given.Text("userId") is not { Length: > 0 } id)
            return AdminAnswer.Message(400, "The link has no userId");
        var link = new FederatedIdentity(request.Path("provider"), id, given.Text("userName") ?? "");
        if (await request.Store.Database.Write(s => FederatedIdentities.Add(s, request.Realm.Id, user.Id, link), request.Ct))
            return AdminAnswer.NoContent;
        var links = await request.Store.Database.Read(s => FederatedIdentities.Of(s, request.Realm.Id, user.Id), request.Ct);
        return links.Any(l => l.Provider == link.Provider) ? AdminAnswer.Message(409, "User is already linked with provider") : AdminAnswer.Message(409, "Another user is linked with this identity");
    }

    public static JsonObject View(FederatedIdentity link) => new() { ["identityProvider"] = link.Provider, ["userId"] = link.ExternalId, ["userName"] = link.ExternalName };
}
