using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Editing;

/// <summary>The button that follows an asset, or stops.</summary>
static class Following
{
    public static async Task<Answer> Change(Visit visit, AssetKind kind, string fqn)
    {
        var form = await visit.Form();
        var document = await visit.Catalog.Read(kind.Type, fqn, visit.Aborted);
        if (!document.Ok)
            return Refusals.Answer(document.Refusal);
        var asset = Asset.From(kind.Type, document.Value);
        var refusal = await visit.Catalog.Follow(asset, form["follow"] == "yes", visit.Aborted);
        return refusal is null ? Answer.SeeOther(form["return"] is [{ Length: > 1 } back] ? Addresses.LocalOrHome(back) : asset.Address) : Refusals.Answer(refusal, asset.Address);
    }
}
