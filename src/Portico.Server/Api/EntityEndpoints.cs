using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Types;

namespace Portico.Server.Api;

/// <summary>The routes that every entity type has, by its declaration.</summary>
static class EntityEndpoints
{
    const string Patches = "application/json-patch+json";

    static readonly string[] s_patchTypes = [Patches, "application/json"];

    /// <summary>Query parameters of a list that are no filters.</summary>
    static readonly HashSet<string> s_notFilters = ["fields", "limit", "before", "after", "include"];

    public static void Map(IEndpointRouteBuilder api, EntityType type)
    {
        var collection = api.MapGroup("/" + type.Collection);
        var name = type.Name;
        collection.MapGet("", Handle.Caller(call => List(call, name)));
        collection.MapGet("/{id:guid}", Handle.Caller(call => Get(call, name, call.Id()!.Value)));
        collection.MapGet("/name/{fqn}", Handle.Caller(call => Get(call, name, call.Segment())));
        collection.MapGet("/{id:guid}/versions", Handle.Caller(async call => await Answer.Versions(call.Http, name, await call.Catalog.Versions(call.Subject, name, call.Id()!.Value, call.Ct))));
        collection.MapGet("/{id:guid}/versions/{version}", Handle.Caller(async call =>
            await Answer.Entity(call.Http, await call.Catalog.Version(call.Subject, name, call.Id()!.Value, call.Segment(), call.Ct))));
        if (type.IsReadOnly)
            return;
        collection.MapPost("", Handle.Body(async (call, body) => await Answer.Change(call.Http, await call.Catalog.Create(call.Subject, name, body, call.HrefBase, call.Ct))));
        collection.MapPut("", Handle.Body(async (call, body) => await Answer.Change(call.Http, await call.Catalog.Put(call.Subject, name, body, call.HrefBase, call.Ct))));
        collection.MapPatch("/{id:guid}", Handle.Body((call, body) => Patch(call, name, call.Id()!.Value, body), s_patchTypes));
        collection.MapPatch("/name/{fqn}", Handle.Body((call, body) => Patch(call, name, call.Segment(), body), s_patchTypes));
        collection.MapDelete("/{id:guid}", Handle.Caller(call => Delete(call, name, call.Id()!.Value)));
        collection.MapDelete("/name/{fqn}", Handle.Caller(call => Delete(call, name, call.Segment())));
        collection.MapDelete("/async/{id:guid}", Handle.Caller(call => DeleteAsync(call, name, call.Id()!.Value)));
        if (type.CanRestore)
            collection.MapPut("/restore", Handle.Body((call, body) => Restore(call, name, body)));
        if (type.CanBeFollowed)
        {
            collection.MapPut("/{id:guid}/followers", Handle.Body((call, body) => Follow(call, name, body)));
            collection.MapDelete("/{id:guid}/followers/{user:guid}", Handle.Caller(call => Follow(call, name, call.Id("user")!.Value, false)));
        }
        if (type.CanBeVotedFor)
            collection.MapPut("/{id:guid}/vote", Handle.Body((call, body) => Vote(call, name, body)));
        if (type.HasBulk)
        {
            collection.MapPut("/bulk", Handle.Rows(async (call, body) =>
                await Answer.Bulk(call.Http, await call.Catalog.BulkPut(call.Subject, name, body, call.Flag("overrideMetadata"), call.Ct))));
            collection.MapDelete("/deleteStale", Handle.Body((call, body) => DeleteStale(call, name, body)));
        }
    }

