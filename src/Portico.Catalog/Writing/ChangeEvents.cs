using Portico.Catalog.Documents;
using Portico.Storage;

namespace Portico.Catalog.Writing;

/// <summary>The log of changes.</summary>
static class ChangeEvents
{
    const string Insert = """
        INSERT INTO change_event (at, kind, type, entity_id, fqn, version, previous_version, user_name, data)
        VALUES (@at, @kind, @type, @id, @fqn, @version, @previous, @user, @data)
        """;

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
        ("user", e.UserName), ("data", e.Data),
    })]);

    /// <summary>The events of entities that were inserted just now.</summary>
    public static Task WriteCreated(Session session, string[] ids) => session.Execute(InsertCreated, ("ids", ids));

    /// <summary>Events from a time on, oldest first.</summary>
    public static Task<IReadOnlyList<(long Sequence, string Kind, ChangeEvent Event)>> Read(Session session, long since, long after, int limit) => session.Query(
        Since,
        r => (r.GetInt64(0), r.GetString(2), new ChangeEvent(
            r.GetInt64(1), default, r.GetString(3), Guid.Parse(r.GetString(4)), r.GetString(5), r.GetInt64(6), r.GetInt64(7), r.GetString(8), r.IsDBNull(9) ? null : r.GetString(9))),
        ("since", since), ("after", after), ("limit", limit));
}
