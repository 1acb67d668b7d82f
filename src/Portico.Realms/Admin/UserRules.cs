using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Admin;

/// <summary>The user profile applied to what an administrator sends.</summary>
static class UserRules
{
    static readonly string[] s_internal = ["LDAP_ENTRY_DN", "LDAP_ID"];

    /// <summary>The refusal, one error or a list of them, or null.</summary>
    public static AdminAnswer? Check(RealmSnapshot realm, RealmUser user)
    {
        var errors = ProfileRules.Check(realm.UserProfile, user, byAdmin: true);
        return errors.Count switch
        {
            0 => null,
            1 => new AdminAnswer(400, View(errors[0])),
            _ => new AdminAnswer(400, new JsonObject { ["errors"] = new JsonArray([.. errors.Select(e => (JsonNode)View(e))]) }),
        };
    }

    public static AdminAnswer ReadOnly(string attribute) => new(400, View(new ProfileError(attribute, "error-user-attribute-read-only", [attribute])));

    /// <summary>Attributes that the profile declares, and the others where its policy lets administrators write them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Keep(RealmSnapshot realm, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        var others = realm.UserProfile.UnmanagedPolicy is "ENABLED" or "ADMIN_EDIT";
        return given.Where(a => (others || realm.UserProfile.Find(a.Key) is not null) && a.Key is not ("username" or "email" or "firstName" or "lastName") && !s_internal.Contains(a.Key))
            .ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
    }

    /// <summary>Required actions that the realm knows; others are dropped silently, as in Keycloak.</summary>
    public static IReadOnlyList<string> KnownActions(RealmSnapshot realm, IEnumerable<string> actions) => [.. actions.Where(a => realm.RequiredActions.Any(k => k.Alias == a)).Distinct()];

    static JsonObject View(ProfileError error) => new()
    {
        ["field"] = error.Attribute, ["errorMessage"] = error.Message,
        ["params"] = new JsonArray([.. error.Parameters.Select(p => p switch { null => null, long number => JsonValue.Create(number), int number => JsonValue.Create(number), _ => (JsonNode?)JsonValue.Create(p.ToString()) })]),
    };
}
