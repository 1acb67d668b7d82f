using System.Collections.Frozen;
using System.Data.Common;
using Portico.Realms.Model;
using Portico.Realms.Pages;
using Portico.Realms.Passwords;
using Portico.Realms.Sessions;
using Portico.Storage;

namespace Portico.Realms.Protocol.Login;

/// <summary>Signing up, where the realm allows it: the new user gets the realm's default roles and groups, and is signed in.</summary>
static class RegistrationForm
{
    public static Task Show(Call call, Client client, SignIn signIn) => call.Realm.Settings.RegistrationAllowed
        ? LoginActions.Show(call, signIn, static (c, s) => SignInPages.Register(c, s, Parameters.None, FrozenDictionary<string, string>.Empty))
        : ErrorPage.Write(call, 400, "Registration not allowed");

    public static async Task Post(Call call, Client client, SignIn signIn, Parameters form)
    {
        var realm = call.Realm;
        if (!realm.Settings.RegistrationAllowed)
        {
            await ErrorPage.Write(call, 400, "Registration not allowed");
            return;
        }
        var email = Trimmed(form, "email")?.ToLowerInvariant();
        var user = new RealmUser
        {
            Id = Guid.NewGuid().ToString(),
            Username = (realm.Settings.RegistrationEmailAsUsername ? email : Trimmed(form, "username")?.ToLowerInvariant()) ?? "",
            Email = email,
            FirstName = Trimmed(form, "firstName"),
            LastName = Trimmed(form, "lastName"),
            Enabled = true,
            CreatedAt = call.Provider.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            RoleIds = realm.DefaultRole is { } role ? [role.Id] : [],
            GroupIds = realm.DefaultGroupIds,
            RequiredActions = [.. realm.RequiredActions.Where(a => a.Enabled && a.DefaultAction).Select(a => a.Alias)],
        };
        var errors = Check(call, signIn, user, form);
        if (errors.Count == 0)
        {
            if (await call.Provider.Realms.Users.FindByUsername(realm, user.Username, call.Aborted) is not null)
                errors["username"] = T(call, signIn, "usernameExists");
            else if (email is not null && !realm.Settings.DuplicateEmailsAllowed && await call.Provider.Realms.Users.FindByEmail(realm, email, call.Aborted) is not null)
                errors["email"] = T(call, signIn, "emailExists");
        }
        if (errors.Count == 0)
        {
            var password = await call.Provider.Passwords.Hash(realm, form["password"]!, call.Aborted);
            try
            {
                await call.Provider.Realms.Users.Add(realm, user with { Credentials = [password with { Priority = 10 }] }, call.Aborted);
            }
            catch (DbException e) when (DbExceptions.IsUniqueViolation(e))
            {
                errors["username"] = T(call, signIn, "usernameExists"); // somebody was quicker
            }
        }
        if (errors.Count > 0)
        {
            await LoginActions.Show(call, signIn with { At = call.Now }, (c, s) => SignInPages.Register(c, s, form, errors));
            return;
        }
        await new Trail(call.Realm) { UserId = user.Id }.User(user, user.Username).Note("register_method", "form").Note("email", email).Write(call, "REGISTER", client);
        await LoginActions.Proven(call, client, signIn with { UserId = user.Id, LoginName = user.Username, HasPassword = true, At = call.Now }, user);
    }

    static Dictionary<string, string> Check(Call call, SignIn signIn, RealmUser user, Parameters form)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (user.Username.Length == 0)
            errors["username"] = T(call, signIn, "missingUsername");
        foreach (var error in ProfileRules.Check(call.Realm.UserProfile, user, byAdmin: false))
            errors.TryAdd(error.Attribute, Texts.Get(Languages.Of(call, signIn.Request.UiLocales), error.Message, [.. error.Parameters]));
        var password = form["password"];
        if (string.IsNullOrEmpty(password))
            errors["password"] = T(call, signIn, "missingPassword");
        else if (password != form["password-confirm"])
            errors["password-confirm"] = T(call, signIn, "invalidPasswordConfirm");
        else if (PasswordPolicy.Of(call.Realm).Check(password, user.Username, user.Email, call.Provider.Passwords.Blacklists) is { } violation)
            errors["password"] = violation.Text;
        return errors;
    }

    static string T(Call call, SignIn signIn, string key) => Texts.Get(Languages.Of(call, signIn.Request.UiLocales), key);

    static string? Trimmed(Parameters form, string name) => form[name]?.Trim() is { Length: > 0 } value ? value : null;
}
