using System.Threading.Channels;
using Portico.Ingestion.Catalog;
using Portico.Ingestion.Model;
using Portico.Ingestion.Sources;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Running;

/// <summary>
/// One run of a workflow: source, a stage that describes each item as a create request, sink. Items stream through a bounded channel, so that a source of any size needs
/// little memory. Source, identity provider and catalog are proven before the first write; reading that breaks off deletes nothing.
/// </summary>
/// <param name="workflow">What to do.</param>
/// <param name="listener">Hears about it.</param>
/// <param name="time">The clock.</param>
public sealed class WorkflowRun(Workflow workflow, IRunListener listener, TimeProvider time)
{
    const int ItemsUnderWay = 256;

    /// <summary>The OpenMetadata line that is spoken.</summary>
    public static string OpenMetadataVersion => CatalogClient.Version;

    /// <summary>This client's own version.</summary>
    public static string ClientVersion { get; } = typeof(WorkflowRun).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Where it stands.</summary>
    public RunStatus Status { get; } = new();

    /// <summary>Runs to the end.</summary>
    /// <exception cref="IngestionException">It could not start, or could not go on.</exception>
    public async Task<RunReport> Run(CancellationToken ct)
    {
        var started = time.GetTimestamp();
        foreach (var problem in workflow.Warnings)
            Warn(problem.ToString());
        using var catalog = new CatalogClient(
            workflow.Catalog, $"portico-metadata/{ClientVersion} ({workflow.Source.Type}; service: {Uri.EscapeDataString(workflow.Source.ServiceName)})", new Backoff(time, Random.Shared));
        var service = new ServiceWriter(catalog, workflow);
        var pipeline = new PipelineRecord(catalog, workflow, time, Warn);

        var (source, connection, isNew) = await Prove(catalog, service, ct);
        await using (source)
        {
            if (isNew || workflow.Catalog.OverwriteService)
                await service.Write(connection, ct);
            await pipeline.Begin(ct);
            RunReport? report = null;
            try
            {
                await Stream(source, catalog, isNew, ct);
                return report = new RunReport(Status, time.GetElapsedTime(started), workflow.SuccessThreshold, workflow.RaiseOnError);
            }
            finally
            {
                await pipeline.End(report);
            }
        }
    }

    /// <summary>Both ends at once; whichever fails, nothing was written. When both fail, the catalog's reason is told.</summary>
    async Task<(ISource Source, SourceConnection Connection, bool IsNew)> Prove(CatalogClient catalog, ServiceWriter service, CancellationToken ct)
    {
        var opened = Open(catalog, service, ct);
        var connection = workflow.Source.Connection;
        if (connection is null)
        {
            var kept = (await opened).ConnectionJson ?? throw new IngestionException(
                Errors.NoConnection, $"The workflow has no serviceConnection, and the catalog keeps none for a service '{workflow.Source.ServiceName}'.");
            connection = WorkflowFile.ParseConnection(workflow.Source.Type, kept);
        }
        foreach (var option in connection.Ignored)
            Warn($"{Errors.Warning}: The connection's {option} has no effect here.");
        var source = SourceFactory.Create(workflow.Source.ServiceName, connection, workflow.Source.Options);
        var connected = Task.Run(() => source.Connect(ct), ct);
        try
        {
            var (version, exists, _) = await opened;
            listener.Started($"{await connected} at {connection.Where}", $"{workflow.Catalog.Api.GetLeftPart(UriPartial.Authority)} (version {version})");
            return (source, connection, !exists);
        }
        catch
        {
            await ((Task)connected).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync();
            throw;
        }
    }

    static async Task<(string Version, bool Exists, string? ConnectionJson)> Open(CatalogClient catalog, ServiceWriter service, CancellationToken ct)
    {
        var version = await catalog.Open(ct);
        var (exists, connection) = await service.Find(ct);
        return (version, exists, connection);
    }

    async Task Stream(ISource source, CatalogClient catalog, bool serviceIsNew, CancellationToken ct)
    {
        var channel = Channel.CreateBounded<(SourceItem, EntityRequest?)>(new BoundedChannelOptions(ItemsUnderWay) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(() => Read(source, channel.Writer, stop.Token), stop.Token);
        try
        {
            await using var sink = new RestSink(catalog, workflow, serviceIsNew, Status, listener);
            var (tables, procedures) = (0, 0);
            await foreach (var (item, request) in channel.Reader.ReadAllAsync(stop.Token))
            {
                await sink.Take(item, request, stop.Token);
                (tables, procedures) = item switch
                {
                    TableItem => (tables + 1, procedures),
                    ProcedureItem => (tables, procedures + 1),
                    SchemaEnd end => Done(end, tables, procedures),
                    _ => (tables, procedures),
                };
            }
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    (int, int) Done(SchemaEnd end, int tables, int procedures)
    {
        listener.SchemaDone(end.Database, end.Schema, tables, procedures);
        return (0, 0);
    }

    async Task Read(ISource source, ChannelWriter<(SourceItem, EntityRequest?)> writer, CancellationToken ct)
    {
        try
        {
            var describe = new RequestWriter(workflow.Source.ServiceName);
            await foreach (var item in source.Read(ct))
            {
                var request = describe.Write(item);
                if (request is not null)
                    Status.Add(request.Kind, Outcome.Read);
                if (item is TableItem table)
                    Status.Current = $"{table.Database}.{table.Schema}";
                await writer.WriteAsync((item, request), ct);
            }
            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e);
            throw;
        }
    }

    void Warn(string message)
    {
        Status.Warn();
        listener.Warned(message);
    }
}
