using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Serving;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    const int DeepestLineage = 3;

    static readonly ReferenceMember s_upstream = new("upstream") { Versioned = false };

    static readonly ReferenceMember s_downstream = new("downstream") { Kind = "upstream", Inverse = true, Versioned = false };

    /// <summary>Adds an edge, or replaces its details: <c>{fromEntity{id,type}, toEntity{id,type}, description, lineageDetails}</c>. Both ends must allow EditLineage.</summary>
    public async Task<Refusal?> PutEdge(Subject subject, JsonElement edge, CancellationToken ct)
    {
        if (edge.ValueKind != JsonValueKind.Object || End(edge, "fromEntity") is not { } from || End(edge, "toEntity") is not { } to)
            return new Refusal(RefusalKind.Invalid, "edge must have fromEntity and toEntity with id and type");
        var ends = await Ends(subject, from, to, ct);
        if (ends is not null)
            return ends;
        var data = new JsonObject();
        if (edge.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
            data["description"] = description.GetString();
        data["lineageDetails"] = edge.TryGetProperty("lineageDetails", out var details) && details.ValueKind == JsonValueKind.Object ? JsonObject.Create(details.Clone()) : new JsonObject();
        await _database.Write(session => WriteSet.AddRelation(session, new RelationRow(to.Id, "upstream", from.Id, 0, data.ToJsonString())), ct);
        return null;
    }

    /// <summary>Takes an edge away; 404 when there is none.</summary>
    public async Task<Refusal?> DeleteEdge(Subject subject, (Guid Id, string Type) from, (Guid Id, string Type) to, CancellationToken ct)
    {
        if (await Ends(subject, from, to, ct) is { } refusal)
            return refusal;
        return await _database.Write(session => WriteSet.RemoveRelation(session, new RelationRow(to.Id, "upstream", from.Id)), ct) == 1
            ? null : new Refusal(RefusalKind.NotFound, $"Lineage edge from {from.Id} to {to.Id} not found");
    }

    /// <summary>One edge.</summary>
    public async Task<Result<JsonObject>> Edge(Subject subject, Guid from, Guid to, CancellationToken ct)
    {
        if (_authorizer.Check(subject, "lineage", Operation.ViewBasic, ResourceContext.None) is { Allowed: false } decision)
            return new Refusal(RefusalKind.Forbidden, decision.Reason);
        var found = await _database.Read(async session => (await EntityReads.Relations(session, [to], [s_upstream]))[to].FirstOrDefault(r => r.To.Id == from), ct);
        return found is null ? new Refusal(RefusalKind.NotFound, $"Lineage edge from {from} to {to} not found") : JsonEdge(from, to, found.Data);
    }

    /// <summary>What flows into an entity and out of it, up to three steps each way: <c>{entity, nodes, upstreamEdges, downstreamEdges}</c>.</summary>
    public async Task<Result<JsonObject>> Lineage(Subject subject, string type, EntityKey key, int up, int down, CancellationToken ct)
    {
        if (EntityTypes.Find(type) is not { } entity)
            return new Refusal(RefusalKind.NotFound, $"Entity type {type} not found");
        var found = await Get(subject, type, key, new ReadOptions { Include = Include.All }, ct);
        if (!found.Ok)
            return found.Refusal;
        return await _database.Read<Result<JsonObject>>(async session =>
        {
            var root = (await EntityReads.Related(session, [found.Value.Id]))[0];
            var nodes = new Dictionary<Guid, Related>();
            var upstream = await Walk(session, root.Id, s_upstream, up, nodes);
            var downstream = await Walk(session, root.Id, s_downstream, down, nodes);
            nodes.Remove(root.Id);
            return new JsonObject
            {
                ["entity"] = Reference(root),
                ["nodes"] = new JsonArray([.. nodes.Values.Select(Reference)]),
                ["upstreamEdges"] = new JsonArray([.. upstream.Select(e => (JsonNode)JsonEdge(e.To.Id, e.Of, e.Data))]),
                ["downstreamEdges"] = new JsonArray([.. downstream.Select(e => (JsonNode)JsonEdge(e.Of, e.To.Id, e.Data))]),
            };
        }, ct);
    }

    static async Task<List<Relation>> Walk(Session session, Guid root, ReferenceMember direction, int depth, Dictionary<Guid, Related> nodes)
    {
        var edges = new List<Relation>();
        var seen = new HashSet<Guid> { root };
        var level = new List<Guid> { root };
        for (var step = 0; step < Math.Clamp(depth, 0, DeepestLineage) && level.Count > 0; step++)
        {
            var found = (await EntityReads.Relations(session, level, [direction])).SelectMany(g => g).ToList();
            edges.AddRange(found);
            level = [];
            foreach (var relation in found)
            {
                nodes[relation.To.Id] = relation.To;
                if (seen.Add(relation.To.Id))
                    level.Add(relation.To.Id);
            }
        }
        return edges;
    }

    static JsonObject Reference(Related to)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(200);
        new Fragment(buffer).Reference(to, null, false);
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    static JsonObject JsonEdge(Guid from, Guid to, string? data)
    {
        var edge = data is null ? [] : JsonNode.Parse(data)!.AsObject();
        edge["fromEntity"] = from.ToString();
        edge["toEntity"] = to.ToString();
        return edge;
    }

    static (Guid Id, string Type)? End(JsonElement edge, string name) =>
        edge.TryGetProperty(name, out var end) && end.ValueKind == JsonValueKind.Object && end.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid)
            && end.TryGetProperty("type", out var type) && type.GetString() is { } name_
            ? (guid, name_) : null;

    /// <summary>Both ends must exist and may be edited; <c>null</c> when all is well.</summary>
    async Task<Refusal?> Ends(Subject subject, (Guid Id, string Type) from, (Guid Id, string Type) to, CancellationToken ct) => await _database.Read(async session =>
    {
        var rows = (await EntityReads.Many(session, [from.Id, to.Id])).ToDictionary(r => r.Id);
        foreach (var (id, type) in (ReadOnlySpan<(Guid, string)>)[from, to])
        {
            if (!rows.TryGetValue(id, out var row) || row.Type != type)
                return new Refusal(RefusalKind.NotFound, $"{type} instance for {id} not found");
        }
        if (subject.IsAdmin)
            return null;
        var relations = await EntityReads.Relations(session, [.. rows.Values.SelectMany(r => r.Ancestors.Select(a => a.Id).Append(r.Id)).Distinct()], s_guarding);
        foreach (var row in rows.Values)
        {
            var type = EntityTypes.Get(row.Type);
            if (Forbidden(subject, type, Operation.EditLineage, ContextOf(type, row, relations)) is { } forbidden)
                return forbidden;
        }
        return (Refusal?)null;
    }, ct);
}
