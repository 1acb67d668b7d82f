using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Search;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;

namespace Portico.Catalog.Writing;

/// <summary>Makes of an entity what search needs to know.</summary>
static class SearchDocuments
{
    /// <summary>From a create request, whose members are still JSON elements.</summary>
    public static SearchDocument? Of(EntityType type, EntityRow row, JsonElement members, IReadOnlyList<string> owners, IReadOnlyList<string> domains, IEnumerable<string> tags, string? serviceType)
    {
        if (!type.Searchable)
            return null;
        var columns = new List<string>();
        var text = new StringBuilder(Text(members, "description"));
        if (type.Columns is not null && members.TryGetProperty(type.Columns, out var list))
            Columns(list, columns, text);
        return Make(row, columns, text.ToString(), owners, domains, tags, serviceType ?? Text(members, "serviceType"), Text(members, "tableType"), Text(members, "email"));
    }

    /// <summary>From what is stored.</summary>
    public static SearchDocument? Of(EntityType type, EntityRow row, ILookup<Guid, Relation> relations)
    {
        if (!type.Searchable)
            return null;
        using var core = JsonDocument.Parse(row.Core);
        using var extra = row.Extra is null ? null : JsonDocument.Parse(row.Extra);
        var tags = new List<string>();
        Tags(extra?.RootElement ?? default, tags);
        if (type.Columns is not null && core.RootElement.TryGetProperty(type.Columns, out var columns))
            ColumnTags(columns, tags);
        return Of(
            type, row, core.RootElement, [.. Serving.DocumentWriter.Of(relations, row.Id, Common.Owners).Select(r => r.To.Name)],
            [.. Serving.DocumentWriter.Of(relations, row.Id, Common.Domains).Select(r => r.To.Fqn)], tags, null);
    }

    /// <summary>From a state that was changed.</summary>
    public static SearchDocument? Of(EntityType type, EntityRow row, JsonObject state)
    {
        if (!type.Searchable)
            return null;
        static IReadOnlyList<string> Names(JsonNode? list) => [.. (list as JsonArray)?.Select(r => (string?)r?["name"]).OfType<string>() ?? []];
        static IReadOnlyList<string> Fqns(JsonNode? list, string member) => [.. (list as JsonArray)?.Select(r => (string?)r?[member]).OfType<string>() ?? []];
        var columns = new List<string>();
        var text = new StringBuilder((string?)state["description"]);
        if (type.Columns is not null)
            Columns(state[type.Columns] as JsonArray, columns, text);
        return Make(
            row, columns, text.ToString(), Names(state["owners"]), Fqns(state["domains"], "fullyQualifiedName"), Fqns(state["tags"], "tagFQN").Concat(ColumnTags(type.Columns is null ? null : state[type.Columns])),
            (string?)state["serviceType"], (string?)state["tableType"], (string?)state["email"]);
    }

    static SearchDocument Make(
        EntityRow row, IReadOnlyList<string> columns, string description, IReadOnlyList<string> owners, IReadOnlyList<string> domains, IEnumerable<string> tags, string? serviceType, string? tableType, string? email)
    {
        string? Container(string kind) => row.Type == kind ? row.Name : row.Ancestors.FirstOrDefault(a => a.Type == kind)?.Name;
        var all = tags.Distinct().ToList();
        return new SearchDocument
        {
            Id = row.Id,
            Type = row.Type,
            Name = row.Name,
            FullyQualifiedName = row.Fqn,
            DisplayName = row.DisplayName,
            Description = description.Length == 0 ? null : description,
            Columns = columns,
            Owners = owners,
            Domains = domains,
            Tags = [.. all.Where(t => !IsTier(t))],
            Tier = all.Find(IsTier),
            Service = Container("databaseService"),
            ServiceType = serviceType,
            Database = Container("database"),
            DatabaseSchema = Container("databaseSchema"),
            TableType = tableType,
            Email = email,
            Deleted = row.Deleted,
            UpdatedAt = row.UpdatedAt,
        };
    }

    static bool IsTier(string tag) => tag.StartsWith("Tier.", StringComparison.Ordinal);

    static string? Text(JsonElement members, string name) => members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static void Columns(JsonElement list, List<string> names, StringBuilder text)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return;
        foreach (var column in list.EnumerateArray())
        {
            if (Text(column, "name") is { } name)
                names.Add(name);
            if (Text(column, "description") is { Length: > 0 } description)
                text.Append('\n').Append(description);
            if (column.TryGetProperty("children", out var children))
                Columns(children, names, text);
        }
    }

    static void Columns(JsonArray? list, List<string> names, StringBuilder text)
    {
        foreach (var column in list?.OfType<JsonObject>() ?? [])
        {
            if ((string?)column["name"] is { } name)
                names.Add(name);
            if ((string?)column["description"] is { Length: > 0 } description)
                text.Append('\n').Append(description);
            Columns(column["children"] as JsonArray, names, text);
        }
    }

    static void Tags(JsonElement holder, List<string> tags)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty("tags", out var labels) || labels.ValueKind != JsonValueKind.Array)
            return;
        foreach (var label in labels.EnumerateArray())
        {
            if (Text(label, "tagFQN") is { } tag)
                tags.Add(tag);
        }
    }

    static void ColumnTags(JsonElement columns, List<string> tags)
    {
        if (columns.ValueKind != JsonValueKind.Array)
            return;
        foreach (var column in columns.EnumerateArray())
        {
            Tags(column, tags);
            if (column.TryGetProperty("children", out var children))
                ColumnTags(children, tags);
        }
    }

    /// <summary>The tags of columns, at any depth.</summary>
    public static IEnumerable<string> ColumnTags(JsonNode? columns)
    {
        foreach (var column in (columns as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            foreach (var label in (column["tags"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                if ((string?)label["tagFQN"] is { } tag)
                    yield return tag;
            }
            foreach (var tag in ColumnTags(column["children"]))
                yield return tag;
        }
    }
}
