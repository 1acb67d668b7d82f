using System.Text;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Serving;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    const int MostEvents = 1000;

    const string OldChanges = "SELECT entity_id, version, changes FROM entity_version WHERE $any(entity_id, @ids)";

    /// <summary>Change events from a time on, oldest first, at most 1,000, as JSON. For administrators and bots: events show everything.</summary>
    public async Task<Result<IReadOnlyList<ReadOnlyMemory<byte>>>> Events(Subject subject, EventQuery query, CancellationToken ct)
    {
        if (Authorizer.CheckAdminOrBot(subject) is { Allowed: false } decision)
            return new Refusal(RefusalKind.Forbidden, decision.Reason);
        return await _database.Read<Result<IReadOnlyList<ReadOnlyMemory<byte>>>>(async session =>
        {
            var events = (await ChangeEvents.Read(session, query.Since, 0, MostEvents)).Where(e => Wanted(query, e.Kind, e.Event.Type)).ToList();
            var ids = events.Select(e => e.Event.EntityId).Distinct().ToList();
            var rows = (await EntityReads.Many(session, ids)).ToDictionary(r => r.Id);
            var old = (await session.Query(OldChanges, r => (Guid.Parse(r.GetString(0)), r.GetInt64(1), r.IsDBNull(2) ? null : r.GetString(2)), ("ids", EntityReads.Texts(ids))))
                .ToDictionary(v => (v.Item1, v.Item2), v => v.Item3);
            return events.Select(e => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Event(subject, e, rows, old).ToJsonString())).ToArray();
        }, ct);
    }

    static bool Wanted(EventQuery query, string kind, string type)
    {
        if (query.Types.Values.All(t => t is null))
            return true;
        var group = kind switch { "entityFieldsChanged" => "entityUpdated", "entitySoftDeleted" => "entityDeleted", _ => kind };
        return query.Types.GetValueOrDefault(group) is { } types && (types.Contains("*") || types.Contains(type));
    }

    JsonObject Event(
        Subject subject, (long Sequence, string Kind, ChangeEvent Event) happened, Dictionary<Guid, EntityRow> rows, Dictionary<(Guid, long), string?> old)
    {
        var e = happened.Event;
        var json = new JsonObject
        {
            ["id"] = new Guid((int)(happened.Sequence >> 32), 0, 0x4000, [0x80, 0, 0, 0, (byte)(happened.Sequence >> 24), (byte)(happened.Sequence >> 16), (byte)(happened.Sequence >> 8), (byte)happened.Sequence]).ToString(),
            ["eventType"] = happened.Kind,
            ["entityType"] = e.Type,
            ["entityId"] = e.EntityId.ToString(),
            ["entityFullyQualifiedName"] = e.Fqn,
            ["previousVersion"] = e.PreviousVersion / 10m,
            ["currentVersion"] = e.Version / 10m,
            ["userName"] = e.UserName,
            ["timestamp"] = e.At,
        };
        if (happened.Kind == "entityFieldsChanged" && e.Data is not null)
            json["changeDescription"] = JsonNode.Parse(e.Data);
        else if (rows.TryGetValue(e.EntityId, out var row) && row.Version == e.Version)
        {
            var type = EntityTypes.Get(row.Type);
            var document = Shown(subject, type, DocumentWriter.Write(type, row, type.FullProjection, null, null));
            json["changeDescription"] = row.Changes is null ? null : JsonNode.Parse(row.Changes)?["changeDescription"]?.DeepClone();
            json["entity"] = Encoding.UTF8.GetString(document.Json.Span);
        }
        else if (old.TryGetValue((e.EntityId, e.Version), out var changes) && changes is not null)
            json["changeDescription"] = JsonNode.Parse(changes)?["changeDescription"]?.DeepClone();
        else if (e.Data is not null)
            json["entity"] = e.Data;
        if (json["changeDescription"] is null)
            json.Remove("changeDescription");
        return json;
    }
}
