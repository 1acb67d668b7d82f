using System.Text;
using Portico.Catalog.Documents;
using Portico.Catalog.Serving;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Storing;

/// <summary>Reads what entities were before.</summary>
static class EntityVersions
{
    const string Select = "SELECT version, updated_at, updated_by, deleted, changes, extra, relations, core FROM entity_version WHERE entity_id = @id ";

    const string AllOf = Select + "ORDER BY version DESC, updated_at DESC";

    const string OneOf = Select + "AND version = @version";

    /// <summary>All versions before the current row, newest first.</summary>
    public static Task<IReadOnlyList<(EntityRow Row, byte[]? Relations)>> All(Session session, EntityRow current) =>
        session.Query(AllOf, r => Read(r, current), ("id", current.Id.ToString()));

    /// <summary>One version, in tenths.</summary>
    public static async Task<(EntityRow Row, byte[]? Relations)?> One(Session session, EntityRow current, long version) =>
        (await session.Query(OneOf, r => Read(r, current), ("id", current.Id.ToString()), ("version", version))) is [var found, ..] ? found : null;

    /// <summary>A version as a document, with the references of its time.</summary>
    public static Document Compose(EntityType type, (EntityRow Row, byte[]? Relations) version) =>
        DocumentWriter.Write(type, version.Row with { Extra = Join(version.Row.Extra, version.Relations) }, type.FullProjection, null, null);

    static byte[]? Join(byte[]? extra, byte[]? relations) =>
        relations is not { Length: > 2 } ? extra : extra is not { Length: > 2 } ? relations : [.. extra[..^1], (byte)',', .. relations[1..]];

    static (EntityRow Row, byte[]? Relations) Read(System.Data.Common.DbDataReader reader, EntityRow current)
    {
        byte[]? Bytes(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
        return (current with
        {
            Version = reader.GetInt64(0),
            UpdatedAt = reader.GetInt64(1),
            UpdatedBy = reader.GetString(2),
            Deleted = reader.GetBoolean(3),
            Changes = Bytes(4),
            Extra = Bytes(5),
            Core = Bytes(7)!,
        }, Bytes(6));
    }
}
