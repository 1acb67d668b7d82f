using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Actions;

/// <summary>
/// <c>login-actions/action-token</c>: where the links of mails lead. In the browser whose sign-in waits, the sign-in goes on; in another one the action is done, and nobody is signed in.
/// Opening a link changes nothing but what it was made for, and where no sign-in waits only after a click.
/// </summary>
static class ActionTokenEndpoint
{
    public static async Task Handle(Call call)
    {
        if (RealmGate.Refuse(call) is { } closed)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, closed.Description!);
            return;
        }
        var token = ActionToken.Read(call, call.Query["key"]);
        var client = token is null ? null : call.Realm.FindClient(token.ClientId);
        if (token is null || client is not { Enabled: true })
        {
            await Refuse(call, "invalidActionToken", null);
            return;
        }
        var user = await call.Provider.Realms.Users.FindById(call.Realm, token.UserId, call.Aborted);
        if (!await token.IsGood(call, user))
        {
            await new Trail(call.Realm) { UserId = token.UserId }.Note("token_id", token.Id).Note("action", token.Kind).Write(call, "EXECUTE_ACTION_TOKEN_ERROR", client, "expired_code");
            await Refuse(call, "expiredActionToken", client);
            return;
        }
        await (token.Kind switch
        {
            ActionToken.ResetCredentials => Reset(call, token, client, user!),
            ActionToken.VerifyEmail => VerifyEmail(call, token, client, user!),
            ActionToken.LinkAccount => FirstBrokerLogin.Mailed(call, token, client, user!),
            _ => ExecuteActions(call, token, client, user!),
        });
    }

    static async Task Reset(Call call, ActionToken token, Client client, RealmUser user)
    {
        var waiting = await Waiting(call, token);
        var signIn = (waiting is { Step: SignInFlow.PasswordStep, SessionId: null } ? waiting : Fresh(call, token)) with
        {
            UserId = user.Id,
            LoginName = user.Username,
            HasPassword = true,
            Actions = [RequiredActions.UpdatePassword],
            Token = token.Id,
            TokenExpires = token.Expires,
            TokenPassword = token.PasswordId,
            At = call.Now,
        };
        if (signIn.EndsHere)
            await SignInFlow.Next(call, client, signIn, user, isStored: false);
        else
            await LoginActions.Proven(call, client, signIn, user);
    }

    static async Task VerifyEmail(Call call, ActionToken token, Client client, RealmUser user)
    {
        var waiting = await Waiting(call, token) is { } found && found.UserId == user.Id && found.Step == RequiredActions.VerifyEmail ? found : null;
        if (waiting is null && !HttpMethods.IsPost(call.Http.Request.Method))
        {
            var language = Languages.Of(call, null);
            await InfoPage.Confirm(call, Texts.Get(language, "confirmEmailTitle"), Texts.Get(language, "confirmEmail", token.Email), Self(call));
            return;
        }
        if (await Spend(call, token, client) is not { } verified)
            return;
        await new Trail(call.Realm) { UserId = user.Id }.User(user, user.Username).Note("email", token.Email).Write(call, "VERIFY_EMAIL", client);
        if (waiting is not null)
            await SignInFlow.Next(call, client, waiting, verified);
        else
            await InfoPage.Write(call, Texts.Get(Languages.Of(call, null), "emailVerified"), BackTo(token, client));
    }

    static async Task ExecuteActions(Call call, ActionToken token, Client client, RealmUser user)
    {
        if (!HttpMethods.IsPost(call.Http.Request.Method))
        {
            var language = Languages.Of(call, null);
            await InfoPage.Confirm(call, Texts.Get(language, "executeActionsTitle"), string.Join(", ", token.Actions.Select(a => Texts.Get(language, "requiredAction." + a))), Self(call));
            return;
        }
        // Whoever opened the link reads the mails of this address.
        List<string> left = [.. token.Actions.Where(a => a != RequiredActions.VerifyEmail)];
        if (left.Count == 0)
        {
            if (await Spend(call, token, client) is not null)
                await InfoPage.Write(call, Texts.Get(Languages.Of(call, null), "emailVerified"), BackTo(token, client));
            return;
        }
        // The administrator asked for it, perhaps because a device is lost: no one-time password here, and no sign-in afterwards.
        var signIn = Fresh(call, token) with { UserId = user.Id, LoginName = user.Username, HasPassword = true, HasOtp = true, Actions = left, Token = token.Id, TokenExpires = token.Expires };
        await SignInFlow.Next(call, client, signIn, user, isStored: false);
    }

    static async Task<RealmUser?> Spend(Call call, ActionToken token, Client client)
    {
        if (await ActionToken.Spend(call, token.Id, token.Expires) && await MailboxProven(call, token.UserId) is { } user)
            return user;
        await Refuse(call, "expiredActionToken", client);
        return null;
    }

    /// <summary>Spends the token of a sign-in before its first change. Null when it was spent already: then the person has been told.</summary>
    public static async Task<SignIn?> Spend(Call call, SignIn signIn, RealmUser user)
    {
        if (signIn.Token is not { } id)
            return signIn;
        if ((signIn.TokenPassword is not { } password || password == (user.Password?.Id ?? "")) && await ActionToken.Spend(call, id, signIn.TokenExpires) && await MailboxProven(call, user.Id) is not null)
            return signIn with { Token = null, TokenPassword = null };
        await Refuse(call, "expiredActionToken", null);
        return null;
    }

    static Task<RealmUser?> MailboxProven(Call call, string userId) => call.Provider.Realms.Users.Update(call.Realm, userId,
        static u => u with { EmailVerified = true, RequiredActions = [.. u.RequiredActions.Where(a => a != RequiredActions.VerifyEmail)] }, call.Aborted);

    /// <summary>The sign-in that the token's mail belongs to, if it is this browser's.</summary>
    public static async Task<SignIn?> Waiting(Call call, ActionToken token)
    {
        if (token.SignIn?.Split('.') is not [var id, var tab] || Cookies.Read(call, Cookies.AuthSession) != id)
            return null;
        var found = await call.Provider.Database.Read(s => SignIn.Find(s, call.Realm.Id, id, tab), call.Aborted);
        return found is not null && found.Request.ClientId == token.ClientId && (found.UserId is null || found.UserId == token.UserId) ? found : null;
    }

    static SignIn Fresh(Call call, ActionToken token) => SignInFlow.New(call, new AuthorizationRequest
    {
        ClientId = token.ClientId,
        RedirectUri = token.RedirectUri ?? "",
        ResponseType = "none",
        ResponseMode = "query",
    }) with { Id = Tickets.NewId(), EndsHere = true };

    static string? BackTo(ActionToken token, Client client) => token.RedirectUri ?? client.BaseUrl;

    static string Self(Call call) => call.Url("login-actions/action-token") + call.Http.Request.QueryString.Value;

    static Task Refuse(Call call, string text, Client? client) => ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), text), client?.BaseUrl);
}
