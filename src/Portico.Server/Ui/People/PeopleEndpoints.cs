using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.People;

/// <summary>People and teams; one's own page.</summary>
static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/profile", visit => Person(visit, visit.Viewer.Name));
        routes.MapPage("/users/{name}", visit => Person(visit, visit.Segment(1)));
        routes.MapPage("/teams/{name}", Team);
    }

    static async Task<Answer> Person(Visit visit, string name)
    {
        var person = await visit.Catalog.Person(name, visit.Aborted);
        return person.Ok ? Answer.Page<PersonPage>(("Person", person.Value)) : Refusals.Answer(person.Refusal);
    }

    static async Task<Answer> Team(Visit visit)
    {
        var team = await visit.Catalog.Team(visit.Segment(1), visit.Aborted);
        return team.Ok ? Answer.Page<TeamPage>(("Team", team.Value)) : Refusals.Answer(team.Refusal);
    }
}
