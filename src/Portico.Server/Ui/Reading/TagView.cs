namespace Portico.Server.Ui.Reading;

/// <summary>A classification tag or glossary term on an asset or column.</summary>
public sealed record TagView(string Fqn, string Label, string? Description)
{
    /// <summary>Tags of the classification <c>Tier</c> rank an asset's importance, and show apart from the others.</summary>
    public bool IsTier => Fqn.StartsWith("Tier.", StringComparison.Ordinal);

    /// <summary>Everything that carries this tag.</summary>
    public string Address => "/explore?tag=" + Uri.EscapeDataString(Fqn);

    public static IReadOnlyList<TagView> List(IEnumerable<Doc> tags) =>
    [
        .. tags.Select(tag => (Tag: tag, Fqn: tag.Text("tagFQN"))).Where(t => t.Fqn is not null).Select(t => new TagView(
            t.Fqn!,
            t.Tag.Text("displayName") is { Length: > 0 } display ? display : Short(t.Fqn!),
            t.Tag.Text("description"))),
    ];

    static string Short(string fqn) => fqn.StartsWith("Tier.", StringComparison.Ordinal) ? Names.Parts(fqn)[^1] : string.Join('.', Names.Parts(fqn));
}
