using Portico.Server.Ui.Reading;

namespace Portico.Server.Ui.TablePages;

/// <summary>The sections of a table's pages.</summary>
static class TableTabs
{
    public static IReadOnlyList<Tab> Of(TableView table)
    {
        var address = table.Asset.Address;
        var tabs = new List<Tab>
        {
            new("columns", "Columns", address, table.ColumnCount),
            new("constraints", "Constraints", address + "/constraints", table.Constraints.Count),
        };
        if (table.Definition is { Length: > 0 })
            tabs.Add(new Tab("definition", table.TableType.Contains("View", StringComparison.Ordinal) ? "View definition" : "Definition", address + "/definition"));
        tabs.Add(new Tab("versions", "Versions", address + "/versions"));
        return tabs;
    }

    public static string Icon(TableView table) => table.TableType.Contains("View", StringComparison.Ordinal) ? "view" : "table";
}
