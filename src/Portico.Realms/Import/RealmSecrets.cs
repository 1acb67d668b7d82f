using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Model;

namespace Portico.Realms.Import;

/// <summary>What of a realm's own document is sealed: what it signs in to its mail server with. Sealed members are named <c>smtpPassword</c> and so on.</summary>
static class RealmSecrets
{
    static readonly (string Setting, string Sealed)[] s_smtp = [("password", "smtpPassword"), ("authTokenClientSecret", "smtpAuthTokenClientSecret")];

    /// <summary>Takes the secrets out of the document, a masked one being the stored one; null when it has none.</summary>
    public static JsonObject? Split(JsonObject document, JsonElement? stored = null)
    {
        if (document["smtpServer"] is not JsonObject smtp)
            return null;
        var secrets = new JsonObject();
        foreach (var (setting, name) in s_smtp)
        {
            if (smtp.Text(setting) is not { Length: > 0 } value)
                continue;
            smtp.Remove(setting);
            if ((value == BuiltIn.Mask ? stored?.Text(name) : value) is { } secret)
                secrets[name] = secret;
        }
        return secrets.Count == 0 ? null : secrets;
    }

    /// <summary>Puts the secrets into a view: masked, or in the clear for an export of everything.</summary>
    public static void Show(JsonObject view, JsonElement? stored, bool clear)
    {
        if (view["smtpServer"] is not JsonObject smtp)
            return;
        foreach (var (setting, name) in s_smtp)
        {
            if (stored?.Text(name) is { } secret)
                smtp[setting] = clear ? secret : BuiltIn.Mask;
        }
    }
}
