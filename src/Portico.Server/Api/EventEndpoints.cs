using System.Globalization;
using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;

namespace Portico.Server.Api;

/// <summary>The log of changes.</summary>
static class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/events", Handle.Caller(List));

    /// <summary>The answer to following and voting: a change event instead of the entity.</summary>
    public static void Write(Utf8JsonWriter writer, Change change, string user, string member, string value, bool added)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Guid.NewGuid());
        writer.WriteString("eventType"u8, change.Kind.EventType());
        writer.WriteString("entityType"u8, change.Document.Type);
        writer.WriteString("entityId"u8, change.Document.Id);
        writer.WriteString("entityFullyQualifiedName"u8, change.Document.Fqn);
        writer.WriteNumber("previousVersion"u8, change.Document.Version);
        writer.WriteNumber("currentVersion"u8, change.Document.Version);
        writer.WriteString("userName"u8, user);
        writer.WriteNumber("timestamp"u8, change.Document.UpdatedAt);
        writer.WriteStartObject("changeDescription"u8);
        foreach (var list in (ReadOnlySpan<string>)["fieldsAdded", "fieldsUpdated", "fieldsDeleted"])
        {
            writer.WriteStartArray(list);
            if (list == (added ? "fieldsAdded" : "fieldsDeleted"))
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, member);
                writer.WriteString(added ? "newValue"u8 : "oldValue"u8, value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteNumber("previousVersion"u8, change.Document.Version);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static async Task List(Call call)
    {
        if (!long.TryParse(call.Query("timestamp") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            await Answer.Error(call.Http, StatusCodes.Status400BadRequest, "query param timestamp is not a number");
            return;
        }
        string[]? Types(string name) => call.Query(name)?.Split(',', StringSplitOptions.TrimEntries);
        var wanted = new Dictionary<string, string[]?>
        {
            ["entityCreated"] = Types("entityCreated"),
            ["entityUpdated"] = Types("entityUpdated"),
            ["entityRestored"] = Types("entityRestored"),
            ["entityDeleted"] = Types("entityDeleted"),
        };
        var found = await call.Catalog.Events(call.Subject, new EventQuery(since, wanted), call.Ct);
        if (!found.Ok)
        {
            await Answer.Refuse(call.Http, found.Refusal);
            return;
        }
        await Answer.Json(call.Http, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var happened in found.Value)
                writer.WriteRawValue(happened.Span, skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteStartObject("paging"u8);
            writer.WriteNumber("total"u8, found.Value.Count);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
