namespace Portico.Server.Ui.Reading;

/// <summary>A key or constraint of a table.</summary>
public sealed record ConstraintView(string Kind, IReadOnlyList<string> Columns, IReadOnlyList<ColumnTarget> Targets)
{
    public const string PrimaryKey = "PRIMARY_KEY";
    public const string ForeignKey = "FOREIGN_KEY";
    public const string Unique = "UNIQUE";

    public string Label => Kind switch
    {
        PrimaryKey => "Primary key",
        ForeignKey => "Foreign key",
        Unique => "Unique",
        "SORT_KEY" => "Sort key",
        "DIST_KEY" => "Distribution key",
        "CLUSTER_KEY" => "Cluster key",
        _ => Kind,
    };

    /// <summary>The table's constraints, and those its columns carry themselves.</summary>
    public static IReadOnlyList<ConstraintView> List(Doc table)
    {
        var all = table.Objects("tableConstraints").Select(constraint => new ConstraintView(
            constraint.Text("constraintType") ?? "",
            constraint.Texts("columns"),
            [.. constraint.Texts("referredColumns").Select(ColumnTarget.From)])).ToList();
        foreach (var column in table.Objects("columns"))
        {
            if (column.Text("constraint") is PrimaryKey or Unique && column.Text("name") is { } name && !all.Exists(c => Same(c, column.Text("constraint")!, name)))
                all.Add(new ConstraintView(column.Text("constraint")!, [name], []));
        }
        return [.. all.OrderBy(c => Array.IndexOf([PrimaryKey, ForeignKey, Unique], c.Kind) is >= 0 and var place ? place : int.MaxValue)];
    }

    static bool Same(ConstraintView constraint, string kind, string column) =>
        constraint.Kind == kind && constraint.Columns.Contains(column, StringComparer.Ordinal);
}
