namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>sink</c> of type <c>metadata-rest</c>.</summary>
public sealed record SinkSettings
{
    /// <summary><c>bulk_sink_batch_size</c>: entities per bulk write.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary><c>async_pipeline_workers</c>: bulk writes under way at the same time; 1 when <c>enable_async_pipeline</c> is false.</summary>
    public int Workers { get; init; } = 2;
}
