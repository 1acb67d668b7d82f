using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Browse;

/// <summary>Services, databases and schemas.</summary>
static class ContainerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/service/databaseServices/{name}", visit => Container(visit, "databaseService", visit.Segment(2)));
        routes.MapPage("/database/{name}", visit => Container(visit, "database", visit.Segment(1)));
        routes.MapPage("/databaseSchema/{name}", visit => Container(visit, "databaseSchema", visit.Segment(1)));
    }

    static async Task<Answer> Container(Visit visit, string type, string fqn)
    {
        var view = await visit.Catalog.Container(type, fqn, Cursor(visit, "before"), Cursor(visit, "after"), visit.Aborted);
        return view.Ok
            ? Answer.Page<ContainerPage>(("View", view.Value), ("Rights", visit.Catalog.RightsOn(type, view.Value.Asset.Document)), ("Notice", Notices.Of(visit)))
            : Refusals.Answer(view.Refusal);
    }

    static string? Cursor(Visit visit, string name) => visit.Query(name) is { Length: > 0 } cursor ? cursor : null;
}
