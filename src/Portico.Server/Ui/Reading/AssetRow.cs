namespace Portico.Server.Ui.Reading;

/// <summary>An asset as a line of a list.</summary>
public sealed record AssetRow(AssetKind Kind, string Label, string Fqn, string? Description, DateTimeOffset? UpdatedAt, string? UpdatedBy)
{
    public IReadOnlyList<Link> Owners { get; init; } = [];
    public IReadOnlyList<TagView> Tags { get; init; } = [];
    public TagView? Tier { get; init; }

    /// <summary>For a table, its kind, such as <c>View</c>; otherwise <c>null</c>.</summary>
    public string? TableType { get; init; }

    public string? ServiceType { get; init; }

    public string? Address => Kind.Address(Fqn);

    public string Icon => TableType is not null && TableType.Contains("View", StringComparison.Ordinal) ? "view" : Kind.Icon;

    /// <summary>What it lies in, as text.</summary>
    public string Place => string.Join(" / ", Names.Parts(Fqn).SkipLast(1).Select(Names.Readable));

    public static AssetRow From(string type, Doc document)
    {
        var asset = Asset.From(type, document);
        return new AssetRow(asset.Kind, asset.Label, asset.Fqn, asset.Description, asset.UpdatedAt, asset.UpdatedBy)
        {
            Owners = asset.Owners,
            Tags = asset.Tags,
            Tier = asset.Tier,
            TableType = document.Text("tableType"),
            ServiceType = asset.ServiceType,
        };
    }
}
