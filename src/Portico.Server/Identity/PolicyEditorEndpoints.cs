using System.Text.Json;
using Portico.Catalog.Policies;

namespace Portico.Server.Identity;

/// <summary>What an editor of policies needs to know: functions, resources with their operations, and whether a condition can be understood.</summary>
sealed class PolicyEditorEndpoints(Authorizer authorizer)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/policies/functions", context => Answers.List(context, ConditionFunction.All, Write));
        routes.MapGet("/api/v1/policies/resources", context => Answers.List(context, Resources.All, Write));
        routes.MapGet("/api/v1/policies/validation/condition/{expression}", Validate);
    }

    async Task Validate(HttpContext context)
    {
        if (await authorizer.Refuse((string)context.Request.RouteValues["expression"]!, context.RequestAborted) is { } reason)
            await Answers.Refused(context, StatusCodes.Status400BadRequest, reason);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    static void Write(Utf8JsonWriter writer, ConditionFunction function)
    {
        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteString("input", function.Input);
        writer.WriteString("description", function.Description);
        writer.WriteStartArray("examples");
        foreach (var example in function.Examples)
            writer.WriteStringValue(example);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string resource)
    {
        writer.WriteStartObject();
        writer.WriteString("name", resource);
        writer.WriteStartArray("operations");
        foreach (var operation in Resources.OperationsOf(resource).Each())
            writer.WriteStringValue(operation.ToString());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
