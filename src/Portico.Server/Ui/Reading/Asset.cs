namespace Portico.Server.Ui.Reading;

/// <summary>What every asset has, whatever its type.</summary>
public sealed record Asset
{
    public required AssetKind Kind { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Display name, or the name.</summary>
    public required string Label { get; init; }
    public required string Fqn { get; init; }
    public string? Description { get; init; }

    /// <summary>Such as <c>0.1</c>.</summary>
    public string Version { get; init; } = "0.1";
    public DateTimeOffset? UpdatedAt { get; init; }
    public string? UpdatedBy { get; init; }
    public bool Deleted { get; init; }
    public IReadOnlyList<Link> Owners { get; init; } = [];
    public IReadOnlyList<TagView> Tags { get; init; } = [];
    public TagView? Tier { get; init; }
    public IReadOnlyList<Link> Followers { get; init; } = [];
    public IReadOnlyList<Link> Domains { get; init; } = [];

    /// <summary>Such as <c>Postgres</c>.</summary>
    public string? ServiceType { get; init; }

    /// <summary>What it lies in, outermost first.</summary>
    public IReadOnlyList<Link> Parents { get; init; } = [];

    /// <summary>Where the source shows it; http or https only.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>The whole document.</summary>
    public Doc Document { get; init; }

    public string Address => Kind.Address(Fqn) ?? "/";

    public string EditAddress(string? column = null) => $"{Address}/edit" + (column is null ? "" : "?column=" + Uri.EscapeDataString(column));

    public static Asset From(string type, Doc document)
    {
        var name = document.Text("name") ?? "";
        var tags = TagView.List(document.Objects("tags"));
        return new Asset
        {
            Kind = AssetKind.Of(type),
            Id = Guid.TryParse(document.Text("id"), out var id) ? id : default,
            Name = name,
            Label = document.Text("displayName") is { Length: > 0 } display ? display : Names.Readable(name),
            Fqn = document.Text("fullyQualifiedName") ?? name,
            Description = document.Text("description"),
            Version = VersionView.NumberOf(document),
            UpdatedAt = document.Time("updatedAt"),
            UpdatedBy = document.Text("updatedBy"),
            Deleted = document.Flag("deleted"),
            Owners = Link.List(document.Objects("owners")),
            Tags = [.. tags.Where(tag => !tag.IsTier)],
            Tier = tags.FirstOrDefault(tag => tag.IsTier),
            Followers = Link.List(document.Objects("followers")),
            Domains = Link.List(document.Objects("domains")),
            ServiceType = document.Text("serviceType"),
            Parents = Link.List(new[] { "service", "database", "databaseSchema" }.Select(document.Object)),
            SourceUrl = Uri.TryCreate(document.Text("sourceUrl"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsoluteUri : null,
            Document = document,
        };
    }
}
