namespace Portico.Server.Ui.Reading;

/// <summary>A reference to something of the catalog, as documents hold them.</summary>
public sealed record Link(string Type, string Id, string Name, string Label, string Fqn)
{
    public AssetKind Kind => AssetKind.Of(Type);

    /// <summary>Address of its page, or <c>null</c>.</summary>
    public string? Address => Kind.Address(Fqn);

    /// <summary><c>null</c> for a missing reference.</summary>
    public static Link? From(Doc reference)
    {
        if (reference.IsEmpty)
            return null;
        var name = reference.Text("name") ?? reference.Text("fullyQualifiedName") ?? reference.Text("id") ?? "";
        var label = reference.Text("displayName") is { Length: > 0 } display ? display : Names.Readable(name);
        return new Link(reference.Text("type") ?? "", reference.Text("id") ?? "", name, label, reference.Text("fullyQualifiedName") ?? name);
    }

    public static IReadOnlyList<Link> List(IEnumerable<Doc> references) => [.. references.Select(From).OfType<Link>()];
}
