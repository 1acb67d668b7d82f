using System.Text;
using Portico.Realms.Model;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;

namespace Portico.Realms.Pages;

/// <summary>The pages between an authorization request and its answer. Each posts to the address that <see cref="SignInLinks"/> gives it.</summary>
static class SignInPages
{
    /// <summary>User name and password; only the password where the user is known already.</summary>
    public static Task Login(Call call, SignIn signIn, RealmUser? known, string? error = null, string? alert = null, string action = "authenticate")
    {
        var settings = call.Realm.Settings;
        var page = New(call, signIn, "login", "loginAccountTitle", alert);
        if (alert is null && known is not null && signIn.Message is null)
            page = New(call, signIn, "login", "loginAccountTitle", "reauthenticate");
        var name = signIn.LoginName ?? signIn.Request.LoginHint;
        page.Add($"""
            <div id="kc-form"><div id="kc-form-wrapper">
            <form id="kc-form-login" method="post" action="{Page.E(SignInLinks.Action(call, signIn, action))}">

            """);
        if (known is null)
            page.Add(Field.Text(page, "username", settings.LoginWithEmailAllowed ? "usernameOrEmail" : "username", name, "text", "username", error, focus: string.IsNullOrEmpty(name)));
        else
            page.Add($"""<p id="kc-username" class="known-user"><span id="kc-attempted-username">{Page.E(known.Username)}</span> <a id="reset-login" href="{Page.E(SignInLinks.Link(call, signIn, "restart"))}">{Page.E(page.T("restartLogin"))}</a></p>""");
        page.Add(Field.Text(page, "password", "password", null, "password", "current-password", known is null ? null : error, focus: known is not null || !string.IsNullOrEmpty(name)));
        if (settings.RememberMe && known is null)
            page.Add($"""<div class="choice"><input id="rememberMe" name="rememberMe" type="checkbox"{(signIn.RememberMe ? " checked" : "")}><label for="rememberMe">{Page.E(page.T("rememberMe"))}</label></div>""");
        if (settings.ResetPasswordAllowed)
            page.Add($"""<p class="aside"><a href="{Page.E(SignInLinks.Link(call, signIn, "reset-credentials"))}">{Page.E(page.T("doForgotPassword"))}</a></p>""");
        page.Add($"""
            <input type="hidden" id="id-hidden-input" name="credentialId" value="">
            <button class="primary" id="kc-login" name="login" type="submit">{Page.E(page.T("doLogIn"))}</button>
            </form>
            </div></div>

            """);
        if (settings.RegistrationAllowed && known is null)
            page.Add($"""<div id="kc-registration-container"><div id="kc-registration"><span>{Page.E(page.T("noAccount"))} <a href="{Page.E(SignInLinks.Link(call, signIn, "registration"))}">{Page.E(page.T("doRegister"))}</a></span></div></div>""");
        if (action == "authenticate")
            page.Add(BrokerPages.Buttons(call, page, signIn));
        return page.Write();
    }

    public static Task Otp(Call call, SignIn signIn, RealmUser user, string? error = null)
    {
        var page = New(call, signIn, "login-otp", "otpTitle");
        var first = user.Credentials.First(c => c.Type == "otp");
        return page.Add($"""
            <form id="kc-otp-login-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "authenticate"))}">
            <input type="hidden" id="selectedCredentialId" name="selectedCredentialId" value="{Page.E(first.Id)}">
            {Field.Text(page, "otp", "otpCode", null, "text", "one-time-code", error, focus: true)}
            <button class="primary" id="kc-login" name="login" type="submit">{Page.E(page.T("doLogIn"))}</button>
            </form>
            """).Write();
    }

    public static Task UpdatePassword(Call call, SignIn signIn, string? alert, string? newError = null, string? confirmError = null)
    {
        var page = New(call, signIn, "login-update-password", "updatePasswordTitle", alert);
        return page.Add($"""
            <form id="kc-passwd-update-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "required-action"))}">
            {Field.Text(page, "password-new", "passwordNew", null, "password", "new-password", newError, focus: true)}
            {Field.Text(page, "password-confirm", "passwordConfirm", null, "password", "new-password", confirmError)}
            <div class="choice"><input id="logout-sessions" name="logout-sessions" type="checkbox" value="on" checked><label for="logout-sessions">{Page.E(page.T("logoutOtherSessions"))}</label></div>
            {Buttons(page, signIn)}
            </form>
            """).Write();
    }

