namespace Portico.Ingestion.Model;

/// <summary>A column.</summary>
/// <param name="Name">Its name at the source.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsNullable">Whether it may be empty.</param>
/// <param name="Description">Its comment.</param>
/// <param name="Default">The expression of its default, or what it is generated from.</param>
public sealed record ColumnFact(string Name, ColumnType Type, bool IsNullable, string? Description, string? Default = null);

/// <summary>A column's type in OpenMetadata's words.</summary>
/// <param name="DataType">One of OpenMetadata's data types.</param>
/// <param name="Display">The type as the source writes it.</param>
/// <param name="Length">Length in characters; 1 where the type has none, as OpenMetadata's client says it.</param>
/// <param name="Precision">Digits of a decimal.</param>
/// <param name="Scale">Digits behind its point.</param>
/// <param name="ItemType">The data type of an array's items.</param>
public sealed record ColumnType(string DataType, string? Display, int Length = 1, int? Precision = null, int? Scale = null, string? ItemType = null);

/// <summary>A key of a table.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Target">The table it refers to; foreign keys only.</param>
public sealed record KeyFact(KeyKind Kind, IReadOnlyList<string> Columns, KeyTarget? Target = null);

/// <summary>What a foreign key refers to, in the same database.</summary>
/// <param name="Schema">The table's schema.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, matching those of the key.</param>
public sealed record KeyTarget(string Schema, string Table, IReadOnlyList<string> Columns);

/// <summary>Kinds of keys.</summary>
public enum KeyKind
{
    /// <summary>The primary key.</summary>
    Primary,

    /// <summary>A unique constraint.</summary>
    Unique,

    /// <summary>A foreign key.</summary>
    Foreign,
}

/// <summary>A column by which a table is partitioned.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Interval">OpenMetadata's intervalType.</param>
public sealed record PartitionFact(string Column, string Interval);
