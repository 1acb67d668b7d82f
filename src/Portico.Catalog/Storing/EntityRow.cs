using System.Data.Common;

namespace Portico.Catalog.Storing;

/// <summary>An entity as it lies in its table. Versions are in tenths: 1 is 0.1.</summary>
sealed record EntityRow
{
    /// <summary>The columns that <see cref="Read"/> expects, of a table aliased <c>e</c>, with up to three levels of what contains it as <c>p1</c>, <c>p2</c>, <c>p3</c>.</summary>
    public const string Columns = """
        e.id, e.type, e.name, e.fqn, e.display_name, e.parent_id, e.version, e.updated_at, e.updated_by, e.deleted, e.source_hash,
        p1.id, p1.type, p1.name, p1.fqn, p1.display_name, p1.deleted,
        p2.id, p2.type, p2.name, p2.fqn, p2.display_name, p2.deleted,
        p3.id, p3.type, p3.name, p3.fqn, p3.display_name, p3.deleted,
        e.changes, e.extra, e.core
        """;

    /// <summary>Joins what contains <c>e</c>.</summary>
    public const string Parents = """
        LEFT JOIN entity p1 ON p1.id = e.parent_id LEFT JOIN entity p2 ON p2.id = p1.parent_id LEFT JOIN entity p3 ON p3.id = p2.parent_id
        """;

    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required string Fqn { get; init; }

    public string? DisplayName { get; init; }

    public Guid? ParentId { get; init; }

    public required long Version { get; init; }

    public required long UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    public bool Deleted { get; init; }

    public string? SourceHash { get; init; }

    /// <summary>The nearest first.</summary>
    public IReadOnlyList<Related> Ancestors { get; init; } = [];

    /// <summary>The members <c>changeDescription</c> and <c>incrementalChangeDescription</c> as one JSON object.</summary>
    public byte[]? Changes { get; init; }

    public byte[]? Extra { get; init; }

    public required byte[] Core { get; init; }

    public static EntityRow Read(DbDataReader reader)
    {
        var ancestors = new List<Related>(3);
        for (var at = 11; at < 29 && !reader.IsDBNull(at); at += 6)
            ancestors.Add(Related.Read(reader, at));
        return new EntityRow
        {
            Id = Guid.Parse(reader.GetString(0)),
            Type = reader.GetString(1),
            Name = reader.GetString(2),
            Fqn = reader.GetString(3),
            DisplayName = Text(reader, 4),
            ParentId = Text(reader, 5) is { } parent ? Guid.Parse(parent) : null,
            Version = reader.GetInt64(6),
            UpdatedAt = reader.GetInt64(7),
            UpdatedBy = reader.GetString(8),
            Deleted = reader.GetBoolean(9),
            SourceHash = Text(reader, 10),
            Ancestors = ancestors,
            Changes = Bytes(reader, 29),
            Extra = Bytes(reader, 30),
            Core = Bytes(reader, 31)!,
        };
    }

    static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    static byte[]? Bytes(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
}
