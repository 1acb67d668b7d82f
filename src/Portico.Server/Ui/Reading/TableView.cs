namespace Portico.Server.Ui.Reading;

/// <summary>A table, view or other relation.</summary>
public sealed record TableView
{
    public required Asset Asset { get; init; }

    /// <summary>Such as <c>Regular</c>, <c>View</c>, <c>MaterializedView</c>, <c>Partitioned</c>.</summary>
    public string TableType { get; init; } = "Regular";
    public required IReadOnlyList<ColumnView> Columns { get; init; }
    public required IReadOnlyList<ConstraintView> Constraints { get; init; }

    /// <summary>The statement that defines a view, or made a table.</summary>
    public string? Definition { get; init; }
    public IReadOnlyList<string> PartitionColumns { get; init; } = [];

    public int ColumnCount => Columns.Count(column => column.Depth == 0);

    public string TypeLabel => TableType switch
    {
        "Regular" => "Table",
        "View" or "SecureView" => "View",
        "MaterializedView" => "Materialized view",
        "Local" or "Partitioned" or "Foreign" or "External" or "Dynamic" or "Transient" or "Temporary" => TableType + " table",
        _ => TableType,
    };

    public static TableView From(Doc document)
    {
        var constraints = ConstraintView.List(document);
        return new TableView
        {
            Asset = Asset.From("table", document),
            TableType = document.Text("tableType") ?? "Regular",
            Columns = ColumnView.List(document, constraints),
            Constraints = constraints,
            Definition = document.Text("schemaDefinition"),
            PartitionColumns = [.. document.Object("tablePartition").Objects("columns").Select(c => c.Text("columnName")).OfType<string>()],
        };
    }
}
