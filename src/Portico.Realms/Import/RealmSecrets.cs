using System.Text.Json.Nodes;

namespace Portico.Realms.Import;

/// <summary>What of a realm's own document is sealed: the mail server's password.</summary>
static class RealmSecrets
{
    /// <summary>Takes the secrets out of the document; null when it has none.</summary>
    public static JsonObject? Split(JsonObject document)
    {
        if (document["smtpServer"] is not JsonObject smtp || smtp.Text("password") is not { Length: > 0 } password)
            return null;
        smtp.Remove("password");
        return new JsonObject { ["smtpPassword"] = password };
    }
}
