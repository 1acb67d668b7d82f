using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>Deletes and restores trees of entities, set by set, in the caller's transaction.</summary>
static class Removal
{
    const int PerStatement = 500;

    const string Tree = """
        WITH RECURSIVE tree (id, type, fqn, version, deleted, depth) AS (
            SELECT id, type, fqn, version, deleted, 0 FROM entity WHERE $any(id, @ids)
            UNION ALL
            SELECT c.id, c.type, c.fqn, c.version, c.deleted, t.depth + 1 FROM entity c JOIN tree t ON c.parent_id = t.id
        )
        SELECT id, type, fqn, version, deleted FROM tree ORDER BY depth
        """;

    const string LiveChild = "SELECT 1 FROM entity WHERE parent_id = @id AND (@any OR NOT deleted) LIMIT 1";

    const string KeepVersions = """
        INSERT INTO entity_version (entity_id, version, updated_at, updated_by, deleted, changes, extra, relations, core)
        SELECT id, version, updated_at, updated_by, deleted, changes, extra, NULL, core FROM entity WHERE $any(id, @ids) AND deleted <> @deleted
        ON CONFLICT (entity_id, version) DO NOTHING
        """;

    const string Mark = """
        UPDATE entity SET deleted = @deleted, version = version + 1, updated_at = @at, updated_by = @by,
            changes = @before || (version / 10) || '.' || (version % 10) || @between || (version / 10) || '.' || (version % 10) || '}}'
        WHERE $any(id, @ids) AND deleted <> @deleted
        """;

    const string Events = """
        INSERT INTO change_event (at, kind, type, entity_id, fqn, version, previous_version, user_name, data)
        SELECT @at, @kind, type, id, fqn, version, version - 1, @by, NULL FROM entity WHERE $any(id, @ids) AND updated_at = @at
        """;

    const string Delete = "DELETE FROM entity WHERE $any(id, @ids)";

    const string Carriers = "SELECT DISTINCT entity_id FROM tag_usage WHERE $any(tag_fqn, @tags)";

    const string ForgetTags = "DELETE FROM tag_usage WHERE $any(tag_fqn, @tags)";

    const string Rewrite = "UPDATE entity SET core = @core, extra = @extra WHERE id = @id";

    /// <summary>Whether it contains anything that stands in the way of deleting it alone.</summary>
    public static async Task<bool> HasChildren(Session session, Guid id, bool hard) =>
        await session.QueryFirst(LiveChild, r => 1, ("id", id.ToString()), ("any", hard)) == 1;

    /// <summary>The entities and all that they contain, containers first.</summary>
    public static Task<IReadOnlyList<(Guid Id, string Type, string Fqn, long Version, bool Deleted)>> Below(Session session, IEnumerable<Guid> ids) =>
        session.Query(Tree, r => (Guid.Parse(r.GetString(0)), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetBoolean(4)), ("ids", EntityReads.Texts(ids)));

    /// <summary>Marks everything as deleted, or takes the mark away; a version each.</summary>
    public static async Task SetDeleted(Session session, IReadOnlyList<Guid> ids, bool deleted, string by, long at)
    {
        var change = deleted ? "{\"name\":\"deleted\",\"oldValue\":false,\"newValue\":true}" : "{\"name\":\"deleted\",\"oldValue\":true,\"newValue\":false}";
        var description = $"{{\"fieldsAdded\":[],\"fieldsUpdated\":[{change}],\"fieldsDeleted\":[],\"previousVersion\":";
        foreach (var chunk in ids.Chunk(PerStatement))
        {
            var texts = EntityReads.Texts(chunk);
            await session.Execute(KeepVersions, ("ids", texts), ("deleted", deleted));
            await session.Execute(
                Mark, ("deleted", deleted), ("at", at), ("by", by), ("before", "{\"changeDescription\":" + description), ("between", "},\"incrementalChangeDescription\":" + description), ("ids", texts));
            await session.Execute(Events, ("at", at), ("kind", (deleted ? ChangeKind.SoftDeleted : ChangeKind.Restored).EventType()), ("by", by), ("ids", texts));
            await Index(session, chunk);
        }
        await Accessed(session, ids);
    }

    /// <summary>Removes everything for good, and the labels of the tags that go with it.</summary>
    public static async Task Erase(Session session, IReadOnlyList<(Guid Id, string Type, string Fqn, long Version, bool Deleted)> tree, string by, long at, string? root)
    {
        await ChangeEvents.Write(session, [.. tree.Select((e, i) => new ChangeEvent(at, ChangeKind.Deleted, e.Type, e.Id, e.Fqn, e.Version, e.Version, by, i == 0 ? root : null))]);
        foreach (var tags in tree.Where(e => e.Type is "tag" or "glossaryTerm").Select(e => e.Fqn).Chunk(PerStatement))
            await Unlabel(session, tags);
        await Accessed(session, [.. tree.Select(e => e.Id)]);
        // Contained first, so that nothing refers to what is gone.
        foreach (var chunk in tree.Reverse().Chunk(PerStatement))
        {
            var ids = chunk.Select(e => e.Id).ToArray();
            await session.Execute(Delete, ("ids", EntityReads.Texts(ids)));
            await SearchIndex.Remove(session, ids);
        }
    }

    static async Task Accessed(Session session, IReadOnlyList<Guid> ids)
    {
        var types = new HashSet<string>();
        foreach (var chunk in ids.Chunk(PerStatement))
            types.UnionWith((await EntityReads.Related(session, chunk)).Select(r => r.Type));
        if (types.Any(Authorizer.Concerns))
            await Authorizer.Changed(session);
    }

    static async Task Index(Session session, Guid[] ids) => await SearchIndex.Upsert(session, await SearchBacklog.Documents(session, ids));

    static async Task Unlabel(Session session, string[] tags)
    {
        var gone = tags.ToHashSet();
        var carriers = await session.Query(Carriers, r => Guid.Parse(r.GetString(0)), ("tags", tags));
        foreach (var chunk in carriers.Chunk(PerStatement))
        {
            var rows = await EntityReads.Many(session, chunk);
            await session.ExecuteMany(Rewrite, [.. rows.Select(row => new (string, object?)[]
                { ("core", Without(row.Core, gone)), ("extra", row.Extra is null ? null : Without(row.Extra, gone)), ("id", row.Id.ToString()) })]);
            await Index(session, chunk);
        }
        await session.Execute(ForgetTags, ("tags", tags));
    }

    static string Without(byte[] json, HashSet<string> tags)
    {
        var members = JsonNode.Parse(json)!;
        Remove(members, tags);
        return members.ToJsonString();
    }

    static void Remove(JsonNode? node, HashSet<string> tags)
    {
        if (node is JsonArray items)
        {
            for (var i = items.Count - 1; i >= 0; i--)
            {
                if (items[i] is JsonObject label && label["tagFQN"] is JsonValue value && value.TryGetValue<string>(out var fqn) && tags.Contains(fqn))
                    items.RemoveAt(i);
                else
                    Remove(items[i], tags);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var name in (ReadOnlySpan<string>)["tags", "columns", "children"])
                Remove(members[name], tags);
        }
    }
}
