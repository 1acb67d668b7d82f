using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Editing;

/// <summary>
/// Editing the description of an asset or of one of its columns. The form carries the version it started from. When the asset has moved on but this text has not, the
/// change applies to the new version; when the text itself has changed, both are shown and nothing is lost.
/// </summary>
static class DescriptionForm
{
    const int Attempts = 3;

    /// <summary>The form.</summary>
    public static async Task<Answer> Show(Visit visit, AssetKind kind, string fqn)
    {
        var (asset, refused) = await Open(visit, kind, fqn);
        if (asset is null)
            return refused!;
        var column = Column(visit);
        var place = DescriptionPlace.Find(asset.Document, column);
        return place is null ? Answer.NotFound() : Answer.Page<EditDescriptionPage>(("Asset", asset), ("Column", column), ("Text", place.Text));
    }

    /// <summary>Saves it, or shows the preview for browsers without script.</summary>
    public static async Task<Answer> Save(Visit visit, AssetKind kind, string fqn)
    {
        var form = await visit.Form();
        var text = form["description"].ToString().ReplaceLineEndings("\n").Trim();
        var startedFrom = form["version"].ToString();
        var column = Column(visit);
        for (var attempt = 1; ; attempt++)
        {
            var (asset, refused) = await Open(visit, kind, fqn);
            if (asset is null)
                return refused!;
            if (DescriptionPlace.Find(asset.Document, column) is not { } place)
                return Answer.NotFound();
            if (visit.Query("preview") == "yes")
                return Answer.Page<EditDescriptionPage>(("Asset", asset with { Version = startedFrom }), ("Column", column), ("Text", text), ("ShowPreview", true));
            if (text == (place.Text ?? "").ReplaceLineEndings("\n").Trim())
                return Answer.SeeOther(Notices.With(asset.Address, "same"));
            if (startedFrom != asset.Version && !await IsUnchangedSince(visit, asset, startedFrom, column, place))
                return Stale(asset, column, startedFrom, place.Text, text);
            var saved = await visit.Catalog.Patch(asset, place.Path, text.Length == 0 ? null : JsonSerializer.SerializeToElement(text, UiJson.Default.String), asset.Version, visit.Aborted);
            if (saved.Ok)
                return Answer.SeeOther(Notices.With(asset.Address, "saved", saved.Value));
            if (saved.Refusal.Kind != RefusalKind.Stale || attempt == Attempts)
                return saved.Refusal.Kind == RefusalKind.Stale ? Stale(asset, column, startedFrom, place.Text, text) : Refusals.Answer(saved.Refusal, asset.Address);
            // Somebody saved between our read and our write: look again.
        }
    }

    /// <summary>The preview of what is being written, for the script.</summary>
    public static async Task<Answer> Preview(Visit visit)
    {
        var form = await visit.Form();
        return Answer.Page<PreviewFragment>(("Text", form["description"].ToString()));
    }

    static Answer Stale(Asset asset, string? column, string startedFrom, string? theirs, string mine) =>
        Answer.Page<StaleEditPage>(("Asset", asset), ("Column", column), ("StartedFrom", startedFrom), ("Theirs", theirs), ("Mine", mine))
            .WithStatus(StatusCodes.Status409Conflict);

    static async Task<bool> IsUnchangedSince(Visit visit, Asset asset, string version, string? column, DescriptionPlace now) =>
        await visit.Catalog.At(asset, version, visit.Aborted) is { } then
        && DescriptionPlace.Find(then, column) is { } before
        && string.Equals(before.Text ?? "", now.Text ?? "", StringComparison.Ordinal);

    /// <summary>The asset, when the viewer may describe it.</summary>
    static async Task<(Asset? Asset, Answer? Refused)> Open(Visit visit, AssetKind kind, string fqn)
    {
        var document = await visit.Catalog.Read(kind.Type, fqn, visit.Aborted);
        if (!document.Ok)
            return (null, Refusals.Answer(document.Refusal));
        return visit.Catalog.RightsOn(kind.Type, document.Value).EditDescription
            ? (Asset.From(kind.Type, document.Value), null)
            : (null, Answer.Forbidden($"You may read this {kind.Singular}, but not describe it."));
    }

    static string? Column(Visit visit) => visit.Query("column") is { Length: > 0 } column ? column : null;
}
