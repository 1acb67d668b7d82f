namespace Portico.Server.Ui.Reading;

/// <summary>A user of the catalog.</summary>
public sealed record PersonView
{
    public required string Name { get; init; }
    public required string Label { get; init; }
    public string Email { get; init; } = "";
    public bool IsAdmin { get; init; }
    public bool IsBot { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<Link> Roles { get; init; } = [];
    public IReadOnlyList<Link> Teams { get; init; } = [];
    public IReadOnlyList<Link> Owned { get; init; } = [];
    public IReadOnlyList<Link> Followed { get; init; } = [];

    public static PersonView From(Doc user)
    {
        var name = user.Text("name") ?? "";
        return new PersonView
        {
            Name = name,
            Label = user.Text("displayName") is { Length: > 0 } display ? display : name,
            Email = user.Text("email") ?? "",
            IsAdmin = user.Flag("isAdmin"),
            IsBot = user.Flag("isBot"),
            Description = user.Text("description"),
            Roles = Link.List(user.Objects("roles").Concat(user.Objects("inheritedRoles"))).DistinctBy(role => role.Id).ToList(),
            Teams = Link.List(user.Objects("teams")),
            Owned = Link.List(user.Objects("owns")),
            Followed = Link.List(user.Objects("follows")),
        };
    }
}
