using System.Text.Json.Nodes;

namespace Portico.Realms.Import;

/// <summary>Settings that Keycloak keeps as realm attributes and shows in both places.</summary>
static class RealmAttributes
{
    static readonly string[] s_mirrored =
        ["clientSessionIdleTimeout", "clientSessionMaxLifespan", "clientOfflineSessionIdleTimeout", "clientOfflineSessionMaxLifespan", "oauth2DeviceCodeLifespan", "oauth2DevicePollingInterval"];

    /// <summary>Writes what is given as a setting into the document's attributes, and the other way round.</summary>
    public static void Mirror(JsonObject document, JsonObject given)
    {
        if (document["attributes"] is not JsonObject attributes)
            document["attributes"] = attributes = [];
        foreach (var name in s_mirrored)
        {
            if (given.Text(name) is { } value)
                attributes[name] = value;
            else if ((given["attributes"] as JsonObject)?.Text(name) is { } text && long.TryParse(text, out var number))
                document[name] = number;
        }
    }
}
