namespace Portico.Server.Ui.Reading;

/// <summary>An asset that holds others, with a page of them.</summary>
public sealed record ContainerView
{
    public required Asset Asset { get; init; }

    /// <summary>The kind of what it holds.</summary>
    public required AssetKind ChildKind { get; init; }
    public IReadOnlyList<AssetRow> Children { get; init; } = [];
    public long Total { get; init; }

    /// <summary>Cursors of the pages beside this one; <c>null</c> where there is none.</summary>
    public string? Before { get; init; }
    public string? After { get; init; }
}
