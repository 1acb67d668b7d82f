using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>
/// Calls that would send a message to a user. Everything that Keycloak checks first is checked; then they fail as they do without a working mail server, because this server sends no mail.
/// </summary>
static class UserMailEndpoints
{
    public static void Map(AdminRoutes routes)
    {
        routes.Put("users/{user}/send-verify-email", async r => await Refusal(r) ?? AdminAnswer.Message(500, "Failed to send verify email"));
        routes.Put("users/{user}/execute-actions-email", ExecuteActions);
        routes.Put("users/{user}/reset-password-email", async r => await Refusal(r) ?? Failed(r));
        routes.Post("testSMTPConnection", r =>
        {
            AdminRequest.Require(r.Access.CanManageRealm);
            return Task.FromResult(AdminAnswer.Message(500, "Failed to send email"));
        });
    }

    static async Task<AdminAnswer> ExecuteActions(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var body = await request.Body();
        if (Address(user) is { } refusal)
            return refusal;
        if (body.ValueKind != JsonValueKind.Array || body.EnumerateArray().Any(a => a.ValueKind != JsonValueKind.String || request.Realm.RequiredActions.All(k => k.Alias != a.GetString())))
            return AdminAnswer.Message(400, "Provided invalid required actions");
        return Target(request) ?? Failed(request);
    }

    static async Task<AdminAnswer?> Refusal(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        return Address(user) ?? Target(request);
    }

    static AdminAnswer? Address(RealmUser user) => user.Email is null ? AdminAnswer.Message(400, "User email missing") : user.Enabled ? null : AdminAnswer.Message(400, "User is disabled");

    static AdminAnswer? Target(AdminRequest request)
    {
        var (clientId, redirect) = (request.Query("client_id"), request.Query("redirect_uri"));
        if (redirect is not null && clientId is null)
            return AdminAnswer.Message(400, "Client id missing");
        if (clientId is null)
            return null;
        if (request.Realm.FindClient(clientId) is not { } client)
            return AdminAnswer.Message(400, "Client doesn't exist");
        if (!client.Enabled)
            return AdminAnswer.Message(400, "Client is not enabled");
        return redirect is null || client.RedirectUris.Any(r => r == redirect || (r.EndsWith('*') && redirect.StartsWith(r[..^1], StringComparison.Ordinal))) ? null : AdminAnswer.Message(400, "Invalid redirect uri.");
    }

    static AdminAnswer Failed(AdminRequest request) => AdminAnswer.Message(500,
        $"Failed to send execute actions email: {(request.Realm.Document.Member("smtpServer")?.Text("from") is null ? "Invalid sender address 'null'. " : "")}This server sends no mail.");
}
