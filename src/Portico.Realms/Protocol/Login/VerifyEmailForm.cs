using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Login;

/// <summary>The required action VERIFY_EMAIL: a mail is sent once when the page is first shown, again when the person asks for it, and the link in it goes on with the sign-in.</summary>
static class VerifyEmailForm
{
    /// <summary>Seconds between two mails of one sign-in.</summary>
    const int Pause = 30;

    public static async Task Show(Call call, Client client, SignIn signIn, RealmUser user)
    {
        if (user.EmailVerified || user.Email is null)
            await SignInFlow.Next(call, client, signIn with { Actions = [.. signIn.Actions.Where(a => a != RequiredActions.VerifyEmail)] }, user); // done in another browser meanwhile
        else if (signIn.MailedTo == user.Email)
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.VerifyEmail(c, s, user.Email));
        else
            await Send(call, client, signIn, user, user.Email);
    }

    public static async Task SendAgain(Call call, Client client, SignIn signIn, RealmUser user)
    {
        if (signIn.MailedTo == user.Email && call.Now - signIn.MailedAt < Pause)
            await LoginActions.Show(call, signIn with { Message = "emailVerifyWait" }, (c, s) => SignInPages.VerifyEmail(c, s, user.Email!));
        else
            await Show(call, client, signIn with { MailedTo = null }, user);
    }

    static async Task Send(Call call, Client client, SignIn signIn, RealmUser user, string email)
    {
        var mails = call.Provider.ActionMails;
        var token = mails.New(call.Realm, ActionToken.VerifyEmail, user, email, client.ClientId) with { SignIn = $"{signIn.Id}.{signIn.Tab}" };
        var failure = await mails.Send(call.Realm, call.Issuer, token, user, call.Aborted);
        await new Trail(call.Realm) { UserId = user.Id }.User(user, user.Username).Note("email", email).Write(call, failure is null ? "SEND_VERIFY_EMAIL" : "SEND_VERIFY_EMAIL_ERROR", client, failure is null ? null : "email_send_failed");
        if (failure is not null)
            await ErrorPage.Write(call, StatusCodes.Status500InternalServerError, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "emailSendError"));
        else
            await LoginActions.Show(call, signIn with { MailedTo = email, MailedAt = call.Now }, (c, s) => SignInPages.VerifyEmail(c, s, email));
    }
}
