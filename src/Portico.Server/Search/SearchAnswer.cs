using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Search;

namespace Portico.Server.Search;

/// <summary>The body of a search in Elasticsearch's shape, which clients of OpenMetadata read.</summary>
static class SearchAnswer
{
    static readonly string[] NotInIndex = ["changeDescription", "incrementalChangeDescription", "votes", "connection", "joins", "authenticationMechanism"];

    /// <summary>The entity as the index would hold it.</summary>
    public static JsonObject Source(string type, JsonObject entity)
    {
        foreach (var member in NotInIndex)
            entity.Remove(member);
        entity["entityType"] = type;
        entity["displayName"] ??= entity["name"]?.DeepClone();
        entity["deleted"] ??= false;
        entity["totalVotes"] = 0;
        entity["descriptionStatus"] = entity["description"] is JsonValue description && ((string?)description)?.Length > 0 ? "COMPLETE" : "INCOMPLETE";
        foreach (var member in new[] { "owners", "tags", "followers", "domains" })
            entity[member] ??= new JsonArray();
        if (entity["tags"] is JsonArray tags)
        {
            var tier = tags.OfType<JsonObject>().FirstOrDefault(t => ((string?)t["tagFQN"])?.StartsWith("Tier.", StringComparison.Ordinal) == true);
            if (tier is not null)
            {
                tags.Remove(tier);
                entity["tier"] = tier;
            }
        }
        if (entity["columns"] is JsonArray columns)
            entity["columnNames"] = new JsonArray([.. columns.OfType<JsonObject>().Select(c => c["name"]?.DeepClone())]);
        return entity;
    }

    public static void WriteHit(Utf8JsonWriter writer, SearchHit hit, JsonObject source, JsonObject? highlight, string? sort)
    {
        writer.WriteStartObject();
        writer.WriteString("_index", IndexNames.Of(hit.Type));
        writer.WriteString("_type", "_doc");
        writer.WriteString("_id", hit.Id);
        writer.WriteNumber("_score", hit.Score);
        writer.WritePropertyName("_source");
        source.WriteTo(writer);
        if (highlight is { Count: > 0 })
        {
            writer.WritePropertyName("highlight");
            highlight.WriteTo(writer);
        }
        if (sort is not null)
        {
            writer.WriteStartArray("sort");
            writer.WriteStringValue(sort);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    /// <summary>Everything around the hits.</summary>
    public static void Write(Utf8JsonWriter writer, long milliseconds, long total, bool exact, double? best, Action<Utf8JsonWriter> hits, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject();
        writer.WriteNumber("took", milliseconds);
        writer.WriteBoolean("timed_out", false);
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", 1);
        writer.WriteNumber("successful", 1);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
        writer.WriteStartObject("hits");
        writer.WriteStartObject("total");
        writer.WriteNumber("value", total);
        writer.WriteString("relation", exact ? "eq" : "gte");
        writer.WriteEndObject();
        if (best is { } score)
            writer.WriteNumber("max_score", score);
        else
            writer.WriteNull("max_score");
        writer.WriteStartArray("hits");
        hits(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    public static void WriteAggregations(Utf8JsonWriter writer, SearchResult result, IEnumerable<(string Name, string Field)> aggregations, int size)
    {
        writer.WriteStartObject("aggregations");
        foreach (var (name, field) in aggregations)
        {
            writer.WriteStartObject($"sterms#{name}");
            writer.WriteStartArray("buckets");
            foreach (var value in result.Facets.GetValueOrDefault(field)?.Take(size) ?? [])
            {
                writer.WriteStartObject();
                writer.WriteString("key", value.Value);
                writer.WriteNumber("doc_count", value.Count);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
