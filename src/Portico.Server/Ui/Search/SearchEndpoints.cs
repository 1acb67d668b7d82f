using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Search;

/// <summary>The search page and its suggestions.</summary>
static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/explore", Explore);
        routes.MapPage("/explore/suggest", Suggest);
    }

    static async Task<Answer> Explore(Visit visit) =>
        Answer.Page<ExplorePage>(("View", await visit.Search.Query(SearchQuery.From(visit.Http.Request.Query), visit.Aborted)));

    static async Task<Answer> Suggest(Visit visit)
    {
        var query = SearchQuery.From(visit.Http.Request.Query);
        var list = visit.Query("list") is { Length: > 0 and < 40 } id && id.All(c => char.IsAsciiLetterLower(c) || c == '-') ? id : "search-list";
        return Answer.Page<Suggestions>(("Query", query), ("Hits", await visit.Search.Suggest(query, visit.Aborted)), ("List", list));
    }
}
