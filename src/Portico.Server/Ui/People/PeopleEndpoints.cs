using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.People;

/// <summary>People and teams; one's own page.</summary>
static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/profile", Profile);
        routes.MapPage("/users/{name}", Person);
        routes.MapPage("/teams/{name}", Team);
    }

    static async Task<Answer> Profile(Visit visit)
    {
        var person = await visit.Catalog.Person(visit.Viewer.Name, visit.Aborted);
        return person.Ok ? Answer.Page<PersonPage>(("Person", person.Value), ("Notice", Notices.Of(visit))) : Refusals.Answer(person.Refusal);
    }

    static async Task<Answer> Person(Visit visit)
    {
        var person = await visit.Catalog.Person(visit.Segment(1), visit.Aborted);
        return person.Ok ? Answer.Page<PersonPage>(("Person", person.Value)) : Refusals.Answer(person.Refusal);
    }

    static async Task<Answer> Team(Visit visit)
    {
        var team = await visit.Catalog.Team(visit.Segment(1), visit.Aborted);
        return team.Ok ? Answer.Page<TeamPage>(("Team", team.Value)) : Refusals.Answer(team.Refusal);
    }
}
