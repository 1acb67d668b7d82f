using System.Text.Json;

namespace Portico.Realms.Model;

/// <summary>A realm's user profile: which attributes users have, and what is valid.</summary>
sealed class UserProfile
{
    UserProfile(JsonElement document)
    {
        Document = document;
        Attributes = [.. document.Items("attributes").Select(a => new ProfileAttribute(a))];
        UnmanagedPolicy = document.Text("unmanagedAttributePolicy");
    }

    public JsonElement Document { get; }

    public IReadOnlyList<ProfileAttribute> Attributes { get; }

    /// <summary><c>ENABLED</c>, <c>ADMIN_EDIT</c>, <c>ADMIN_VIEW</c>, or null: attributes that are not declared are dropped.</summary>
    public string? UnmanagedPolicy { get; }

    public static UserProfile Of(RealmSnapshot realm) => new(realm.FindDocument("userProfile") ?? Defaults.UserProfiles.Default(realm.IsMaster));

    public ProfileAttribute? Find(string name) => Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>Whether the user lacks something, or has something invalid, that he himself must correct at sign-in (VERIFY_PROFILE).</summary>
    public bool IsComplete(RealmUser user) => user.ServiceAccountClientId is not null || ProfileRules.Check(this, user, byAdmin: false).Count == 0;
}
