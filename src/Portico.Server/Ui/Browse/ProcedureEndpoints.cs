using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Browse;

/// <summary>Stored procedures: their code.</summary>
static class ProcedureEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPage("/storedProcedure/{name}", async visit =>
    {
        var document = await visit.Catalog.Read("storedProcedure", visit.Segment(1), visit.Aborted);
        return document.Ok
            ? Answer.Page<ProcedurePage>(
                ("Asset", Asset.From("storedProcedure", document.Value)),
                ("Rights", visit.Catalog.RightsOn("storedProcedure", document.Value)),
                ("Notice", Notices.Of(visit)))
            : Refusals.Answer(document.Refusal);
    });
}
