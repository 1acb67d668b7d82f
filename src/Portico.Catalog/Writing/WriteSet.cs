using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>Writes prepared entities: a few statements for any number of them, in the caller's transaction.</summary>
sealed class WriteSet(EntityType type)
{
    const string InsertEntity = """
        INSERT INTO entity (id, type, name, fqn, display_name, parent_id, version, updated_at, updated_by, deleted, source_hash, changes, extra, core)
        SELECT r.id, r.type, r.name, r.fqn, r.display, r.parent, r.version, r.at, r.author, FALSE, r.hash, NULL, $utf8(r.extra), $utf8(r.core)
        FROM $rows(r, id text, type text, name text, fqn text, display text, parent text, version bigint, at bigint, author text, hash text, extra bytes, core bytes)
        """;

    const string InsertRelation = """
        INSERT INTO relation (from_id, kind, to_id, position, data) VALUES (@from, @kind, @to, @position, @data)
        ON CONFLICT (from_id, kind, to_id) DO UPDATE SET position = excluded.position, data = excluded.data
        """;

    const string DeleteRelation = "DELETE FROM relation WHERE from_id = @from AND kind = @kind AND to_id = @to";

    const string InsertTag = "INSERT INTO tag_usage (tag_fqn, entity_id) VALUES (@tag, @id) ON CONFLICT (tag_fqn, entity_id) DO NOTHING";

    const string DeleteTags = "DELETE FROM tag_usage WHERE $any(entity_id, @ids)";

    const string KeepVersion = """
        INSERT INTO entity_version (entity_id, version, updated_at, updated_by, deleted, changes, extra, relations, core)
        SELECT id, version, updated_at, updated_by, deleted, changes, extra, @relations, core FROM entity WHERE id = @id AND version = @version
        ON CONFLICT (entity_id, version) DO NOTHING
        """;

    const string DropVersion = "DELETE FROM entity_version WHERE entity_id = @id AND version = @version";

    const string UpdateEntity = """
        UPDATE entity SET display_name = @display, version = @version, updated_at = @at, updated_by = @by, source_hash = @hash, changes = $utf8(@changes), extra = $utf8(@extra), core = $utf8(@core)
        WHERE id = @id AND version = @was AND updated_at = @was_at
        """;

    public List<Insertion> Insertions { get; } = [];

    public List<Replacement> Replacements { get; } = [];

    /// <summary>Whether search learns of insertions later (see <see cref="SearchBacklog"/>): for many at once. Their <see cref="Insertion.Search"/> is <c>null</c> then.</summary>
    public bool IndexLater { get; init; }

    public bool IsEmpty => Insertions.Count == 0 && Replacements.Count == 0;

    /// <summary>Writes everything, or throws <see cref="StaleException"/> when an entity is not any more what it was when it was prepared.</summary>
    public async Task Apply(Session session)
    {
        var relations = new List<RelationRow>();
        var removed = new List<RelationRow>();
        var tags = new List<(string, object?)[]>();
        var events = new List<ChangeEvent>();
        var search = new List<SearchDocument>();
        await Insert(session, relations, tags, search);
        await Replace(session, relations, removed, tags, events, search);
        await session.ExecuteMany(DeleteRelation, [.. removed.Select(r => new (string, object?)[] { ("from", r.From.ToString()), ("kind", r.Kind), ("to", r.To.ToString()) })]);
        await session.ExecuteMany(InsertRelation, [.. relations.Select(Parameters)]);
        await session.ExecuteMany(InsertTag, tags);
        await ChangeEvents.Write(session, events);
        if (search.Count > 0)
            await SearchIndex.Upsert(session, search);
        if (Authorizer.Concerns(type.Name))
            await Authorizer.Changed(session);
    }

    public static (string, object?)[] Parameters(RelationRow row) =>
        [("from", row.From.ToString()), ("kind", row.Kind), ("to", row.To.ToString()), ("position", row.Position), ("data", row.Data)];

    public static Task AddRelation(Session session, RelationRow row) => session.Execute(InsertRelation, Parameters(row));

    public static Task<int> RemoveRelation(Session session, RelationRow row) =>
        session.Execute(DeleteRelation, ("from", row.From.ToString()), ("kind", row.Kind), ("to", row.To.ToString()));

    async Task Insert(Session session, List<RelationRow> relations, List<(string, object?)[]> tags, List<SearchDocument> search)
    {
        if (Insertions.Count == 0)
            return;
        await session.ExecuteMany(InsertEntity, [.. Insertions.Select(i => EntityParameters(i.Row))]);
        await ChangeEvents.WriteCreated(session, [.. Insertions.Select(i => i.Row)]);
        if (IndexLater)
            await SearchBacklog.Add(session, EntityReads.Texts(Insertions.Select(i => i.Row.Id)));
        foreach (var insertion in Insertions)
        {
            var row = insertion.Row;
            relations.AddRange(insertion.Relations);
            foreach (var tag in insertion.Tags)
                tags.Add([("tag", tag), ("id", row.Id.ToString())]);
            if (insertion.Search is not null)
                search.Add(insertion.Search);
        }
    }

    async Task Replace(
        Session session, List<RelationRow> relations, List<RelationRow> removed, List<(string, object?)[]> tags, List<ChangeEvent> events, List<SearchDocument> search)
    {
        if (Replacements.Count == 0)
            return;
        await session.ExecuteMany(KeepVersion, [.. Replacements.Where(r => r.History is not null).Select(r => new (string, object?)[]
            { ("id", r.Before.Id.ToString()), ("version", r.Before.Version), ("relations", r.History) })]);
        await session.ExecuteMany(DropVersion, [.. Replacements.Where(r => r.Dropped > 0).Select(r => new (string, object?)[] { ("id", r.Before.Id.ToString()), ("version", r.Dropped) })]);
        if (await session.ExecuteMany(UpdateEntity, [.. Replacements.Select(UpdateParameters)]) != Replacements.Count)
            throw new StaleException();
        await session.Execute(DeleteTags, ("ids", EntityReads.Texts(Replacements.Select(r => r.After.Id))));
        foreach (var replacement in Replacements)
        {
            var row = replacement.After;
            relations.AddRange(replacement.Added);
            removed.AddRange(replacement.Removed);
            foreach (var tag in replacement.Tags)
                tags.Add([("tag", tag), ("id", row.Id.ToString())]);
            events.Add(new(row.UpdatedAt, ChangeKind.Updated, row.Type, row.Id, row.Fqn, row.Version, replacement.Before.Version, row.UpdatedBy, null));
            if (replacement.Search is not null)
                search.Add(replacement.Search);
        }
    }

    static (string, object?)[] EntityParameters(EntityRow row) =>
    [
        ("id", row.Id.ToString()), ("type", row.Type), ("name", row.Name), ("fqn", row.Fqn), ("display", row.DisplayName), ("parent", row.ParentId?.ToString()), ("version", row.Version),
        ("at", row.UpdatedAt), ("author", row.UpdatedBy), ("hash", row.SourceHash), ("extra", row.Extra), ("core", row.Core),
    ];

    static (string, object?)[] UpdateParameters(Replacement replacement) =>
    [
        ("display", replacement.After.DisplayName), ("version", replacement.After.Version), ("at", replacement.After.UpdatedAt), ("by", replacement.After.UpdatedBy),
        ("hash", replacement.After.SourceHash), ("changes", replacement.After.Changes), ("extra", replacement.After.Extra), ("core", replacement.After.Core),
        ("id", replacement.After.Id.ToString()), ("was", replacement.Before.Version), ("was_at", replacement.Before.UpdatedAt),
    ];
}
