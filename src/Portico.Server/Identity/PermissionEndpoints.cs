using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;

namespace Portico.Server.Identity;

/// <summary><c>/api/v1/permissions</c>: what the caller may do, so that pages know which controls to show. Of others only an administrator may ask.</summary>
sealed class PermissionEndpoints(MetadataCatalog catalog, Authorizer authorizer)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/permissions", context => For(context, subject => Answers.List(context, Resources.All, (writer, resource) => Write(writer, resource, Permissions.On(subject, resource)))));
        routes.MapGet("/api/v1/permissions/{resource}", context => For(context, subject => OnType(context, subject)));
        routes.MapGet("/api/v1/permissions/{resource}/{id:guid}", context => For(context, subject => OnEntity(context, subject, Guid.Parse((string)context.Request.RouteValues["id"]!))));
        routes.MapGet("/api/v1/permissions/{resource}/name/{name}", context => For(context, subject => OnEntity(context, subject, (string)context.Request.RouteValues["name"]!)));
    }

    async Task For(HttpContext context, Func<Subject, Task> answer)
    {
        var subject = context.GetSubject()!;
        if (context.Request.Query["user"].ToString() is { Length: > 0 } name && name != subject.Name)
        {
            if (Authorizer.CheckAdmin(subject) is { Allowed: false } decision)
            {
                await Answers.Forbidden(context, decision.Reason);
                return;
            }
            var id = await authorizer.FindUserId(name, context.RequestAborted);
            if (id is null || await authorizer.Find(id.Value, context.RequestAborted) is not { } other)
            {
                await Answers.Refused(context, StatusCodes.Status404NotFound, $"user instance for {name} not found");
                return;
            }
            subject = other;
        }
        await answer(subject);
    }

    static Task OnType(HttpContext context, Subject subject)
    {
        var resource = (string)context.Request.RouteValues["resource"]!;
        return Resources.IsKnown(resource)
            ? Answers.Json(context, StatusCodes.Status200OK, writer => Write(writer, resource, Permissions.On(subject, resource)))
            : Answers.Refused(context, StatusCodes.Status404NotFound, $"Resource {resource} not found");
    }

    async Task OnEntity(HttpContext context, Subject subject, EntityKey key)
    {
        var resource = (string)context.Request.RouteValues["resource"]!;
        // Whoever may not see the entity may still know that: the answer tells of permissions, not of the entity.
        var entity = await catalog.Get(Subject.System, resource, key, ReadOptions.Everything, context.RequestAborted);
        if (!entity.Ok)
            await Answers.Refused(context, entity.Refusal);
        else
            await Answers.Json(context, StatusCodes.Status200OK, writer => Write(writer, resource, Permissions.On(subject, resource, ResourceContext.Of(entity.Value.ToObject()))));
    }

    static void Write(Utf8JsonWriter writer, string resource, IReadOnlyList<Permission> permissions)
    {
        writer.WriteStartObject();
        writer.WriteString("resource", resource);
        writer.WriteStartArray("permissions");
        foreach (var permission in permissions)
        {
            writer.WriteStartObject();
            writer.WriteString("operation", permission.Operation.ToString());
            writer.WriteString("access", JsonNamingPolicy.CamelCase.ConvertName(permission.Access.ToString()));
            if (permission.Rule is { } rule)
            {
                writer.WritePropertyName("rule");
                writer.WriteRawValue(rule);
                writer.WriteString("policy", permission.Policy);
                if (permission.Role is { } role)
                    writer.WriteString("role", role);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
