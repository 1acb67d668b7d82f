using Portico.Ingestion.Model;
using Portico.Ingestion.Running;

namespace Portico.Cli.Ingest;

/// <summary>The figures of a run as rows, for either view.</summary>
static class Summary
{
    static readonly Outcome[] Columns = [Outcome.Read, Outcome.Filtered, Outcome.Created, Outcome.Updated, Outcome.Unchanged, Outcome.Deleted, Outcome.Failed];

    public static IReadOnlyList<string> Heads { get; } = ["", .. Columns.Select(c => c.ToString().ToLowerInvariant())];

    /// <summary>A row per kind that occurred: its name, then a number for each of <see cref="Heads"/>.</summary>
    public static IEnumerable<string[]> Rows(RunStatus status) =>
        from kind in Enum.GetValues<EntityKind>()
        let counts = Columns.Select(outcome => status.Count(kind, outcome)).ToArray()
        where counts.Any(c => c > 0)
        select (string[])[Name(kind), .. counts.Select(c => c.ToString())];

    public static string Closing(RunReport report) =>
        $"Finished in {report.Elapsed.TotalSeconds:0.00} s, {report.SuccessPercentage:0.##} % succeeded, {Number(report.Status.Failures.Count, "failure")}, {Number(report.Status.Warnings, "warning")}.";

    public static string Number(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    static string Name(EntityKind kind) => kind switch
    {
        EntityKind.Database => "databases",
        EntityKind.Schema => "schemas",
        EntityKind.Table => "tables",
        _ => "procedures",
    };
}
