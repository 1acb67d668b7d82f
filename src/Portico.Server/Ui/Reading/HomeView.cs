namespace Portico.Server.Ui.Reading;

/// <summary>What the first page shows.</summary>
public sealed record HomeView
{
    /// <summary>How many of each kind.</summary>
    public IReadOnlyList<(AssetKind Kind, long Count)> Counts { get; init; } = [];
    public IReadOnlyList<AssetRow> Services { get; init; } = [];

    /// <summary>Latest first.</summary>
    public IReadOnlyList<AssetRow> Recent { get; init; } = [];
    public IReadOnlyList<Link> Owned { get; init; } = [];
    public IReadOnlyList<Link> Followed { get; init; } = [];
}
