using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Home;

/// <summary>The first page.</summary>
static class HomeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/", Home);
        // Addresses that OpenMetadata's own web client uses for the same thing.
        routes.MapPage("/my-data", _ => Task.FromResult(Answer.SeeOther("/")));
        routes.MapPage("/auth/callback", _ => Task.FromResult(Answer.SeeOther("/")));
        routes.MapOpenForm("/theme", (http, _) => ThemeChoice.Keep(http));
    }

    static async Task<Answer> Home(Visit visit)
    {
        var me = await visit.Catalog.Person(visit.Viewer.Name, visit.Aborted);
        return Answer.Page<HomePage>(("View", new HomeView
        {
            Counts = await visit.Catalog.Counts(visit.Aborted),
            Services = await visit.Catalog.Services(8, visit.Aborted),
            Recent = await visit.Search.Recent(10, visit.Aborted),
            Owned = me.Ok ? me.Value.Owned : [],
            Followed = me.Ok ? me.Value.Followed : [],
        }));
    }
}
