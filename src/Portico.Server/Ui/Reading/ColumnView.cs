namespace Portico.Server.Ui.Reading;

/// <summary>A column, or a field inside one, in the order of the table with its depth.</summary>
public sealed record ColumnView
{
    public required string Name { get; init; }

    /// <summary>Names from the table's column down to this one, joined as in fully qualified names.</summary>
    public required string Path { get; init; }

    /// <summary>0 for a column of the table, 1 for a field in it, and so on.</summary>
    public required int Depth { get; init; }

    /// <summary>The type in the source's words.</summary>
    public required string Type { get; init; }
    public string? DisplayName { get; init; }
    public string? Description { get; init; }
    public bool PrimaryKey { get; init; }
    public bool Unique { get; init; }
    public bool NotNull { get; init; }

    /// <summary>The columns that a foreign key of this one alone points to.</summary>
    public IReadOnlyList<ColumnTarget> References { get; init; } = [];
    public IReadOnlyList<TagView> Tags { get; init; } = [];

    public string Anchor => "column-" + Path;

    /// <summary>Columns and their fields, parents first.</summary>
    public static IReadOnlyList<ColumnView> List(Doc table, IReadOnlyList<ConstraintView> constraints)
    {
        var columns = new List<ColumnView>();
        Add(columns, table.Objects("columns"), [], constraints);
        return columns;
    }

    static void Add(List<ColumnView> into, IEnumerable<Doc> columns, string[] parents, IReadOnlyList<ConstraintView> constraints)
    {
        foreach (var column in columns)
        {
            var name = column.Text("name") ?? "";
            string[] path = [.. parents, name];
            var own = parents.Length == 0 ? constraints.Where(c => c.Columns.Contains(name, StringComparer.Ordinal)).ToList() : [];
            var constraint = column.Text("constraint");
            var key = constraint == "PRIMARY_KEY" || own.Exists(c => c.Kind == ConstraintView.PrimaryKey);
            into.Add(new ColumnView
            {
                Name = Names.Readable(name),
                Path = Names.Join(path),
                Depth = parents.Length,
                Type = TypeOf(column),
                DisplayName = column.Text("displayName") is { Length: > 0 } display && display != name ? display : null,
                Description = column.Text("description"),
                PrimaryKey = key,
                Unique = constraint == "UNIQUE" || own.Exists(c => c.Kind == ConstraintView.Unique && c.Columns.Count == 1),
                NotNull = key || constraint == "NOT_NULL",
                References = [.. own.Where(c => c.Kind == ConstraintView.ForeignKey && c.Columns.Count == 1).SelectMany(c => c.Targets)],
                Tags = TagView.List(column.Objects("tags")),
            });
            Add(into, column.Objects("children"), path, constraints);
        }
    }

    static string TypeOf(Doc column)
    {
        if (column.Text("dataTypeDisplay") is { Length: > 0 } display)
            return display;
        var type = (column.Text("dataType") ?? "").ToLowerInvariant();
        if (type == "array" && column.Text("arrayDataType") is { } of)
            return $"array<{of.ToLowerInvariant()}>";
        if (column.Integer("precision") is { } precision)
            return column.Integer("scale") is { } scale ? $"{type}({precision},{scale})" : $"{type}({precision})";
        return type is "char" or "varchar" or "binary" or "varbinary" && column.Integer("dataLength") is > 1 and var length ? $"{type}({length})" : type;
    }
}
