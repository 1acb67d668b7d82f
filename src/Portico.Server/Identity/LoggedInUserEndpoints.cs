using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;

namespace Portico.Server.Identity;

/// <summary><c>/api/v1/users/loggedInUser</c>: the caller's own user, which everybody may see.</summary>
sealed class LoggedInUserEndpoints(MetadataCatalog catalog)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/users/loggedInUser", Show);
        routes.MapGet("/api/v1/users/loggedInUser/groupTeams", ShowGroups);
    }

    async Task Show(HttpContext context)
    {
        var fields = context.Request.Query["fields"].ToString();
        var user = await Own(context, fields.Length > 0 ? fields : "profile,roles,teams");
        if (user.Ok)
            await Answers.Bytes(context, StatusCodes.Status200OK, user.Value.Json);
        else
            await Answers.Refused(context, user.Refusal);
    }

    /// <summary>The teams that can own things: those of type Group.</summary>
    async Task ShowGroups(HttpContext context)
    {
        var user = await Own(context, "teams");
        if (!user.Ok)
        {
            await Answers.Refused(context, user.Refusal);
            return;
        }
        var groups = new JsonArray();
        foreach (var reference in ((user.Value.ToObject()["teams"] as JsonArray) ?? []).OfType<JsonObject>())
        {
            var team = await catalog.Get(Subject.System, "team", Guid.Parse((string)reference["id"]!), ReadOptions.Default, context.RequestAborted);
            if (team.Ok && (string?)team.Value.ToObject()["teamType"] == "Group")
                groups.Add(reference.DeepClone());
        }
        await Answers.Json(context, StatusCodes.Status200OK, writer => groups.WriteTo(writer));
    }

    Task<Result<Document>> Own(HttpContext context, string fields) => catalog.Get(
        Subject.System,
        "user",
        context.GetSubject()!.Id,
        new() { Fields = fields, HrefBase = $"{context.Request.Scheme}://{context.Request.Host}/api/v1" },
        context.RequestAborted);
}
