using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;
using Portico.Server.Ui.TablePages;
using Portico.Server.Ui.Versions;

namespace Portico.Server.Ui.Editing;

/// <summary>The history of an asset.</summary>
static class VersionPages
{
    public static async Task<Answer> Show(Visit visit, AssetKind kind, string fqn, string? version)
    {
        var document = await visit.Catalog.Read(kind.Type, fqn, visit.Aborted);
        if (!document.Ok)
            return Refusals.Answer(document.Refusal);
        var asset = Asset.From(kind.Type, document.Value);
        var versions = await visit.Catalog.Versions(kind.Type, fqn, visit.Aborted);
        if (!versions.Ok)
            return Refusals.Answer(versions.Refusal);
        var chosen = versions.Value.FirstOrDefault(v => version is null || v.Version == version);
        if (chosen is null)
            return Answer.NotFound();
        var table = kind.Type == "table" ? TableView.From(document.Value) : null;
        return Answer.Page<VersionsPage>(
            ("Asset", asset),
            ("Versions", versions.Value),
            ("Chosen", chosen),
            ("Tabs", table is null ? Tabs(asset) : TableTabs.Of(table)),
            ("TypeLabel", table?.TypeLabel),
            ("IconName", table is null ? null : TableTabs.Icon(table)));
    }

    static IReadOnlyList<Tab> Tabs(Asset asset) =>
    [
        new("content", asset.Kind.Type switch { "databaseService" => "Databases", "database" => "Schemas", "databaseSchema" => "Tables", _ => "Code" }, asset.Address),
        new("versions", "Versions", asset.Address + "/versions"),
    ];
}
