using System.Text.Json;

namespace Portico.Realms.Outbox;

/// <summary>One thing to send. Times are milliseconds since 1970.</summary>
sealed record OutboxItem(string Id, string RealmId, string Kind, long Attempts, long Expires, JsonElement Data)
{
    public override string ToString() => $"{Kind} {Id}";
}
