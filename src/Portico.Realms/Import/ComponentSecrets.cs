using System.Text.Json.Nodes;
using Portico.Realms.Defaults;

namespace Portico.Realms.Import;

/// <summary>What of a component is sealed beside the material of keys: what it signs in elsewhere with.</summary>
static class ComponentSecrets
{
    static readonly string[] s_names = ["bindCredential", "keytabPassword", "keystorePassword", "keyPassword"];

    /// <summary>Takes the secrets out of the settings; a masked one is what is stored. Null when there are none.</summary>
    public static JsonObject? Split(JsonObject document, JsonObject stored)
    {
        if (document["config"] is not JsonObject config)
            return null;
        var secrets = new JsonObject();
        foreach (var name in s_names)
        {
            if (config.Texts(name) is not [{ } value, ..])
                continue;
            secrets[name] = value == BuiltIn.Mask ? stored[name]?.DeepClone() : value;
            config.Remove(name);
        }
        return secrets.Count == 0 ? null : secrets;
    }
}
