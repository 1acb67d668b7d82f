using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Sessions;

namespace Portico.Realms.Protocol.Login;

/// <summary>
/// <c>/realms/{realm}/login-actions/*</c>: where the pages of a sign-in are posted. A post counts only with the browser's cookie and the newest page's <c>session_code</c>, which no
/// other site knows: that is what keeps others from signing a person in or out, and an old page from being used twice.
/// </summary>
static class LoginActions
{
    public static Task Authenticate(Call call) => Handle(call, static (c, client, signIn, form) => signIn.Step switch
    {
        SignInFlow.OtpStep => PostOtp(c, client, signIn, form),
        SignInFlow.PasswordStep => PostPassword(c, client, signIn, form),
        _ => SendOn(c, signIn),
    }, static (c, client, signIn) => ShowAuthenticate(c, client, signIn));

    public static Task RequiredAction(Call call) => Handle(call, RequiredActionForms.Post, static (c, client, signIn) =>
        signIn.Step is SignInFlow.PasswordStep or SignInFlow.OtpStep || FirstBrokerLogin.IsStep(signIn.Step) ? SendOn(c, signIn) : RequiredActionForms.Show(c, client, signIn));

    public static Task Consent(Call call) => Handle(call, static (c, client, signIn, form) => signIn.Step == SignInFlow.ConsentStep ? PostConsent(c, client, signIn, form) : SendOn(c, signIn),
        static (c, _, signIn) => SendOn(c, signIn));

    public static Task Registration(Call call) => Handle(call, RegistrationForm.Post, RegistrationForm.Show);

    public static Task ResetCredentials(Call call) => Handle(call, PostForgotPassword, static (c, _, signIn) => Show(c, signIn, (call, s) => SignInPages.ForgotPassword(call, s)));

    /// <summary>Begins the tab's sign-in anew.</summary>
    public static async Task Restart(Call call)
    {
        if (await Load(call) is not { SignIn.EndsHere: false } found)
        {
            await Forgotten(call);
            return;
        }
        var anew = SignInFlow.New(call, found.SignIn.Request with { Prompt = null }) with { Id = found.SignIn.Id, Tab = found.SignIn.Tab, Step = SignInFlow.PasswordStep };
        await SignInFlow.Save(call, anew);
        await Answers.Redirect(call.Http, SignInLinks.Link(call, anew, "authenticate"));
    }

