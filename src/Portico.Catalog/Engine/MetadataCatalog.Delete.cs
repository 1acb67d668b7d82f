using System.Text;
using System.Text.Json;
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
    const string StaleIds = """
        SELECT e.id, e.fqn, e.parent_id, e.name FROM entity e WHERE e.type = @type AND NOT e.deleted AND e.fqn >= @from AND e.fqn < @to ORDER BY LENGTH(e.fqn), e.fqn
        """;

    const string Exists = "SELECT 1 FROM entity WHERE type = @type AND fqn = @fqn";

    /// <summary>Marks as deleted, or removes for good; with what it contains when <paramref name="recursive"/>, otherwise 400 when it contains anything.</summary>
    public async Task<Result<Change>> Delete(Subject subject, string type, EntityKey key, bool hard, bool recursive, string? hrefBase, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        hard |= !entity.SoftDelete;
        var found = await _database.Read(session => Deletable(session, subject, entity, key, hard, recursive, hrefBase), ct);
        if (!found.Ok)
            return found.Refusal;
        var document = found.Value;
        var at = Math.Max(Now, document.UpdatedAt + 1);
        await _database.Write(async session =>
        {
            var tree = await Removal.Below(session, [document.Id]);
            if (hard)
                await Removal.Erase(session, tree, subject.Name, at, Encoding.UTF8.GetString(document.Json.Span));
            else
                await Removal.SetDeleted(session, [.. tree.Where(e => !e.Deleted).Select(e => e.Id)], true, subject.Name, at);
        }, ct);
        _authorizer.Invalidate();
        return hard ? new Change(ChangeKind.Deleted, Shown(subject, entity, document)) : await Changed(subject, entity, ChangeKind.SoftDeleted, document.Id, hrefBase, ct);
    }

    async Task<Result<Document>> Deletable(Session session, Subject subject, EntityType type, EntityKey key, bool hard, bool recursive, string? hrefBase)
    {
        var row = await EntityReads.One(session, type, key);
        if (row is null || (row.Deleted && !hard))
            return NotFound(type, key);
        var relations = await EntityReads.Relations(session, [row.Id, .. row.Ancestors.Select(a => a.Id)], type.References.Concat(s_guarding).Distinct());
        if (!subject.IsAdmin && Forbidden(subject, type, Operation.Delete, ContextOf(type, row, relations)) is { } forbidden)
            return forbidden;
        if (!ReferenceEquals(subject, Subject.System) && row.Core.AsSpan().IndexOf("\"provider\":\"system\""u8) >= 0)
            return new Refusal(RefusalKind.Invalid, $"System entity [name={row.Name}, type={type.Name}] can not be deleted.");
        var children = type.References.Any(r => r.Name == "children" && r.Inverse && DocumentWriter.Of(relations, row.Id, r).Count > 0);
        if (!recursive && (children || await Removal.HasChildren(session, row.Id, hard)))
            return new Refusal(RefusalKind.Invalid, $"{type.Name} is not empty");
        return DocumentWriter.Write(type, row, type.FullProjection, relations, hrefBase);
    }

    /// <summary>Takes a soft deletion back, with what was deleted along.</summary>
    public async Task<Result<Change>> Restore(Subject subject, string type, Guid id, string? hrefBase, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        var refused = await _database.Read(async session =>
        {
            var row = await EntityReads.One(session, entity, id);
            if (row is null)
                return NotFound(entity, id);
            var relations = await EntityReads.Relations(session, [row.Id, .. row.Ancestors.Select(a => a.Id)], s_guarding);
            if (!subject.IsAdmin && Forbidden(subject, entity, Operation.EditAll, ContextOf(entity, row, relations)) is { } forbidden)
                return forbidden;
            return row.Ancestors.FirstOrDefault(a => a.Deleted) is { } ancestor
                ? new Refusal(RefusalKind.Invalid, $"{ancestor.Type} {ancestor.Fqn} is deleted; restore it first") : null;
        }, ct);
        if (refused is not null)
            return refused;
        var at = Now;
        var restored = await _database.Write(async session =>
        {
            var tree = await Removal.Below(session, [id]);
            var deleted = tree.Where(e => e.Deleted).Select(e => e.Id).ToList();
            if (deleted.Count > 0)
                await Removal.SetDeleted(session, deleted, false, subject.Name, at);
            return deleted.Contains(id);
        }, ct);
        _authorizer.Invalidate();
        return await Changed(subject, entity, restored ? ChangeKind.Restored : ChangeKind.NoChange, id, hrefBase, ct);
    }

    /// <summary>Deletes the live entities of a type below a scope that were not seen; an empty list of names, or a scope that does not exist, deletes nothing.</summary>
    public async Task<Result<BulkResult>> DeleteStale(Subject subject, string type, StaleQuery query, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        if (ScopeType(entity, query.ScopeType) is not { } scopeType)
            return new Refusal(RefusalKind.Invalid, $"'{query.ScopeType}' is no type that contains a {type}");
        if (Forbidden(subject, entity, Operation.Delete, ResourceContext.List) is { } forbidden)
            return forbidden;
        var scope = EntityReads.Canonical(scopeType, query.Scope);
        var seen = query.Seen.Select(s => EntityReads.Canonical(entity, s)).ToHashSet();
        if (seen.Count == 0)
            return new BulkResult([], [], query.DryRun);
        var at = Now;
        var gone = await _database.Write(async session =>
        {
            if (await session.QueryFirst(Exists, r => 1, ("type", scopeType.Name), ("fqn", scope)) != 1)
                return [];
            var (from, to) = Names.FullyQualifiedName.Below(scope);
            var below = await session.Query(StaleIds, r => (Id: Guid.Parse(r.GetString(0)), Fqn: r.GetString(1)), ("type", entity.Name), ("from", from), ("to", to));
            var stale = below.Where(e => !seen.Contains(e.Fqn)).ToList();
            if (query.DryRun || stale.Count == 0)
                return stale;
            var tree = await Removal.Below(session, stale.Select(s => s.Id));
            if (query.Hard)
                await Removal.Erase(session, [.. tree.DistinctBy(e => e.Id)], subject.Name, at, null);
            else
                await Removal.SetDeleted(session, [.. tree.Where(e => !e.Deleted).Select(e => e.Id).Distinct()], true, subject.Name, at);
            return stale;
        }, ct);
        return new BulkResult([.. gone.Select(g => new BulkRow(g.Fqn, 200, query.DryRun ? "Would be deleted" : "Deleted"))], [], query.DryRun);
    }

    /// <summary><c>service</c> stands for whatever kind of service contains the type.</summary>
    static EntityType? ScopeType(EntityType type, string name) =>
        type.Ancestry.FirstOrDefault(a => a.Type == name || (name == "service" && a.Member == "service")) is { Type: { } found } ? EntityTypes.Get(found) : null;
}
