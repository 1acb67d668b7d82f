namespace Portico.Ingestion.Model;

/// <summary>
/// One thing that a source tells, parents before children: a database, all its schemas, then schema by schema the tables, the procedures and
/// <see cref="SchemaEnd"/>; then <see cref="DatabaseEnd"/>; after the last database <see cref="SourceEnd"/>. The ends say that everything was told, so that what is missing is gone.
/// </summary>
public abstract record SourceItem;

/// <summary>A database.</summary>
public sealed record DatabaseItem(string Name, string? Description) : SourceItem;

/// <summary>A schema of a database.</summary>
public sealed record SchemaItem(string Database, string Name, string? Description) : SourceItem;

/// <summary>A table or view.</summary>
public sealed record TableItem : SourceItem
{
    /// <summary>Its database.</summary>
    public required string Database { get; init; }

    /// <summary>Its schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>OpenMetadata's tableType: Regular, View, MaterializedView, Partitioned, Foreign.</summary>
    public required string Type { get; init; }

    /// <summary>Its comment.</summary>
    public string? Description { get; init; }

    /// <summary>Its columns in order.</summary>
    public required IReadOnlyList<ColumnFact> Columns { get; init; }

    /// <summary>Its primary, unique and foreign keys.</summary>
    public IReadOnlyList<KeyFact> Keys { get; init; } = [];

    /// <summary>The view's query, or the table's statement where it was asked for.</summary>
    public string? Definition { get; init; }

    /// <summary>How it is partitioned.</summary>
    public IReadOnlyList<PartitionFact> Partitions { get; init; } = [];

    /// <summary>Tags as <c>Classification.tag</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A stored procedure or function.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name, unique in the schema.</param>
/// <param name="IsFunction">Whether it returns something.</param>
/// <param name="Description">Its comment.</param>
/// <param name="Code">Its body.</param>
public sealed record ProcedureItem(string Database, string Schema, string Name, bool IsFunction, string? Description, string Code) : SourceItem;

/// <summary>A tag that tables below will carry.</summary>
public sealed record TagItem(string Classification, string Tag) : SourceItem;

/// <summary>Something that exists at the source and that the workflow leaves out: it is neither written nor deleted.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Database">Its database, or its own name.</param>
/// <param name="Schema">Its schema, or its own name; <c>null</c> for a database.</param>
/// <param name="Name">Its name; <c>null</c> for a database or schema.</param>
/// <param name="ByFilter">Whether a filter left it out, rather than an option such as <c>includeViews</c>.</param>
public sealed record LeftOut(EntityKind Kind, string Database, string? Schema, string? Name, bool ByFilter) : SourceItem;

/// <summary>All tables and procedures of a schema were told.</summary>
public sealed record SchemaEnd(string Database, string Schema) : SourceItem;

/// <summary>All schemas of a database were told.</summary>
public sealed record DatabaseEnd(string Database) : SourceItem;

/// <summary>All databases were told.</summary>
public sealed record SourceEnd : SourceItem;

/// <summary>A part could not be read; the rest goes on.</summary>
public sealed record SourceWarning(string Message) : SourceItem;
