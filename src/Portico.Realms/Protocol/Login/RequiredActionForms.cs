using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Passwords;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Sessions;
using Portico.Storage;

namespace Portico.Realms.Protocol.Login;

/// <summary><c>login-actions/required-action</c>: shows the action that is next and takes what was entered.</summary>
static class RequiredActionForms
{
    public static async Task Show(Call call, Client client, SignIn signIn)
    {
        if (await UserOf(call, signIn) is not { } user)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
            return;
        }
        switch (signIn.Step)
        {
            case RequiredActions.UpdatePassword:
                await LoginActions.Show(call, signIn, static (c, s) => SignInPages.UpdatePassword(c, s, s.IsAskedStep ? null : "updatePassword"));
                break;
            case RequiredActions.UpdateProfile:
                await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdateProfile(c, s, user, [], isInvalid: false));
                break;
            case RequiredActions.VerifyProfile:
                await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdateProfile(c, s, user, [.. RequiredActions.ProfileErrors(c.Realm, user)], isInvalid: false));
                break;
            case RequiredActions.ConfigureTotp:
                await LoginActions.Show(call, signIn, (c, s) => SignInPages.ConfigureTotp(c, s, user, OneTimePasswords.NewSeed()));
                break;
            case RequiredActions.Terms:
                await LoginActions.Show(call, signIn, SignInPages.Terms);
                break;
            case RequiredActions.VerifyEmail:
                await VerifyEmailForm.Show(call, client, signIn, user);
                break;
            case SignInFlow.ConsentStep when await SignInFlow.NeedsConsent(call, client, signIn.Request, user) is { } scopes:
                await LoginActions.Show(call, signIn, (c, s) => SignInPages.Consent(c, s, client, scopes));
                break;
            default:
                await Skip(call, client, signIn, user);
                break;
        }
    }

    public static async Task Post(Call call, Client client, SignIn signIn, Parameters form)
    {
        if (await UserOf(call, signIn) is not { } user)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
            return;
        }
        signIn = signIn with { At = call.Now };
        if (signIn.IsAskedStep && form.Has("cancel-aia"))
        {
            await SignInFlow.Next(call, client, signIn with { ActionAsked = false, ActionStatus = "cancelled" }, user);
            return;
        }
        switch (signIn.Step)
        {
            case RequiredActions.UpdatePassword:
                await PostPassword(call, client, signIn, user, form);
                break;
            case RequiredActions.UpdateProfile or RequiredActions.VerifyProfile:
                await PostProfile(call, client, signIn, user, form);
                break;
            case RequiredActions.ConfigureTotp:
                await PostTotp(call, client, signIn, user, form);
                break;
            case RequiredActions.VerifyEmail:
                await VerifyEmailForm.SendAgain(call, client, signIn, user);
                break;
            case RequiredActions.Terms when form.Has("cancel") && signIn.EndsHere:
                await call.Provider.Database.Write(s => signIn.Delete(s, call.Realm.Id), call.Aborted);
                await ErrorPage.Write(call, StatusCodes.Status400BadRequest, Texts.Get(Languages.Of(call, null), "invalidActionToken"));
                break;
            case RequiredActions.Terms when form.Has("cancel"):
                await call.Provider.Database.Write(s => signIn.Delete(s, call.Realm.Id), call.Aborted);
                await AuthorizationAnswer.Error(call, client, signIn.Request, "access_denied");
                break;
            case RequiredActions.Terms:
                await Done(call, client, signIn, user, RequiredActions.Terms, static u => u);
                break;
            default:
                await Show(call, client, signIn);
                break;
        }
    }

    // Only somebody who proved who he is gets here; a sign-in without a user, or with one that is gone, shows nothing.
    static async Task<RealmUser?> UserOf(Call call, SignIn signIn) =>
        signIn.UserId is { } id && (signIn.HasPassword || signIn.SessionId is not null) && signIn.HasOtp && await call.Provider.Realms.Users.FindById(call.Realm, id, call.Aborted) is { Enabled: true } user ? user : null;

    // An action that an application asked for and that does not exist is reported, nothing else can be asked of the person.
    static Task Skip(Call call, Client client, SignIn signIn, RealmUser user) =>
        SignInFlow.Next(call, client, signIn with { ActionAsked = signIn.ActionAsked && !signIn.IsAskedStep, ActionStatus = signIn.IsAskedStep ? "error" : signIn.ActionStatus }, user);

    static async Task PostPassword(Call call, Client client, SignIn signIn, RealmUser user, Parameters form)
    {
        var language = Languages.Of(call, signIn.Request.UiLocales);
        var password = form["password-new"];
        var policy = PasswordPolicy.Of(call.Realm);
        var (error, confirmError) = password switch
        {
            null or "" => (Texts.Get(language, "missingPassword"), (string?)null),
            _ when password != form["password-confirm"] => (null, Texts.Get(language, "notMatchPassword")),
            _ => (policy.Check(password, user.Username, user.Email, call.Provider.Passwords.Blacklists)?.Text ?? (await IsFormer(call, user, policy, password) ? policy.HistoryViolation.Text : null), null),
        };
        if (error is not null || confirmError is not null)
        {
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdatePassword(c, s, null, error, confirmError));
            return;
        }
        if (await ActionTokenEndpoint.Spend(call, signIn, user) is not { } spent)
            return;
        var credential = await call.Provider.Passwords.Hash(call.Realm, password!, call.Aborted);
        await call.Provider.Realms.Users.SetPassword(call.Realm, user.Id, credential, temporary: false, policy.History, call.Aborted);
        if (form["logout-sessions"] == "on")
            await SessionEnding.EndOfUser(call.Provider, call.Realm, call.Issuer, user.Id, call.Aborted, except: signIn.SessionId);
        await Done(call, client, spent, user, RequiredActions.UpdatePassword, static u => u);
    }

    static async Task<bool> IsFormer(Call call, RealmUser user, PasswordPolicy policy, string password)
    {
        if (policy.History == 0)
            return false;
        foreach (var credential in user.Credentials.Where(c => c.Type is "password" or "password-history").OrderByDescending(c => c.CreatedAt).Take(policy.History))
        {
            if (await call.Provider.Passwords.Verify(credential, password, call.Aborted))
                return true;
        }
        return false;
    }

    static async Task PostProfile(Call call, Client client, SignIn signIn, RealmUser user, Parameters form)
    {
        var email = form["email"] is { } given ? given.Trim().ToLowerInvariant() is { Length: > 0 } address ? address : null : user.Email;
        var changed = user with
        {
            Username = call.Realm.Settings.EditUsernameAllowed && form["username"]?.Trim().ToLowerInvariant() is { Length: > 0 } name ? name : user.Username,
            Email = email,
            EmailVerified = user.EmailVerified && email == user.Email,
            FirstName = form["firstName"] is { } first ? first.Trim() : user.FirstName,
            LastName = form["lastName"] is { } last ? last.Trim() : user.LastName,
        };
        var errors = RequiredActions.ProfileErrors(call.Realm, changed).ToList();
        if (errors.Count == 0 && email is not null && email != user.Email && !call.Realm.Settings.DuplicateEmailsAllowed
            && await call.Provider.Realms.Users.FindByEmail(call.Realm, email, call.Aborted) is { } other && other.Id != user.Id)
            errors.Add(new("email", "emailExists", []));
        if (errors.Count > 0)
        {
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdateProfile(c, s, changed, errors, isInvalid: true));
            return;
        }
        try
        {
            await Done(call, client, signIn, user, RequiredActions.UpdateProfile, u => u with
            {
                Username = changed.Username,
                Email = changed.Email,
                EmailVerified = changed.EmailVerified,
                FirstName = changed.FirstName,
                LastName = changed.LastName,
                RequiredActions = [.. u.RequiredActions.Where(a => a != RequiredActions.VerifyProfile)],
            });
        }
        catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.UpdateProfile(c, s, changed, [new("username", "usernameExists", [])], isInvalid: true));
        }
    }

    static async Task PostTotp(Call call, Client client, SignIn signIn, RealmUser user, Parameters form)
    {
        var seed = form["totpSecret"] is { Length: >= 16 and <= 64 } sent && sent.All(char.IsAsciiLetterOrDigit) ? sent : OneTimePasswords.NewSeed();
        if (!OneTimePasswords.Fits(call, seed, form["totp"]))
        {
            var key = string.IsNullOrWhiteSpace(form["totp"]) ? "missingTotp" : "invalidTotp";
            await LoginActions.Show(call, signIn, (c, s) => SignInPages.ConfigureTotp(c, s, user, seed, Texts.Get(Languages.Of(c, s.Request.UiLocales), key)));
            return;
        }
        if (await ActionTokenEndpoint.Spend(call, signIn, user) is not { } spent)
            return;
        await OneTimePasswords.Add(call, user, seed, form["userLabel"], call.Aborted);
        if (form["logout-sessions"] == "on")
            await SessionEnding.EndOfUser(call.Provider, call.Realm, call.Issuer, user.Id, call.Aborted, except: signIn.SessionId);
        await Done(call, client, spent, user, RequiredActions.ConfigureTotp, static u => u);
    }

    static async Task Done(Call call, Client client, SignIn signIn, RealmUser known, string action, Func<RealmUser, RealmUser> change)
    {
        if (await ActionTokenEndpoint.Spend(call, signIn, known) is not { } spent)
            return;
        signIn = spent with { Actions = [.. spent.Actions.Where(a => a != action)] };
        var user = await call.Provider.Realms.Users.Update(call.Realm, known.Id, u => change(u) with { RequiredActions = [.. change(u).RequiredActions.Where(a => a != action)] }, call.Aborted);
        if (user is null || await call.Provider.Realms.Users.FindById(call.Realm, known.Id, call.Aborted) is not { } whole)
        {
            await ErrorPage.Write(call, StatusCodes.Status400BadRequest, "Invalid Request");
            return;
        }
        await SignInFlow.Next(call, client, signIn with { ActionAsked = signIn.ActionAsked && !signIn.IsAskedStep, ActionStatus = signIn.IsAskedStep ? "success" : signIn.ActionStatus }, whole);
    }
}
