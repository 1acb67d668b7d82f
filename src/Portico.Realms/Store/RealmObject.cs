using System.Text.Json;

namespace Portico.Realms.Store;

/// <summary>One configuration object of a realm. <see cref="Secret"/> holds the members that are encrypted at rest; a null <see cref="Document"/> is a deletion.</summary>
sealed record RealmObject(ObjectKind Kind, string Id, JsonElement? Document, JsonElement? Secret = null)
{
    public override string ToString() => $"{Kind} {Id}";
}
