using System.Net;
using System.Text.Json;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// Tells the catalog about this run of an ingestion pipeline (<c>ingestionPipelineFQN</c>), as OpenMetadata's client does: the pipeline is made when it is missing, the run is
/// <c>running</c>, and at the end success, partialSuccess or failed. None of it is worth stopping for.
/// </summary>
sealed class PipelineRecord(CatalogClient catalog, Workflow workflow, TimeProvider time, Action<string> warn)
{
    readonly long _start = time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task Begin(CancellationToken ct)
    {
        if (workflow.PipelineFqn is { } fqn)
            await Tolerate(async () => await Ensure(fqn, ct) && await Put(fqn, "running", null, ct));
    }

    /// <summary>Notes how it ended; no report: it failed. After a Ctrl-C too, so it takes no token, and not long.</summary>
    public async Task End(RunReport? report)
    {
        if (workflow.PipelineFqn is not { } fqn)
            return;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
        var state = report is null || !report.IsSuccess ? "failed" : report.Status.Failures.Count > 0 ? "partialSuccess" : "success";
        await Tolerate(() => Put(fqn, state, report, soon.Token));
    }

    async Task Tolerate(Func<Task<bool>> act)
    {
        try
        {
            if (!await act())
                warn($"The run cannot be noted at pipeline '{workflow.PipelineFqn}'.");
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            warn($"The run cannot be noted at pipeline '{workflow.PipelineFqn}'. {e.Message}");
        }
    }

    async Task<bool> Ensure(string fqn, CancellationToken ct)
    {
        var found = await catalog.Send(HttpMethod.Get, $"services/ingestionPipelines/name/{Uri.EscapeDataString(fqn)}", null, Patience.None, ct);
        if (found.Status != HttpStatusCode.NotFound)
            return found.IsSuccess;
        var service = await catalog.Send(HttpMethod.Get, $"services/databaseServices/name/{Uri.EscapeDataString(Fqn.Of(workflow.Source.ServiceName).ToString())}", null, Patience.None, ct);
        using var serviceJson = service.Json();
        if (!service.IsSuccess || serviceJson?.RootElement.TryGetProperty("id", out var id) != true)
            return false;
        return await Write(HttpMethod.Put, "services/ingestionPipelines", json =>
        {
            json.WriteString("name", fqn[(fqn.LastIndexOf('.') + 1)..]);
            json.WriteString("pipelineType", "metadata");
            json.WritePropertyName("sourceConfig");
            json.WriteRawValue(workflow.Source.ConfigJson);
            json.WriteStartObject("airflowConfig");
            json.WriteEndObject();
            json.WriteStartObject("service");
            json.WriteString("id", id.ToString());
            json.WriteString("type", "databaseService");
            json.WriteEndObject();
        }, ct);
    }

    Task<bool> Put(string fqn, string state, RunReport? report, CancellationToken ct) =>
        Write(HttpMethod.Put, $"services/ingestionPipelines/{Uri.EscapeDataString(fqn)}/pipelineStatus", json =>
        {
            json.WriteString("runId", workflow.RunId.ToString());
            json.WriteString("pipelineState", state);
            json.WriteNumber("startDate", _start);
            json.WriteNumber("timestamp", _start);
            if (state != "running")
                json.WriteNumber("endDate", time.GetUtcNow().ToUnixTimeMilliseconds());
            if (report is not null)
                Steps(json, report);
        }, ct);

    void Steps(Utf8JsonWriter json, RunReport report)
    {
        var status = report.Status;
        json.WriteStartArray("status");
        Step(workflow.Source.ServiceType, status.Count(Outcome.Read), 0, status.Count(Outcome.Filtered), 0);
        Step("OpenMetadata", status.Count(Outcome.Created) + status.Count(Outcome.Unchanged), status.Count(Outcome.Updated), 0, status.Failures.Count);
        json.WriteEndArray();

        void Step(string name, int records, int updated, int filtered, int errors)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("records", records);
            json.WriteNumber("updated_records", updated);
            json.WriteNumber("warnings", status.Warnings);
            json.WriteNumber("errors", errors);
            json.WriteNumber("filtered", filtered);
            json.WriteEndObject();
        }
    }

    async Task<bool> Write(HttpMethod method, string path, Action<Utf8JsonWriter> members, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return (await catalog.Send(method, path, buffer.ToArray(), Patience.None, ct)).IsSuccess;
    }
}
