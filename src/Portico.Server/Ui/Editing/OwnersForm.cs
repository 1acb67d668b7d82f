using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Editing;

/// <summary>Choosing who answers for an asset.</summary>
static class OwnersForm
{
    public static async Task<Answer> Show(Visit visit, AssetKind kind, string fqn)
    {
        var (asset, refused) = await Open(visit, kind, fqn);
        return asset is null ? refused! : await Page(visit, asset, null);
    }

    public static async Task<Answer> Save(Visit visit, AssetKind kind, string fqn)
    {
        var form = await visit.Form();
        var (asset, refused) = await Open(visit, kind, fqn);
        if (asset is null)
            return refused!;
        var chosen = form["owner"].Select(Reference.Parse).OfType<Reference>().ToList();
        if (chosen.Select(owner => owner.Id).Order().SequenceEqual(asset.Owners.Select(owner => owner.Id).Order(), StringComparer.Ordinal))
            return Answer.SeeOther(Notices.With(asset.Address, "same"));
        var saved = await visit.Catalog.Patch(asset, "/owners", JsonSerializer.SerializeToElement(chosen, UiJson.Default.ListReference), form["version"].ToString(), visit.Aborted);
        if (saved.Ok)
            return Answer.SeeOther(Notices.With(asset.Address, "saved", saved.Value));
        return saved.Refusal.Kind == RefusalKind.Stale
            ? (await Page(visit, asset, $"The {kind.Singular} changed while you were choosing. These are its owners now: choose again.")).WithStatus(StatusCodes.Status409Conflict)
            : Refusals.Answer(saved.Refusal, asset.Address);
    }

    static async Task<Answer> Page(Visit visit, Asset asset, string? problem)
    {
        var candidates = await visit.Catalog.OwnerCandidates(visit.Aborted);
        return Answer.Page<EditOwnersPage>(
            ("Asset", asset),
            ("Candidates", asset.Owners.Concat(candidates).DistinctBy(owner => owner.Id).ToList()),
            ("Problem", problem));
    }

    static async Task<(Asset? Asset, Answer? Refused)> Open(Visit visit, AssetKind kind, string fqn)
    {
        var document = await visit.Catalog.Read(kind.Type, fqn, visit.Aborted);
        if (!document.Ok)
            return (null, Refusals.Answer(document.Refusal));
        return visit.Catalog.RightsOn(kind.Type, document.Value).EditOwners
            ? (Asset.From(kind.Type, document.Value), null)
            : (null, Answer.Forbidden($"You may not choose the owners of this {kind.Singular}."));
    }

    internal sealed record Reference(string Type, string Id)
    {
        /// <summary><c>user:ID</c> or <c>team:ID</c>; <c>null</c> for anything else.</summary>
        public static Reference? Parse(string? text) => text?.Split(':') is [("user" or "team") and var type, var id] && Guid.TryParse(id, out var guid) ? new Reference(type, guid.ToString()) : null;
    }
}
