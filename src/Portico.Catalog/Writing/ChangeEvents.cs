using Portico.Catalog.Documents;
using Portico.Catalog.Storing;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>The log of changes.</summary>
static class ChangeEvents
{
    const string Insert = """
        INSERT INTO change_event (at, kind, type, entity_id, fqn, version, previous_version, user_name, data)
        SELECT r.at, r.kind, r.type, r.id, r.fqn, r.version, r.previous, r.author, r.data
        FROM $rows(r, at bigint, kind text, type text, id text, fqn text, version bigint, previous bigint, author text, data text)
        """;

    /// <summary>For SQLite: one statement instead of one a row. PostgreSQL, which knows nothing yet of a table that grows fast, would read all of it for this.</summary>
    const string InsertCreated = """
        INSERT INTO change_event (at, kind, type, entity_id, fqn, version, previous_version, user_name, data)
        SELECT e.updated_at, 'entityCreated', e.type, e.id, e.fqn, e.version, e.version, e.updated_by, NULL FROM entity e WHERE $any(e.id, @ids)
        """;

    const string Since = """
        SELECT sequence, at, kind, type, entity_id, fqn, version, previous_version, user_name, data FROM change_event
        WHERE at >= @since AND sequence > @after ORDER BY at, sequence LIMIT @limit
        """;

    public static Task Write(Session session, IReadOnlyList<ChangeEvent> events) => session.ExecuteMany(Insert, [.. events.Select(e => new (string, object?)[]
    {
        ("at", e.At), ("kind", e.Kind.EventType()), ("type", e.Type), ("id", e.EntityId.ToString()), ("fqn", e.Fqn), ("version", e.Version), ("previous", e.PreviousVersion),
        ("author", e.UserName), ("data", e.Data),
    })]);

    /// <summary>The events of entities that were inserted just now.</summary>
    public static Task WriteCreated(Session session, IReadOnlyList<EntityRow> rows) => session.Dialect.Kind == DialectKind.Sqlite
        ? session.Execute(InsertCreated, ("ids", EntityReads.Texts(rows.Select(r => r.Id))))
        : Write(session, [.. rows.Select(r => new ChangeEvent(r.UpdatedAt, ChangeKind.Created, r.Type, r.Id, r.Fqn, r.Version, r.Version, r.UpdatedBy, null))]);

    /// <summary>Events from a time on, oldest first.</summary>
    public static Task<IReadOnlyList<(long Sequence, string Kind, ChangeEvent Event)>> Read(Session session, long since, long after, int limit) => session.Query(
        Since,
        r => (r.GetInt64(0), r.GetString(2), new ChangeEvent(
            r.GetInt64(1), default, r.GetString(3), Guid.Parse(r.GetString(4)), r.GetString(5), r.GetInt64(6), r.GetInt64(7), r.GetString(8), r.IsDBNull(9) ? null : r.GetString(9))),
        ("since", since), ("after", after), ("limit", limit));
}
