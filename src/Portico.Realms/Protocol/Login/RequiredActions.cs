using Portico.Realms.Model;

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
    public static IReadOnlyList<string> Pending(RealmSnapshot realm, RealmUser user)
    {
        var pending = user.RequiredActions.ToHashSet(StringComparer.Ordinal);
        if (!realm.UserProfile.IsComplete(user))
            pending.Add(VerifyProfile);
        if (realm.Settings.VerifyEmail && !user.EmailVerified && user.Email is not null)
            pending.Add(VerifyEmail);
        return pending.Count == 0 ? [] : [.. realm.RequiredActions.Where(a => a.Enabled && pending.Contains(a.Alias)).OrderBy(a => a.Priority).Select(a => a.Alias)];
    }

    public static bool IsKnown(RealmSnapshot realm, string alias) =>
        alias is UpdatePassword or UpdateProfile or ConfigureTotp && realm.RequiredActions.Any(a => a.Enabled && a.Alias == alias);
}
