using System.Text.Json;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Catalog;

/// <summary>Writes the classification and the tags that tables will carry, each once a run, with the texts of OpenMetadata's client.</summary>
sealed class TagWriter(CatalogClient catalog, Action<string> warn)
{
    readonly HashSet<string> _written = new(StringComparer.Ordinal);

    public async Task Write(TagItem tag, CancellationToken ct)
    {
        if (_written.Add(tag.Classification))
            await Put("classifications", tag.Classification, json => json.WriteString("description", "Postgres Tag Name"), ct);
        if (_written.Add($"{tag.Classification}.{tag.Tag}"))
        {
            await Put(
                "tags",
                tag.Tag,
                json =>
                {
                    json.WriteString("classification", tag.Classification);
                    json.WriteString("description", "Postgres Tag Value");
                },
                ct);
        }
    }

    async Task Put(string collection, string name, Action<Utf8JsonWriter> rest, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            rest(json);
            json.WriteEndObject();
        }
        var answer = await catalog.Send(HttpMethod.Put, collection, buffer.ToArray(), Patience.Running, ct);
        if (!answer.IsSuccess)
            warn($"The {(collection == "tags" ? "tag" : "classification")} '{name}' cannot be written: {answer.Message()}.");
    }
}