    static async Task List(Call call, string type)
    {
        if (call.Include is not { } include)
        {
            await BadInclude(call);
            return;
        }
        if (call.Number("limit", 10) is not { } limit)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "query param limit is not a number");
            return;
        }
        var filters = call.Http.Request.Query.Where(q => !s_notFilters.Contains(q.Key)).ToDictionary(q => q.Key, q => q.Value[0] ?? "");
        await Answer.Page(call.Http, await call.Catalog.List(
            call.Subject,
            type,
            new ListQuery
            {
                Read = new ReadOptions { Fields = call.Query("fields"), Include = include, HrefBase = call.HrefBase },
                Limit = limit,
                Before = call.Query("before"),
                After = call.Query("after"),
                Filters = filters,
            },
            call.Ct));
    }

    static async Task Get(Call call, string type, EntityKey key)
    {
        if (call.Include is not { } include)
        {
            await BadInclude(call);
            return;
        }
        await Answer.Entity(call.Http, await call.Catalog.Get(
            call.Subject, type, key, new ReadOptions { Fields = call.Query("fields"), Include = include, HrefBase = call.HrefBase }, call.Ct));
    }

    static Task BadInclude(Call call) => Answer.Error(call.Http, StatusCodes.Status400BadRequest, "query param include must be one of [all, deleted, non-deleted]");

    static async Task Patch(Call call, string type, EntityKey key, JsonElement patch) => await Answer.Change(call.Http, await call.Catalog.Patch(
        call.Subject,
        type,
        key,
        patch,
        new PatchOptions
        {
            IfMatch = call.Http.Request.Headers.IfMatch is { Count: > 0 } tags ? tags.ToString() : null,
            ChangeSource = call.Query("changeSource"),
            HrefBase = call.HrefBase,
        },
        call.Ct));

    static async Task Delete(Call call, string type, EntityKey key) => await Answer.Change(
        call.Http, await call.Catalog.Delete(call.Subject, type, key, call.Flag("hardDelete"), call.Flag("recursive"), call.HrefBase, call.Ct));

    /// <summary>The work is done when the answer is sent: it is short, and nobody then has to be told later.</summary>
    static async Task DeleteAsync(Call call, string type, EntityKey key)
    {
        var (hard, recursive) = (call.Flag("hardDelete"), call.Flag("recursive"));
        var result = await call.Catalog.Delete(call.Subject, type, key, hard, recursive, call.HrefBase, call.Ct);
        if (!result.Ok)
        {
            await Answer.Refuse(call.Http, result.Refusal);
            return;
        }
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
        await Answer.Json(call.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("jobId"u8, Guid.NewGuid());
            writer.WriteString("message"u8, "Delete operation initiated.");
            writer.WriteString("entityName"u8, result.Value.Document.Fqn);
            writer.WriteBoolean("hardDelete"u8, hard);
            writer.WriteBoolean("recursive"u8, recursive);
            writer.WriteEndObject();
        });
    }

    static async Task Restore(Call call, string type, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("id", out var text) || text.ValueKind != JsonValueKind.String || !text.TryGetGuid(out var id))
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "id must not be null");
            return;
        }
        await Answer.Change(call.Http, await call.Catalog.Restore(call.Subject, type, id, call.HrefBase, call.Ct));
    }

    static async Task Follow(Call call, string type, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.String || !body.TryGetGuid(out var user))
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "The body must be the id of a user");
        else
            await Follow(call, type, user, true);
    }

    static async Task Follow(Call call, string type, Guid user, bool follows)
    {
        var result = await call.Catalog.Follow(call.Subject, type, call.Id()!.Value, user, follows, call.Ct);
        if (!result.Ok)
        {
            await Answer.Refuse(call.Http, result.Refusal);
            return;
        }
        call.Http.Response.Headers["X-OpenMetadata-Change"] = result.Value.Kind.EventType();
        await Answer.Json(call.Http, writer => EventEndpoints.Write(
            writer, result.Value, call.Subject.Name, "followers", $"[{{\"id\":\"{user}\",\"type\":\"user\"}}]", follows));
    }

    static async Task Vote(Call call, string type, JsonElement body)
    {
        var vote = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("updatedVoteType", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        if (vote is not ("votedUp" or "votedDown" or "unVoted"))
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "updatedVoteType must be one of [votedUp, votedDown, unVoted]");
            return;
        }
        var result = await call.Catalog.Vote(call.Subject, type, call.Id()!.Value, vote == "unVoted" ? null : vote == "votedUp", call.Ct);
        if (!result.Ok)
        {
            await Answer.Refuse(call.Http, result.Refusal);
            return;
        }
        call.Http.Response.Headers["X-OpenMetadata-Change"] = result.Value.Kind.EventType();
        await Answer.Json(call.Http, writer => EventEndpoints.Write(writer, result.Value, call.Subject.Name, "votes", vote, true));
    }

    static async Task DeleteStale(Call call, string type, JsonElement body)
    {
        static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
        if (body.ValueKind != JsonValueKind.Object || Text(body, "scopeFqn") is not { Length: > 0 } scope || Text(body, "scopeEntityType") is not { Length: > 0 } scopeType
            || !body.TryGetProperty("seenFqns", out var seen) || seen.ValueKind != JsonValueKind.Array)
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "scopeFqn, scopeEntityType and seenFqns must not be null");
            return;
        }
        var names = seen.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(s => s.GetString()!).ToList();
        await Answer.Bulk(call.Http, await call.Catalog.DeleteStale(
            call.Subject, type, new StaleQuery(scope, scopeType, names, Flag(body, "dryRun"), Flag(body, "hardDelete")), call.Ct));
    }
}