    /// <param name="form">Page id, form id and action of another form with the same fields.</param>
    public static Task UpdateProfile(
        Call call, SignIn signIn, RealmUser shown, IReadOnlyList<ProfileError> errors, bool isInvalid, (string Page, string Form, string Action)? form = null)
    {
        var (id, formId, action) = form ?? ("login-update-profile", "kc-update-profile-form", "required-action");
        var page = New(call, signIn, id, "updateProfileTitle", isInvalid || form is not null ? null : "updateProfile");
        page.Add($"""<form id="{formId}" method="post" action="{Page.E(SignInLinks.Action(call, signIn, action))}">""");
        if (call.Realm.Settings.EditUsernameAllowed || form is not null)
            page.Add(Field.Text(page, "username", "username", shown.Username, "text", "username", Error(page, errors, "username")));
        page.Add(Field.Text(page, "email", "email", shown.Email, "email", "email", Error(page, errors, "email")));
        page.Add(Field.Text(page, "firstName", "firstName", shown.FirstName, "text", "given-name", Error(page, errors, "firstName")));
        page.Add(Field.Text(page, "lastName", "lastName", shown.LastName, "text", "family-name", Error(page, errors, "lastName")));
        return page.Add($"{Buttons(page, signIn)}</form>").Write();
    }

    public static Task ConfigureTotp(Call call, SignIn signIn, RealmUser user, string seed, string? error = null)
    {
        var page = New(call, signIn, "login-config-totp", "totpTitle", signIn.IsAskedStep ? null : "totpInstruction");
        return page.Add($"""
            <ol id="kc-totp-settings">
            <li><p>{Page.E(page.T("totpStep1"))}</p></li>
            <li><p>{Page.E(page.T("totpStep2"))}</p><p><code id="kc-totp-secret-key">{Page.E(OneTimePasswords.Base32(seed))}</code></p>
            <p><a href="{Page.E(OneTimePasswords.Uri(call, user, seed))}">otpauth://</a></p></li>
            <li><p>{Page.E(page.T("totpStep3"))}</p></li>
            </ol>
            <form id="kc-totp-settings-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "required-action"))}">
            {Field.Text(page, "totp", "otpCode", null, "text", "one-time-code", error, focus: true)}
            <input type="hidden" id="totpSecret" name="totpSecret" value="{Page.E(seed)}">
            {Field.Text(page, "userLabel", "deviceName")}
            <div class="choice"><input id="logout-sessions" name="logout-sessions" type="checkbox" value="on" checked><label for="logout-sessions">{Page.E(page.T("logoutOtherSessions"))}</label></div>
            {Buttons(page, signIn)}
            </form>
            """).Write();
    }

    public static Task Terms(Call call, SignIn signIn)
    {
        var page = New(call, signIn, "terms", "termsTitle");
        return page.Add($"""
            <div id="kc-terms-text">{Page.E(page.T("termsText"))}</div>
            <form method="post" action="{Page.E(SignInLinks.Action(call, signIn, "required-action"))}">
            <div class="buttons"><button class="primary" id="kc-accept" name="accept" type="submit">{Page.E(page.T("doAccept"))}</button>
            <button id="kc-decline" name="cancel" type="submit">{Page.E(page.T("doDecline"))}</button></div>
            </form>
            """).Write();
    }

