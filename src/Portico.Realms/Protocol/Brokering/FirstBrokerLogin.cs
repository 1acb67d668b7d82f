using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Mail;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Protocol.Login;
using Portico.Realms.Sessions;
using Portico.Storage;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>
/// <c>login-actions/first-broker-login</c>: somebody comes from another provider for the first time. What the profile lacks is asked for; then a user is made, or, where an account of that name
/// or address is there already, the person has to prove that it is the own one, by a mail to its address or by its password, before the two are linked.
/// </summary>
static class FirstBrokerLogin
{
    public const string ReviewStep = "idp-review-profile";
    public const string ConfirmStep = "idp-confirm-link";
    public const string MailStep = "idp-email-verification";
    public const string ReauthStep = "idp-username-password-form";

    public static bool IsStep(string? step) => step is ReviewStep or ConfirmStep or MailStep or ReauthStep;

    public static Task Handle(Call call) => LoginActions.Handle(call, static (c, client, signIn, form) => With(c, client, signIn, (p, i) => Post(c, p, client, signIn, i, form)),
        static (c, client, signIn) => With(c, client, signIn, (p, i) => Show(c, p, signIn, i)));

    public static async Task Begin(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity)
    {
        if (provider.LinkOnly)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "identityProviderLinkOnly", provider.DisplayName), client.BaseUrl);
            return;
        }
        if (signIn.UserId is not null)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "differentUser", signIn.LoginName));
            return;
        }
        // From here on the sign-in has another id, as after any proof of who somebody is (session fixation).
        var id = Tickets.NewId();
        await call.Provider.Database.Write(s => s.Execute("UPDATE idp_sign_in SET id = @new WHERE id = @old AND realm_id = @realm", ("new", id), ("old", signIn.Id), ("realm", call.Realm.Id)), call.Aborted);
        Cookies.Write(call, Cookies.AuthSession, id);
        signIn = signIn with { Id = id, At = call.Now, Broker = identity.Seal(call), LinkPending = true, Message = null };
        if (RequiredActions.ProfileErrors(call.Realm, NewUser(call, identity)).Any() || identity.Username.Length == 0)
            await GoTo(call, signIn, ReviewStep);
        else
            await CreateOrConfirm(call, provider, client, signIn, identity);
    }

    static async Task With(Call call, Client client, SignIn signIn, Func<UpstreamProvider, BrokeredIdentity, Task> work)
    {
        if (!IsStep(signIn.Step) || signIn.Broker is not { } text)
            await LoginActions.SendOn(call, signIn);
        else if (BrokeredIdentity.Unseal(call, text) is var identity && UpstreamProvider.Find(call.Realm, identity.Alias) is { } provider)
            await work(provider, identity);
        else
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "identityProviderNotFound"), client.BaseUrl);
    }

    static async Task Show(Call call, UpstreamProvider provider, SignIn signIn, BrokeredIdentity identity)
    {
        var existing = await Existing(call, identity);
        await LoginActions.Show(call, signIn, (c, s) => s.Step switch
        {
            ReviewStep => SignInPages.UpdateProfile(c, s, NewUser(c, identity), [.. RequiredActions.ProfileErrors(c.Realm, NewUser(c, identity))], isInvalid: false, form: BrokerPages.Review),
            ConfirmStep => BrokerPages.Confirm(c, s, existing.User, existing.By, identity),
            MailStep => BrokerPages.Mail(c, s, provider, existing.User?.Username ?? "", identity),
            _ => SignInPages.Login(c, s, existing.User, alert: Texts.Get(Languages.Of(c, s.Request.UiLocales), "linkReauthenticate", provider.DisplayName), action: "first-broker-login"),
        });
    }

    static async Task Post(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity, Parameters form)
    {
        signIn = signIn with { At = call.Now };
        switch (signIn.Step)
        {
            case ReviewStep:
                await PostReview(call, provider, client, signIn, identity, form);
                break;
            case ConfirmStep when form["submitAction"] == "updateProfile":
                await GoTo(call, signIn, ReviewStep);
                break;
            case ConfirmStep when form["submitAction"] == "linkAccount":
                await Prove(call, provider, client, signIn, identity);
                break;
            case MailStep when call.Query.Has("password"):
                await GoTo(call, signIn, ReauthStep);
                break;
            case MailStep:
                await Prove(call, provider, client, signIn, identity);
                break;
            case ReauthStep:
                await PostPassword(call, provider, client, signIn, identity, form);
                break;
            default:
                await Show(call, provider, signIn, identity);
                break;
        }
    }

    static async Task PostReview(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity, Parameters form)
    {
        string? Text(string name) => form[name]?.Trim() is { Length: > 0 } text ? text : null;
        var email = Text("email")?.ToLowerInvariant();
        var changed = identity with
        {
            Username = Text("username")?.ToLowerInvariant() ?? "",
            Email = email,
            EmailTrusted = identity.EmailTrusted && email == identity.Email,
            FirstName = Text("firstName"),
            LastName = Text("lastName"),
        };
        var user = NewUser(call, changed);
        var errors = ProfileRules.Check(call.Realm.UserProfile, user, byAdmin: false);
        if (errors.Count > 0)
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdateProfile(c, s, user, errors, isInvalid: true, form: BrokerPages.Review));
        else
            await CreateOrConfirm(call, provider, client, signIn with { Broker = changed.Seal(call) }, changed);
    }

    static async Task CreateOrConfirm(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity)
    {
        if ((await Existing(call, identity)).User is null)
        {
            try
            {
                var user = await BrokerUsers.Create(call, provider, NewUser(call, identity), identity);
                await new Trail(call.Realm) { UserId = user.Id }.User(user, user.Username).Note("identity_provider", provider.Alias).Note("identity_provider_identity", identity.ExternalName).Note("register_method", "broker").Write(call, "REGISTER", client);
                await LoginActions.Proven(call, client, BrokerUsers.Known(call, signIn, user, identity), user);
                return;
            }
            catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
            {
                // Somebody took the name or the address meanwhile.
            }
        }
        await GoTo(call, signIn, ConfirmStep);
    }

    static async Task Prove(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity)
    {
        if ((await Existing(call, identity)).User is not { } user)
        {
            await CreateOrConfirm(call, provider, client, signIn, identity);
            return;
        }
        if (user.Email is not { } email || MailServer.Of(call.Realm) is null)
        {
            await GoTo(call, signIn with { LoginName = user.Username }, ReauthStep);
            return;
        }
        var mails = call.Provider.ActionMails;
        var token = mails.New(call.Realm, ActionToken.LinkAccount, user, email, client.ClientId) with { SignIn = $"{signIn.Id}.{signIn.Tab}", Broker = provider.DisplayName };
        if (signIn.MailedTo == email && call.Now - signIn.MailedAt < 30)
            await GoTo(call, signIn with { Message = "emailVerifyWait" }, MailStep);
        else if (await mails.Send(call.Realm, call.Issuer, token, user, call.Aborted) is not null)
            await GoTo(call, signIn with { LoginName = user.Username, Message = "emailSendError" }, ReauthStep);
        else
            await GoTo(call, signIn with { MailedTo = email, MailedAt = call.Now, LoginName = user.Username }, MailStep);
    }

    /// <summary>The link of the mail was opened in the browser that waits for it.</summary>
    public static async Task Mailed(Call call, ActionToken token, Client client, RealmUser user)
    {
        if (await ActionTokenEndpoint.Waiting(call, token) is not { Step: MailStep, Broker: not null } signIn)
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "linkOtherBrowser"));
        else if (!await ActionToken.Spend(call, token.Id, token.Expires))
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "expiredActionToken"));
        else
            await LoginActions.Proven(call, client, signIn with { UserId = user.Id, LoginName = user.Username, HasPassword = true, HasOtp = false, At = call.Now }, user);
    }

    static async Task PostPassword(Call call, UpstreamProvider provider, Client client, SignIn signIn, BrokeredIdentity identity, Parameters form)
    {
        if ((await Existing(call, identity)).User is not { } existing)
        {
            await CreateOrConfirm(call, provider, client, signIn, identity);
            return;
        }
        var (user, _, _) = await Credentials.Check(call, existing, form["password"], call.Aborted);
        if (user is { Enabled: true })
            await LoginActions.Proven(call, client, signIn with { UserId = user.Id, LoginName = user.Username, HasPassword = true, HasOtp = false }, user);
        else
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.Login(c, s, existing, Texts.Get(Languages.Of(c, s.Request.UiLocales), user is null ? "invalidUser" : "accountDisabled"), action: "first-broker-login"));
    }

    /// <summary>Links the account that was proven to be the person's; called once nothing is left to prove. Null when the person has been told why not.</summary>
    public static async Task<SignIn?> Link(Call call, SignIn signIn, RealmUser user)
    {
        var identity = BrokeredIdentity.Unseal(call, signIn.Broker!);
        if (UpstreamProvider.Find(call.Realm, identity.Alias) is { } provider && await BrokerUsers.LinkTo(call, provider, user, identity))
            return signIn with { LinkPending = false };
        await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), "identityProviderAlreadyLinked", identity.Alias));
        return null;
    }

    static async Task<(RealmUser? User, string By)> Existing(Call call, BrokeredIdentity identity)
    {
        var users = call.Provider.Realms.Users;
        if (identity.Email is { } email && !call.Realm.Settings.DuplicateEmailsAllowed && await users.FindByEmail(call.Realm, email, call.Aborted) is { } byEmail)
            return (byEmail, "email");
        return (await users.FindByUsername(call.Realm, UsernameOf(call, identity), call.Aborted), "username");
    }

    static string UsernameOf(Call call, BrokeredIdentity identity) => call.Realm.Settings.RegistrationEmailAsUsername && identity.Email is { } email ? email : identity.Username;

    static RealmUser NewUser(Call call, BrokeredIdentity identity) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Username = UsernameOf(call, identity),
        Email = identity.Email,
        EmailVerified = identity.EmailTrusted,
        FirstName = identity.FirstName,
        LastName = identity.LastName,
        Enabled = true,
        CreatedAt = call.Provider.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        RequiredActions = [.. call.Realm.RequiredActions.Where(a => a.Enabled && a.DefaultAction).Select(a => a.Alias)],
    };

    static async Task GoTo(Call call, SignIn signIn, string step)
    {
        var next = signIn with { Step = step };
        await SignInFlow.Save(call, next);
        await LoginActions.SendOn(call, next);
    }
}
