namespace Portico.Ingestion.Running;

/// <summary>How a run ended.</summary>
/// <param name="Status">The counts and failures.</param>
/// <param name="Elapsed">From start to end.</param>
/// <param name="SuccessThreshold">The percentage that was asked for.</param>
/// <param name="RaiseOnError">Whether falling below it makes the run fail.</param>
public sealed record RunReport(RunStatus Status, TimeSpan Elapsed, int SuccessThreshold, bool RaiseOnError)
{
    /// <summary>Percentage of entities that were written or needed no writing, as OpenMetadata's client computes it: processed / (processed + errors).</summary>
    public double SuccessPercentage
    {
        get
        {
            var good = Status.Count(Outcome.Created) + Status.Count(Outcome.Updated) + Status.Count(Outcome.Unchanged) + Status.Count(Outcome.Deleted);
            var all = good + Status.Count(Outcome.Failed);
            return all == 0 ? 100 : Math.Round(100.0 * good / all, 2);
        }
    }

    /// <summary>Whether the run counts as a success; with failures, only when their share stays within the threshold.</summary>
    public bool IsSuccess => !RaiseOnError || Status.Failures.Count == 0 || SuccessPercentage >= SuccessThreshold;
}
