using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;

namespace Portico.Realms.Defaults;

/// <summary>The required actions of a realm: its own list once it was changed, otherwise Keycloak's.</summary>
static class RequiredActions
{
    public const string Document = "requiredActions";

    public static JsonElement Default => Resource.Get("required-actions.json");

    /// <summary>A given list, completed with the actions that it lacks when <paramref name="complete"/>.</summary>
    public static JsonArray Merge(JsonArray given, bool complete)
    {
        var merged = (JsonArray)given.DeepClone();
        if (complete)
        {
            foreach (var action in Default.EnumerateArray().Where(a => !given.OfType<JsonObject>().Any(g => g.Text("alias") == a.Text("alias"))))
                merged.Add(action.ToObject());
        }
        return merged;
    }

    public static IReadOnlyList<RequiredAction> Of(RealmSnapshot realm) =>
        [.. (realm.FindDocument(Document) ?? Default).EnumerateArray().Select(a => new RequiredAction(a)).OrderBy(a => a.Priority)];
}
