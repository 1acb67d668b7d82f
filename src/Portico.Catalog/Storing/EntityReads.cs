using Portico.Catalog.Documents;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Storing;

/// <summary>Reads entities, always in sets.</summary>
static class EntityReads
{
    const string Select = $"SELECT {EntityRow.Columns} FROM entity e {EntityRow.Parents} ";

    const string ById = Select + "WHERE e.id = @id AND e.type = @type";

    const string ByFqn = Select + "WHERE e.type = @type AND e.fqn = @fqn";

    const string ByIds = Select + "WHERE $any(e.id, @ids)";

    const string ByFqns = Select + "WHERE e.type = @type AND $any(e.fqn, @fqns)";

    const string RelatedColumns = "t.id, t.type, t.name, t.fqn, t.display_name, t.deleted";

    const string RelatedByFqns = $"SELECT {RelatedColumns} FROM entity t WHERE t.type = @type AND $any(t.fqn, @fqns)";

    const string RelatedByIds = $"SELECT {RelatedColumns} FROM entity t WHERE $any(t.id, @ids)";

    const string Forward = $"""
        SELECT r.from_id, r.kind, {RelatedColumns}, r.data FROM relation r JOIN entity t ON t.id = r.to_id
        WHERE $any(r.from_id, @ids) AND $any(r.kind, @kinds) ORDER BY r.position, t.name
        """;

    const string Inverse = $"""
        SELECT r.to_id, r.kind, {RelatedColumns}, r.data FROM relation r JOIN entity t ON t.id = r.from_id
        WHERE $any(r.to_id, @ids) AND $any(r.kind, @kinds) ORDER BY t.name
        """;

    const string Children = $"""
        SELECT t.parent_id, t.type, {RelatedColumns}, NULL FROM entity t
        WHERE $any(t.parent_id, @ids) AND $any(t.type, @kinds) ORDER BY t.name
        """;

    public static Task<EntityRow?> One(Session session, EntityType type, EntityKey key) => key.Id is { } id
        ? session.QueryFirst(ById, EntityRow.Read, ("id", id.ToString()), ("type", type.Name))
        : session.QueryFirst(ByFqn, EntityRow.Read, ("type", type.Name), ("fqn", Canonical(type, key.Fqn!)));

    /// <summary>Entities of any type; those that do not exist are missing.</summary>
    public static Task<IReadOnlyList<EntityRow>> Many(Session session, IEnumerable<Guid> ids) =>
        session.Query(ByIds, EntityRow.Read, ("ids", Texts(ids)));

    public static Task<IReadOnlyList<EntityRow>> Many(Session session, EntityType type, string[] fqns) =>
        session.Query(ByFqns, EntityRow.Read, ("type", type.Name), ("fqns", fqns));

    public static Task<IReadOnlyList<Related>> Related(Session session, string type, IEnumerable<string> fqns) =>
        session.Query(RelatedByFqns, r => Storing.Related.Read(r, 0), ("type", type), ("fqns", fqns.ToArray()));

    public static Task<IReadOnlyList<Related>> Related(Session session, IEnumerable<Guid> ids) =>
        session.Query(RelatedByIds, r => Storing.Related.Read(r, 0), ("ids", Texts(ids)));

    /// <summary>The relations of many entities, for the given members, in their order.</summary>
    public static async Task<ILookup<Guid, Relation>> Relations(Session session, IReadOnlyCollection<Guid> ids, IEnumerable<ReferenceMember> members)
    {
        var found = new List<Relation>();
        if (ids.Count > 0)
        {
            var texts = Texts(ids);
            foreach (var side in members.GroupBy(SideOf))
            {
                var kinds = side.Select(m => side.Key == RelationSide.Child ? m.Targets[0] : m.Kind).Distinct().ToArray();
                var sql = side.Key switch { RelationSide.Forward => Forward, RelationSide.Inverse => Inverse, _ => Children };
                found.AddRange(await session.Query(
                    sql,
                    r => new Relation(Guid.Parse(r.GetString(0)), r.GetString(1), side.Key, Storing.Related.Read(r, 2), r.IsDBNull(8) ? null : r.GetString(8)),
                    ("ids", texts), ("kinds", kinds)));
            }
        }
        return found.ToLookup(r => r.Of);
    }

    public static RelationSide SideOf(ReferenceMember member) =>
        member.Children ? RelationSide.Child : member.Inverse ? RelationSide.Inverse : RelationSide.Forward;

    /// <summary>The spelling under which a type's names are stored.</summary>
    public static string Canonical(EntityType type, string fqn)
    {
        var normal = Names.FullyQualifiedName.Normalize(fqn);
        return type.LowerCaseName ? normal.ToLowerInvariant() : normal;
    }

    public static string[] Texts(IEnumerable<Guid> ids) => [.. ids.Select(id => id.ToString())];
}
