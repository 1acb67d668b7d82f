using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    const string PutRecordSql = """
        INSERT INTO entity_record (entity_id, kind, key, at, json) VALUES (@id, @kind, @key, @at, @json)
        ON CONFLICT (entity_id, kind, key) DO UPDATE SET at = excluded.at, json = excluded.json
        """;

    const string RecordSql = "SELECT json FROM entity_record WHERE entity_id = @id AND kind = @kind AND key = @key";

    const string RecordsSql = "SELECT json FROM entity_record WHERE entity_id = @id AND kind = @kind AND at >= @from AND at <= @to ORDER BY at DESC LIMIT @limit";

    /// <summary>Stores a record about an entity, such as the state of a run; no version is made of it.</summary>
    /// <param name="kind">The kind of record.</param>
    /// <param name="key">Tells records of one kind apart.</param>
    /// <param name="at">Its time, in milliseconds since 1970.</param>
    public async Task<Result<Document>> PutRecord(Subject subject, string type, EntityKey entity, Operation operation, string kind, string key, long at, string json, CancellationToken ct)
    {
        var found = await Allowed(subject, type, entity, operation, ct);
        if (found.Ok)
            await _database.Write(session => session.Execute(PutRecordSql, ("id", found.Value.Id.ToString()), ("kind", kind), ("key", key), ("at", at), ("json", json)), ct);
        return found;
    }

    /// <summary>One record as JSON; <c>null</c> when there is none.</summary>
    public async Task<Result<string>> Record(Subject subject, string type, EntityKey entity, Operation operation, string kind, string key, CancellationToken ct)
    {
        var found = await Allowed(subject, type, entity, operation, ct);
        return found.Ok
            ? await _database.Read(session => session.QueryFirst(RecordSql, r => r.GetString(0), ("id", found.Value.Id.ToString()), ("kind", kind), ("key", key)), ct) ?? ""
            : found.Refusal;
    }

    /// <summary>Records of one kind between two times, newest first.</summary>
    public async Task<Result<IReadOnlyList<string>>> Records(Subject subject, string type, EntityKey entity, Operation operation, string kind, long from, long to, int limit, CancellationToken ct)
    {
        var found = await Allowed(subject, type, entity, operation, ct);
        if (!found.Ok)
            return found.Refusal;
        var records = await _database.Read(
            session => session.Query(RecordsSql, r => r.GetString(0), ("id", found.Value.Id.ToString()), ("kind", kind), ("from", from), ("to", to), ("limit", limit)), ct);
        return records.ToArray();
    }

    async Task<Result<Document>> Allowed(Subject subject, string type, EntityKey key, Operation operation, CancellationToken ct)
    {
        var found = await Get(Subject.System, type, key, ReadOptions.Everything, ct);
        if (!found.Ok)
            return found.Refusal;
        return Forbidden(subject, EntityTypes.Get(type), operation, ResourceContext.Of(found.Value.ToObject())) is { } forbidden ? forbidden : found;
    }
}
