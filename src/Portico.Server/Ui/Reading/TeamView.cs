namespace Portico.Server.Ui.Reading;

/// <summary>A team, its people and what it answers for.</summary>
public sealed record TeamView(string Name, string Label, string? Description, string TeamType, IReadOnlyList<Link> Users, IReadOnlyList<Link> Owned)
{
    public static TeamView From(Doc team)
    {
        var name = team.Text("name") ?? "";
        return new TeamView(
            name,
            team.Text("displayName") is { Length: > 0 } display ? display : name,
            team.Text("description"),
            team.Text("teamType") ?? "Group",
            Link.List(team.Objects("users")),
            Link.List(team.Objects("owns")));
    }
}