    public static Task Consent(Call call, SignIn signIn, Client client, IEnumerable<ClientScope> scopes)
    {
        var name = client.Name is { Length: > 0 } given ? given : client.ClientId;
        var page = new Page(call, "login-oauth-grant", signIn.Request.UiLocales) { Heading = Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "consentTitle", name) };
        var items = new StringBuilder();
        foreach (var scope in scopes)
            items.Append($"<li><span>{Page.E(ConsentText(page, scope))}</span></li>");
        return page.Add($"""
            <div id="kc-oauth">
            <h2>{Page.E(page.T("consentQuestion"))}</h2>
            <ul>{items}</ul>
            <form method="post" action="{Page.E(SignInLinks.Action(call, signIn, "consent"))}">
            <input type="hidden" name="code" value="{Page.E(signIn.Code)}">
            <div class="buttons"><button class="primary" id="kc-login" name="accept" type="submit" value="{Page.E(page.T("doYes"))}">{Page.E(page.T("doYes"))}</button>
            <button id="kc-cancel" name="cancel" type="submit" value="{Page.E(page.T("doNo"))}">{Page.E(page.T("doNo"))}</button></div>
            </form>
            </div>
            """).Write();
    }

    public static Task Register(Call call, SignIn signIn, Parameters values, IReadOnlyDictionary<string, string> errors)
    {
        var page = New(call, signIn, "register", "registerTitle");
        page.Add($"""<form id="kc-register-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "registration"))}">""");
        if (!call.Realm.Settings.RegistrationEmailAsUsername)
            page.Add(Field.Text(page, "username", "username", values["username"], "text", "username", errors.GetValueOrDefault("username"), isRequired: true));
        page.Add(Field.Text(page, "password", "password", null, "password", "new-password", errors.GetValueOrDefault("password"), isRequired: true));
        page.Add(Field.Text(page, "password-confirm", "passwordConfirm", null, "password", "new-password", errors.GetValueOrDefault("password-confirm"), isRequired: true));
        page.Add(Field.Text(page, "email", "email", values["email"], "email", "email", errors.GetValueOrDefault("email"), isRequired: true));
        page.Add(Field.Text(page, "firstName", "firstName", values["firstName"], "text", "given-name", errors.GetValueOrDefault("firstName"), isRequired: true));
        page.Add(Field.Text(page, "lastName", "lastName", values["lastName"], "text", "family-name", errors.GetValueOrDefault("lastName"), isRequired: true));
        return page.Add($"""
            <button class="primary" type="submit">{Page.E(page.T("doRegister"))}</button>
            </form>
            <p class="aside"><a href="{Page.E(SignInLinks.Link(call, signIn, "authenticate"))}">{Page.E(page.T("backToLogin"))}</a></p>
            """).Write();
    }

    public static Task VerifyEmail(Call call, SignIn signIn, string email)
    {
        var page = New(call, signIn, "login-verify-email", "emailVerifyTitle", "verifyEmailMessage");
        return page.Add($"""
            <p class="instruction">{Page.E(page.T("emailVerifySent", email))}</p>
            <p class="instruction">{Page.E(page.T("emailVerifyResend"))} <a href="{Page.E(SignInLinks.Action(call, signIn, "required-action"))}">{Page.E(page.T("doResend"))}</a></p>
            """).Write();
    }

    public static Task ForgotPassword(Call call, SignIn signIn, string? error = null)
    {
        var page = New(call, signIn, "login-reset-password", "forgotTitle");
        return page.Add($"""
            <form id="kc-reset-password-form" method="post" action="{Page.E(SignInLinks.Action(call, signIn, "reset-credentials"))}">
            {Field.Text(page, "username", call.Realm.Settings.LoginWithEmailAllowed ? "usernameOrEmail" : "username", signIn.LoginName, "text", "username", error, focus: true)}
            <button class="primary" type="submit">{Page.E(page.T("doSubmit"))}</button>
            </form>
            <p class="aside"><a href="{Page.E(SignInLinks.Link(call, signIn, "authenticate"))}">{Page.E(page.T("backToLogin"))}</a></p>
            <p class="instruction">{Page.E(page.T("forgotInstruction"))}</p>
            """).Write();
    }

    static string ConsentText(Page page, ClientScope scope) => scope.ConsentText switch
    {
        null or "" => scope.Name,
        ['$', '{', .. var key, '}'] => page.T(key),
        var text => text,
    };

    static string? Error(Page page, IReadOnlyList<ProfileError> errors, string attribute) =>
        errors.FirstOrDefault(e => e.Attribute == attribute) is { } error ? page.T(error.Message, [.. error.Parameters]) : null;

    static string Buttons(Page page, SignIn signIn) => signIn.IsAskedStep
        ? $"""<div class="buttons"><button class="primary" name="login" type="submit">{Page.E(page.T("doSubmit"))}</button><button name="cancel-aia" type="submit" value="true" formnovalidate>{Page.E(page.T("doCancel"))}</button></div>"""
        : $"""<button class="primary" name="login" type="submit">{Page.E(page.T("doSubmit"))}</button>""";

    public static Page New(Call call, SignIn signIn, string id, string heading, string? alert = null)
    {
        var language = Languages.Of(call, signIn.Request.UiLocales);
        var message = signIn.Message ?? alert;
        return new Page(call, id, signIn.Request.UiLocales)
        {
            Heading = Texts.Get(language, heading),
            Alert = message is null ? null : Texts.Get(language, message),
            IsError = signIn.Message is "expiredAction" or "loginTimeout",
        };
    }
}
