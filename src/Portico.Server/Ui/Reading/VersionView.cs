namespace Portico.Server.Ui.Reading;

/// <summary>A version of an asset, with what it changed.</summary>
public sealed record VersionView(string Version, DateTimeOffset? UpdatedAt, string? UpdatedBy, IReadOnlyList<ChangeView> Changes)
{
    /// <summary>A version with a whole number is one that readers of the data had to adapt to.</summary>
    public bool IsMajor => Version.EndsWith(".0", StringComparison.Ordinal);

    /// <summary>The changes in a line.</summary>
    public string Summary => Changes.Count switch
    {
        0 => Version == "0.1" ? "Created" : "No field changed",
        <= 3 => string.Join(" · ", Changes.Select(change => $"{change.Field} {change.Kind}")),
        _ => $"{Changes[0].Field} {Changes[0].Kind} · {Changes[1].Field} {Changes[1].Kind} · {Changes.Count - 2} more",
    };

    public static VersionView From(Doc document) => new(
        NumberOf(document),
        document.Time("updatedAt"),
        document.Text("updatedBy"),
        ChangeView.List(document.Object("changeDescription")));

    /// <summary>The version of a document as people and the API write it, with one decimal.</summary>
    public static string NumberOf(Doc document)
    {
        var version = document.Number("version") ?? "0.1";
        return version.Contains('.', StringComparison.Ordinal) ? version : version + ".0";
    }
}