    public static async Task Handle(Call call, Func<Call, Client, SignIn, Parameters, Task> post, Func<Call, Client, SignIn, Task> show)
    {
        if (RealmGate.Refuse(call) is { } closed)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, closed.Description!);
            return;
        }
        if (await Load(call) is not { } found)
        {
            await Forgotten(call);
            return;
        }
        var (client, signIn) = found;
        if (signIn.Step == SignInFlow.PasswordStep && signIn.SessionId is null && !signIn.Request.HasPrompt("login") && await IdentityCookie.Find(call) is { } signedIn)
        {
            // Another tab was quicker.
            await SignInFlow.Next(call, client, signIn with { UserId = signedIn.User.Id, SessionId = signedIn.Session.Id, LoginName = signedIn.Session.LoginName, HasOtp = true }, signedIn.User);
            return;
        }
        if (call.Now - signIn.At > (signIn.Step is SignInFlow.PasswordStep or SignInFlow.OtpStep ? call.Realm.Settings.AccessCodeLifespanLogin : call.Realm.Settings.AccessCodeLifespanUserAction))
        {
            await BeginAnew(call, signIn, "loginTimeout");
            return;
        }
        if (call.Query["session_code"] is not { } code)
        {
            await show(call, client, signIn);
            return;
        }
        if (code != signIn.Code)
        {
            signIn = signIn with { Message = "expiredAction" };
            await SignInFlow.Save(call, signIn);
            await SendOn(call, signIn);
            return;
        }
        var form = HttpMethods.IsPost(call.Http.Request.Method) ? await Parameters.ReadForm(call.Http.Request, call.Aborted) : Parameters.None;
        await post(call, client, signIn, form);
    }

    static async Task<(Client Client, SignIn SignIn)?> Load(Call call)
    {
        if (Cookies.Read(call, Cookies.AuthSession) is not { } id || call.Query["tab_id"] is not { } tab)
            return null;
        var signIn = await call.Provider.Database.Read(s => SignIn.Find(s, call.Realm.Id, id, tab), call.Aborted);
        return signIn is not null && call.Query["client_id"] is var named && (named is null || named == signIn.Request.ClientId)
            && call.Realm.FindPoliced(signIn.Request.ClientId) is { Enabled: true } client ? (client, signIn) : null;
    }

    // The sign-in is over or never was: tell the client where it is known to be one, else begin anew where the browser remembers the request.
    static async Task Forgotten(Call call)
    {
        var clientId = call.Query["client_id"];
        if (await IdentityCookie.Find(call) is not null && clientId is not null && call.Realm.FindPoliced(clientId) is { Enabled: true } client
            && SignInLinks.Read(clientId, call.Query["client_data"]) is { } request && RedirectUris.Resolve(call, client, request.RedirectUri, isRequired: true) is not null)
            await AuthorizationAnswer.Error(call, client, request, "temporarily_unavailable", Messages.AuthenticationExpired);
        else if (RestartCookie.Read(call, clientId) is { } remembered && call.Realm.FindClient(remembered.ClientId) is { Enabled: true })
            await BeginAnew(call, remembered, "loginTimeout");
        else
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "cookieNotFound"),
                clientId is not null && call.Realm.FindClient(clientId)?.BaseUrl is { } home ? home : null);
    }

    static async Task BeginAnew(Call call, SignIn signIn, string message)
    {
        if (signIn.EndsHere)
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "expiredActionToken"));
        else
            await BeginAnew(call, signIn.Request, message);
    }

    static async Task BeginAnew(Call call, AuthorizationRequest request, string message)
    {
        var anew = SignInFlow.New(call, request) with { Step = SignInFlow.PasswordStep, Message = message };
        await SignInFlow.Save(call, anew, isFirst: true);
        await Answers.Redirect(call.Http, SignInLinks.Link(call, anew, "authenticate"));
    }

    public static Task SendOn(Call call, SignIn signIn) => Answers.Redirect(call.Http, SignInLinks.Link(call, signIn, signIn.Step switch
    {
        SignInFlow.PasswordStep or SignInFlow.OtpStep => "authenticate",
        var step when FirstBrokerLogin.IsStep(step) => "first-broker-login",
        _ => "required-action",
    }));

    /// <summary>Shows a page of the sign-in: a new code, and the message that waited for it.</summary>
    public static async Task Show(Call call, SignIn signIn, Func<Call, SignIn, Task> page)
    {
        var shown = signIn with { Code = Tickets.NewId() };
        await SignInFlow.Save(call, shown with { Message = null });
        await page(call, shown);
    }

    static async Task ShowAuthenticate(Call call, Client client, SignIn signIn)
    {
        if (signIn.Step is not (SignInFlow.PasswordStep or SignInFlow.OtpStep))
        {
            await SendOn(call, signIn);
            return;
        }
        var user = signIn.UserId is { } id ? await call.Provider.Realms.Users.FindById(call.Realm, id, call.Aborted) : null;
        await Show(call, signIn, (c, s) => s.Step == SignInFlow.OtpStep && user is not null ? SignInPages.Otp(c, s, user) : SignInPages.Login(c, s, s.SessionId is null ? null : user));
    }

    static async Task PostPassword(Call call, Client client, SignIn signIn, Parameters form)
    {
        var again = signIn.SessionId is not null && signIn.UserId is { } id ? await call.Provider.Realms.Users.FindById(call.Realm, id, call.Aborted) : null;
        var login = (form["username"] ?? "").Trim();
        var (user, known, isLocked) = again is not null
            ? await Credentials.Check(call, again, form["password"], call.Aborted)
            : await Credentials.Check(call, login, form["password"], call.Aborted);
        signIn = signIn with { At = call.Now, LoginName = again is null ? login : signIn.LoginName, RememberMe = again is null ? form["rememberMe"] == "on" : signIn.RememberMe };
        if (user is null || !user.Enabled)
        {
            var error = known is null ? "user_not_found" : user is not null ? "user_disabled" : isLocked ? "user_temporarily_disabled" : "invalid_user_credentials";
            await new Trail(call.Realm).User(known, login).Note("redirect_uri", signIn.Request.RedirectUri).Write(call, "LOGIN_ERROR", client, error);
            var language = Languages.Of(call, signIn.Request.UiLocales);
            await Show(call, signIn, (c, s) => SignInPages.Login(c, s, again, Texts.Get(language, user is null ? "invalidUser" : "accountDisabled")));
            return;
        }
        await Proven(call, client, signIn with { UserId = user.Id, HasPassword = true }, user);
    }

    /// <summary>Goes on with a user who is known now. From here on the sign-in has another id, so that nobody who knew the old one can follow (session fixation).</summary>
    public static async Task Proven(Call call, Client client, SignIn signIn, RealmUser user)
    {
        var id = Tickets.NewId();
        await call.Provider.Database.Write(s => s.Execute("UPDATE idp_sign_in SET id = @new WHERE id = @old AND realm_id = @realm", ("new", id), ("old", signIn.Id), ("realm", call.Realm.Id)), call.Aborted);
        Cookies.Write(call, Cookies.AuthSession, id);
        await SignInFlow.Next(call, client, signIn with { Id = id }, user);
    }

    static async Task PostOtp(Call call, Client client, SignIn signIn, Parameters form)
    {
        if (signIn.UserId is not { } id || await call.Provider.Realms.Users.FindById(call.Realm, id, call.Aborted) is not { Enabled: true } user)
        {
            await BeginAnew(call, signIn, "loginTimeout");
            return;
        }
        if (await LoginFailures.IsLocked(call, user, call.Aborted) || !await Credentials.CheckOtp(call, user, form["otp"], call.Aborted))
        {
            await Show(call, signIn with { At = call.Now }, (c, s) => SignInPages.Otp(c, s, user, Texts.Get(Languages.Of(c, s.Request.UiLocales), "invalidTotp")));
            return;
        }
        await SignInFlow.Next(call, client, signIn with { HasOtp = true }, user);
    }

    static async Task PostConsent(Call call, Client client, SignIn signIn, Parameters form)
    {
        if (signIn.UserId is not { } id || await call.Provider.Realms.Users.FindById(call.Realm, id, call.Aborted) is not { Enabled: true } user)
        {
            await BeginAnew(call, signIn, "loginTimeout");
            return;
        }
        if (form.Has("cancel") || !form.Has("accept"))
        {
            await call.Provider.Database.Write(s => signIn.Delete(s, call.Realm.Id), call.Aborted);
            if (signIn.Request.Device is { } device)
            {
                await call.Provider.Database.Write(s => DeviceRequests.Decide(s, call.Realm.Id, device, sessionId: null), call.Aborted);
                await DevicePages.Denied(call);
                return;
            }
            await AuthorizationAnswer.Error(call, client, signIn.Request, "access_denied");
            return;
        }
        if (await SignInFlow.NeedsConsent(call, client, signIn.Request, user) is { } asked)
        {
            await call.Provider.Database.Write(s => Consents.Grant(s, call.Realm.Id, user.Id, client.Id, asked.Select(a => a.Name), call.Provider.Time.GetUtcNow().ToUnixTimeMilliseconds()), call.Aborted);
        }
        await SignInFlow.Finish(call, client, signIn, user);
    }

    static async Task PostForgotPassword(Call call, Client client, SignIn signIn, Parameters form)
    {
        if (!call.Realm.Settings.ResetPasswordAllowed)
        {
            await SendOn(call, signIn);
            return;
        }
        var login = (form["username"] ?? "").Trim();
        if (login.Length == 0)
        {
            await Show(call, signIn, (c, s) => SignInPages.ForgotPassword(c, s, Texts.Get(Languages.Of(c, s.Request.UiLocales), "missingUsername")));
            return;
        }
        // The answer is the same for every name: it tells nobody who has an account.
        var waiting = signIn with { Message = "emailSent", LoginName = login };
        await call.Provider.Database.Write(async s =>
        {
            await waiting.Save(s, call.Realm.Id, SignInFlow.Lifespan(call.Realm));
            await call.Provider.ActionMails.RequestReset(s, call, waiting, login);
        }, call.Aborted);
        call.Provider.Outbox.Wake();
        await SendOn(call, waiting);
    }
}
