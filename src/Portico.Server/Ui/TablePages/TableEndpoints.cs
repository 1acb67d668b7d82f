using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.TablePages;

/// <summary>Tables and views: columns, constraints, definition.</summary>
static class TableEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/table/{name}", visit => Table<TablePage>(visit, ("Notice", Notices.Of(visit))));
        routes.MapPage("/table/{name}/constraints", visit => Table<ConstraintsPage>(visit));
        routes.MapPage("/table/{name}/definition", visit => Table<DefinitionPage>(visit));
    }

    static async Task<Answer> Table<TPage>(Visit visit, params (string, object?)[] more)
    {
        var document = await visit.Catalog.Read("table", visit.Segment(1), visit.Aborted);
        return document.Ok
            ? Answer.Page<TPage>([("Table", TableView.From(document.Value)), ("Rights", visit.Catalog.RightsOn("table", document.Value)), .. more])
            : Refusals.Answer(document.Refusal);
    }
}
