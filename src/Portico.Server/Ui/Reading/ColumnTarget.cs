namespace Portico.Server.Ui.Reading;

/// <summary>The column that a foreign key points to.</summary>
public sealed record ColumnTarget(string TableFqn, string Table, string Column)
{
    public string Address => AssetKind.Of("table").Address(TableFqn) + "#column-" + Uri.EscapeDataString(Names.Join([Column]));

    public static ColumnTarget From(string columnFqn)
    {
        var parts = Names.Parts(columnFqn);
        return parts.Count < 2
            ? new ColumnTarget(columnFqn, columnFqn, "")
            : new ColumnTarget(Names.Join(parts.Take(parts.Count - 1)), Names.Readable(parts[^2]), parts[^1]);
    }
}
