using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>Passwords and other credentials of a user.</summary>
static class UserCredentialsEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Put("users/{user}/reset-password", ResetPassword);
        routes.Get("users/{user}/credentials", List);
        routes.Delete("users/{user}/credentials/{credential}", Delete);
        routes.Put("users/{user}/credentials/{credential}/userLabel", Label);
        routes.Post("users/{user}/credentials/{credential}/moveToFirst", r => Move(r, null));
        routes.Post("users/{user}/credentials/{credential}/moveAfter/{other}", r => Move(r, r.Path("other")));
        routes.Put("users/{user}/disable-credential-types", DisableTypes);
        routes.Get("users/{user}/configured-user-storage-credential-types", async r =>
        {
            await r.User();
            AdminRequest.Require(r.Access.CanViewUsers);
            return AdminAnswer.Ok(new JsonArray());
        });
    }

    static async Task<AdminAnswer> ResetPassword(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var given = await request.Body(Shape.Credential);
        if (given.Text("value") is not { } password)
            return AdminAnswer.Error(400, "No password provided");
        if (user.ServiceAccountClientId is not null)
            return AdminAnswer.Error(400, "You can not manage credentials for this user");
        if (password.Length == 0 || string.IsNullOrWhiteSpace(password))
            return AdminAnswer.Error(400, "Empty password not allowed");
        var policy = PasswordPolicy.Of(request.Realm);
        if ((policy.Check(password, user.Username, user.Email, request.Hasher.Blacklists) ?? await History(request, policy, user, password)) is { } violation)
            return AdminAnswer.Described(400, violation.Key, violation.Text);
        var credential = await request.Hasher.Hash(request.Realm, password, request.Ct);
        var done = await request.Store.Users.SetPassword(request.Realm, user.Id, credential with { UserLabel = given.Text("userLabel") }, given.Flag("temporary") is true, policy.History, request.Ct);
        return done is null ? AdminAnswer.NotFound("User not found") : AdminAnswer.NoContent;
    }

    static async Task<PolicyViolation?> History(AdminRequest request, PasswordPolicy policy, RealmUser user, string password)
    {
        if (policy.History <= 0)
            return null;
        var former = user.Credentials.Where(c => c.Type == "password").Concat(user.Credentials.Where(c => c.Type == "password-history").OrderByDescending(c => c.CreatedAt)).Take(policy.History);
        foreach (var credential in former)
        {
            if (await request.Hasher.Verify(credential, password, request.Ct))
                return policy.HistoryViolation;
        }
        return null;
    }

    static async Task<AdminAnswer> List(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanViewUsers);
        return AdminAnswer.Ok(new JsonArray([.. user.Credentials.Where(c => c.Type != "password-history").Select(c => (JsonNode)Views.Credential(c))]));
    }

    static async Task<AdminAnswer> Delete(AdminRequest request)
    {
        var (user, credential) = await Find(request);
        await request.Store.Users.RemoveCredential(request.Realm, user.Id, credential.Id, request.Ct);
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Label(AdminRequest request)
    {
        var (user, credential) = await Find(request);
        var label = await request.BodyText();
        await request.Store.Users.PutCredential(request.Realm, user.Id, credential with { UserLabel = label.Length == 0 ? null : label }, request.Ct);
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> Move(AdminRequest request, string? after)
    {
        var (user, credential) = await Find(request);
        var order = user.Credentials.Where(c => c.Id != credential.Id).ToList();
        var at = after is null ? 0 : order.FindIndex(c => c.Id == after) + 1;
        if (after is not null && at == 0)
            return AdminAnswer.NotFound("Credential not found");
        order.Insert(at, credential);
        await request.Store.Database.Write(async session =>
        {
            for (var i = 0; i < order.Count; i++)
                await UserRows.PutCredential(session, request.Store.Envelope, request.Realm.Id, user.Id, order[i] with { Priority = (i + 1) * 10 });
        }, request.Ct);
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> DisableTypes(AdminRequest request)
    {
        await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        await request.Body();
        return AdminAnswer.NoContent;
    }

    static async Task<(RealmUser User, Credential Credential)> Find(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var credential = user.Credentials.FirstOrDefault(c => c.Id == request.Path("credential") && c.Type != "password-history") ?? throw new AdminRefusal(AdminAnswer.NotFound("Credential not found"));
        return (user, credential);
    }
}
