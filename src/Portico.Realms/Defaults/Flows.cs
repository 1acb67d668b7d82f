using System.Text.Json;
using Portico.Realms.Model;

namespace Portico.Realms.Defaults;

/// <summary>The authentication flows of a realm: its own once they were changed or imported, otherwise the built-in ones.</summary>
static class Flows
{
    public const string Document = "authenticationFlows";

    public static JsonElement Of(RealmSnapshot realm) => realm.FindDocument(Document) ?? Resource.Get("flows.json");

    public static bool Exists(RealmSnapshot realm, string alias) =>
        Of(realm).Items("authenticationFlows").Concat(Resource.Get("flows.json").Items("authenticationFlows")).Any(f => f.Text("alias") == alias);
}
