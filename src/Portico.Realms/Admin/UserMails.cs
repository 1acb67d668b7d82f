using System.Globalization;
using System.Text.Json;
using Portico.Realms.Mail;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Protocol.Login;

namespace Portico.Realms.Admin;

/// <summary>Calls that send a mail: links that let a user act on the own account, and the test of a mail server.</summary>
sealed class UserMails(Provider provider)
{
    const string NoClient = "account";
    const string Masked = "**********";

    public void Map(AdminRoutes routes)
    {
        routes.Put("users/{user}/send-verify-email", VerifyEmail);
        routes.Put("users/{user}/execute-actions-email", ExecuteActions);
        routes.Put("users/{user}/reset-password-email", r => Send(r, [RequiredActions.UpdatePassword]));
        routes.Post("testSMTPConnection", Test);
    }

    async Task<AdminAnswer> VerifyEmail(AdminRequest request)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        if (Address(user) is { } unable)
            return unable;
        if (Target(request, out var clientId, out var redirectUri) is { } refusal)
            return refusal;
        return await Send(request, user, ActionToken.VerifyEmail, [], clientId, redirectUri) is { } failure ? AdminAnswer.Message(500, "Failed to send verify email") with { Reason = failure.ToString() } : AdminAnswer.NoContent;
    }

    static async Task<IReadOnlyList<string>?> Actions(AdminRequest request)
    {
        var body = await request.Body();
        return body.ValueKind == JsonValueKind.Array && body.EnumerateArray().All(a => a.ValueKind == JsonValueKind.String && request.Realm.RequiredActions.Any(k => k.Alias == a.GetString()))
            ? [.. body.EnumerateArray().Select(a => a.GetString()!).Distinct()]
            : null;
    }

    Task<AdminAnswer> ExecuteActions(AdminRequest request) => Send(request, null);

    async Task<AdminAnswer> Send(AdminRequest request, IReadOnlyList<string>? actions)
    {
        var user = await request.User();
        AdminRequest.Require(request.Access.CanManageUsers);
        var asked = actions is null ? await Actions(request) : actions;
        if (Address(user) is { } unable)
            return unable;
        if (asked is null)
            return AdminAnswer.Message(400, "Provided invalid required actions");
        if (Target(request, out var clientId, out var redirectUri) is { } refusal)
            return refusal;
        return await Send(request, user, ActionToken.ExecuteActions, asked, clientId, redirectUri) is { } failure
            ? AdminAnswer.Message(500, $"Failed to send execute actions email: {failure.Reason}") with { Reason = failure.ToString() }
            : AdminAnswer.NoContent;
    }

    Task<MailFailure?> Send(AdminRequest request, RealmUser user, string kind, IReadOnlyList<string> actions, string clientId, string? redirectUri)
    {
        var lifespan = long.TryParse(request.Query("lifespan"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : ActionToken.AdminLifespan(request.Realm);
        var call = new Call(request.Http, provider, request.Realm);
        var token = provider.ActionMails.New(request.Realm, kind, user, user.Email!, clientId) with { Actions = actions, RedirectUri = redirectUri, Expires = call.Now + lifespan };
        return provider.ActionMails.Send(request.Realm, call.Issuer, token, user, request.Ct);
    }

    static AdminAnswer? Address(RealmUser user) => user.Email is null ? AdminAnswer.Message(400, "User email missing") : user.Enabled ? null : AdminAnswer.Message(400, "User is disabled");

    AdminAnswer? Target(AdminRequest request, out string clientId, out string? redirectUri)
    {
        (clientId, redirectUri) = (request.Query("client_id") ?? NoClient, request.Query("redirect_uri"));
        if (request.Query("client_id") is null)
            return redirectUri is null ? null : AdminAnswer.Message(400, "Client id missing");
        if (request.Realm.FindClient(clientId) is not { } client)
            return AdminAnswer.Message(400, "Client doesn't exist");
        if (!client.Enabled)
            return AdminAnswer.Message(400, "Client is not enabled");
        return redirectUri is null || RedirectUris.Resolve(new Call(request.Http, provider, request.Realm), client, redirectUri, isRequired: true) is not null ? null : AdminAnswer.Message(400, "Invalid redirect uri.");
    }

    async Task<AdminAnswer> Test(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageRealm);
        var body = await request.Body();
        var server = MailServer.Read(body);
        // The masked password stands for the stored one, but is not handed to another server.
        if (server?.Password == Masked)
            server = server with { Password = MailServer.Of(request.Realm) is { } stored && (stored.Host, stored.Port, stored.User) == (server.Host, server.Port, server.User) ? stored.Password : null };
        if (request.Caller.User.Email is not { } address)
            return AdminAnswer.Message(500, "Failed to send email") with { Reason = $"{Errors.MailRefused}: the administrator who asks has no e-mail address to send the test to." };
        var language = Languages.OfUser(request.Realm, request.Caller.User);
        return await provider.ActionMails.Send(request.Realm, server, address, Letters.Test(request.Realm, language), request.Ct) is { } failure
            ? AdminAnswer.Message(500, "Failed to send email") with { Reason = failure.ToString() }
            : AdminAnswer.NoContent;
    }
}
