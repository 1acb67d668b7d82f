using Portico.Realms.Model;
using Portico.Realms.Passwords;

namespace Portico.Realms.Protocol.Login;

/// <summary>What a user still has to do before a sign-in may finish.</summary>
static class RequiredActions
{
    public const string UpdatePassword = "UPDATE_PASSWORD";
    public const string UpdateProfile = "UPDATE_PROFILE";
    public const string VerifyProfile = "VERIFY_PROFILE";
    public const string VerifyEmail = "VERIFY_EMAIL";
    public const string ConfigureTotp = "CONFIGURE_TOTP";
    public const string Terms = "TERMS_AND_CONDITIONS";

    /// <summary>In the realm's order. Actions that the realm has switched off are skipped.</summary>
    /// <param name="more">Actions of this sign-in alone.</param>
    public static IReadOnlyList<string> Pending(RealmSnapshot realm, RealmUser user, long now, IReadOnlyList<string>? more = null)
    {
        var pending = user.RequiredActions.Concat(more ?? []).ToHashSet(StringComparer.Ordinal);
        if (user.Password is { } password && PasswordPolicy.Of(realm).ExpireAfterDays is > 0 and var days && now - (password.CreatedAt / 1000) > days * 86400)
            pending.Add(UpdatePassword);
        if (ProfileErrors(realm, user).Any())
            pending.Add(VerifyProfile);
        if (realm.Settings.VerifyEmail && !user.EmailVerified && user.Email is not null)
            pending.Add(VerifyEmail);
        if (user.EmailVerified || user.Email is null)
            pending.Remove(VerifyEmail);
        return pending.Count == 0 ? [] : [.. realm.RequiredActions.Where(a => a.Enabled && pending.Contains(a.Alias)).OrderBy(a => a.Priority).Select(a => a.Alias)];
    }

    /// <summary>What the user himself has to correct in his profile. A name that he cannot change is not his to correct.</summary>
    public static IEnumerable<ProfileError> ProfileErrors(RealmSnapshot realm, RealmUser user) => user.ServiceAccountClientId is not null
        ? []
        : ProfileRules.Check(realm.UserProfile, user, byAdmin: false).Where(e => e.Attribute != "username" || realm.Settings.EditUsernameAllowed);
}
