using System.Threading.Channels;
using Portico.Ingestion.Catalog;
using Portico.Ingestion.Model;
using Portico.Ingestion.Sources;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Running;

/// <summary>
/// One run of a workflow: source, a stage that describes each item as a create request, sink. Items stream through a bounded channel, so that a source of any size needs
/// little memory. Reading begins at once; source, identity provider and catalog are proven before the first write, and reading that breaks off deletes nothing.
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

        var opened = Open(catalog, service, ct);
        var connection = workflow.Source.Connection ?? Kept((await opened).ConnectionJson);
        foreach (var option in connection.Ignored)
            Warn($"{Errors.Warning}: The connection's {option} has no effect here.");
        await using var source = SourceFactory.Create(workflow.Source.ServiceName, connection, workflow.Source.Options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var channel = Channel.CreateBounded<(SourceItem, EntityRequest?)>(new BoundedChannelOptions(ItemsUnderWay) { SingleReader = true, SingleWriter = true });
        var connected = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => Read(source, connected, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            // Both ends at once; whichever fails, nothing was written. When both fail, the catalog's reason is told.
            var (version, exists, _) = await opened;
            listener.Started($"{await connected.Task} at {connection.Where}", $"{workflow.Catalog.Api.GetLeftPart(UriPartial.Authority)} (version {version})");
            if (!exists || workflow.Catalog.OverwriteService)
                await service.Write(connection, ct);
            await pipeline.Begin(ct);
            RunReport? report = null;
            try
            {
                await Write(channel.Reader, catalog, !exists, ct);
                return report = new RunReport(Status, time.GetElapsedTime(started), workflow.SuccessThreshold, workflow.RaiseOnError);
            }
            finally
            {
                await pipeline.End(report);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    SourceConnection Kept(string? connectionJson) => connectionJson is not null
        ? WorkflowFile.ParseConnection(workflow.Source.Type, connectionJson)
        : throw new IngestionException(Errors.NoConnection, $"The workflow has no serviceConnection, and the catalog keeps none for a service '{workflow.Source.ServiceName}'.");

    static async Task<(string Version, bool Exists, string? ConnectionJson)> Open(CatalogClient catalog, ServiceWriter service, CancellationToken ct)
    {
        var version = await catalog.Open(ct);
        var (exists, connection) = await service.Find(ct);
        return (version, exists, connection);
    }

    async Task Write(ChannelReader<(SourceItem, EntityRequest?)> items, CatalogClient catalog, bool serviceIsNew, CancellationToken ct)
    {
        await using var sink = new RestSink(catalog, workflow, serviceIsNew, Status, listener);
        var (tables, procedures) = (0, 0);
        await foreach (var (item, request) in items.ReadAllAsync(ct))
        {
            await sink.Take(item, request, ct);
            switch (item)
            {
                case TableItem:
                    tables++;
                    break;
                case ProcedureItem:
                    procedures++;
                    break;
                case SchemaEnd end:
                    listener.SchemaDone(end.Database, end.Schema, tables, procedures);
                    (tables, procedures) = (0, 0);
                    break;
            }
        }
    }

    /// <summary>Connects and reads; never fails itself: what goes wrong is told to whoever waits for the connection, then to whoever reads the channel.</summary>
    async Task Read(ISource source, TaskCompletionSource<string> connected, ChannelWriter<(SourceItem, EntityRequest?)> writer, CancellationToken ct)
    {
        try
        {
            connected.SetResult(await source.Connect(ct));
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
            connected.TrySetException(e);
            writer.TryComplete(e);
        }
    }

    void Warn(string message)
    {
        Status.Warn();
        listener.Warned(message);
    }
}
