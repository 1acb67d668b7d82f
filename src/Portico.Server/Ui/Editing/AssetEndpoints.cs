using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Editing;

/// <summary>What the pages of every kind of asset have in common: versions, following, descriptions, owners.</summary>
static class AssetEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var kind in AssetKind.Data)
        {
            // The name is the segment after the route's own: /table/{name} or /service/databaseServices/{name}.
            var name = kind.Route!.Count(c => c == '/') - 1;
            var pattern = kind.Route + "{name}";
            Func<Visit, string> fqn = visit => visit.Segment(name);
            routes.MapPage(pattern + "/versions", visit => VersionPages.Show(visit, kind, fqn(visit), null));
            routes.MapPage(pattern + "/versions/{version}", visit => VersionPages.Show(visit, kind, fqn(visit), visit.Segment(name + 2)));
            routes.MapForm(pattern + "/follow", visit => Following.Change(visit, kind, fqn(visit)));
            routes.MapPage(pattern + "/edit", visit => DescriptionForm.Show(visit, kind, fqn(visit)));
            routes.MapForm(pattern + "/edit", visit => DescriptionForm.Save(visit, kind, fqn(visit)));
            routes.MapPage(pattern + "/owners", visit => OwnersForm.Show(visit, kind, fqn(visit)));
            routes.MapForm(pattern + "/owners", visit => OwnersForm.Save(visit, kind, fqn(visit)));
        }
        routes.MapForm("/preview", DescriptionForm.Preview);
    }
}
