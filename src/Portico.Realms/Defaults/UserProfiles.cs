using System.Text.Json;

namespace Portico.Realms.Defaults;

/// <summary>The user profile of a realm that has none of its own. Realm master asks for neither names nor addresses.</summary>
static class UserProfiles
{
    public const string Document = "userProfile";

    public static JsonElement Default(bool master) => Resource.Get(master ? "user-profile-master.json" : "user-profile.json");
}
