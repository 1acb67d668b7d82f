using System.Net;
using System.Text;
using System.Text.Json;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>The database service of a run: read first, written when it is new or when the workflow insists.</summary>
sealed class ServiceWriter(CatalogClient catalog, Workflow workflow)
{
    readonly string _path = $"services/databaseServices/name/{Uri.EscapeDataString(Fqn.Of(workflow.Source.ServiceName).ToString())}";

    /// <summary>Whether the catalog has it, and the connection it keeps.</summary>
    /// <exception cref="IngestionException">The catalog does not say.</exception>
    public async Task<(bool Exists, string? ConnectionJson)> Find(CancellationToken ct)
    {
        var answer = await catalog.Send(HttpMethod.Get, $"{_path}?fields=*", null, Patience.AtStart, ct);
        if (answer.Status == HttpStatusCode.NotFound)
            return (false, null);
        if (!answer.IsSuccess)
            throw CatalogRefusal.Of(answer, $"The service '{workflow.Source.ServiceName}' cannot be read");
        using var json = answer.Json();
        var kept = json?.RootElement is { ValueKind: JsonValueKind.Object } service
            && service.TryGetProperty("connection", out var connection) && connection.ValueKind == JsonValueKind.Object
            && connection.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? config.GetRawText() : null;
        return (true, kept);
    }

    /// <summary>Writes it, with the connection unless the workflow keeps that to itself.</summary>
    /// <exception cref="IngestionException">The catalog refuses.</exception>
    public async Task Write(SourceConnection connection, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", workflow.Source.ServiceName);
            json.WriteString("serviceType", workflow.Source.ServiceType);
            if (workflow.Catalog.StoreConnection)
            {
                json.WriteStartObject("connection");
                json.WritePropertyName("config");
                WriteTyped(json, connection.Json);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        var answer = await catalog.Send(HttpMethod.Put, "services/databaseServices", buffer.ToArray(), Patience.AtStart, ct);
        if (!answer.IsSuccess)
            throw CatalogRefusal.Of(answer, $"The service '{workflow.Source.ServiceName}' cannot be written");
    }

    /// <summary>The connection with its type first: the catalog tells connections apart by it, the workflow file may leave it out.</summary>
    void WriteTyped(Utf8JsonWriter json, string connection)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(connection));
        json.WriteStartObject();
        json.WriteString("type", workflow.Source.ServiceType);
        foreach (var member in document.RootElement.EnumerateObject().Where(m => m.Name != "type"))
            member.WriteTo(json);
        json.WriteEndObject();
    }
}
