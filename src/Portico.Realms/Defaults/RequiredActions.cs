using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Defaults;

/// <summary>The required actions of a realm: its own list once it was changed, otherwise Keycloak's.</summary>
static class RequiredActions
{
    public const string Document = "requiredActions";

    public static JsonElement Default => Resource.Get("required-actions.json");

    public static IReadOnlyList<RequiredAction> Of(RealmSnapshot realm) =>
        [.. (realm.FindDocument(Document) ?? Default).EnumerateArray().Select(a => new RequiredAction(a)).OrderBy(a => a.Priority)];
}
