namespace Portico.Ingestion.Workflows;

/// <summary>A workflow file, understood: where to read, what, and where to write it.</summary>
public sealed record Workflow
{
    /// <summary>Where and what to read.</summary>
    public required SourceSettings Source { get; init; }

    /// <summary>The catalog and the sign-in.</summary>
    public required CatalogSettings Catalog { get; init; }

    /// <summary>How to write.</summary>
    public required SinkSettings Sink { get; init; }

    /// <summary><c>loggerLevel</c>: DEBUG, INFO, WARN or ERROR.</summary>
    public string LoggerLevel { get; init; } = "INFO";

    /// <summary><c>raiseOnError</c>: whether too many failures make the run fail.</summary>
    public bool RaiseOnError { get; init; } = true;

    /// <summary><c>successThreshold</c>: the percentage of records, per step, that must succeed.</summary>
    public int SuccessThreshold { get; init; } = 90;

    /// <summary><c>ingestionPipelineFQN</c>: the pipeline whose runs the catalog shows, or <c>null</c>.</summary>
    public string? PipelineFqn { get; init; }

    /// <summary><c>pipelineRunId</c>, or a new one.</summary>
    public Guid RunId { get; init; }

    /// <summary>What is odd about the file and no reason to stop.</summary>
    public IReadOnlyList<Problem> Warnings { get; init; } = [];
}
