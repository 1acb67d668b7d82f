using Portico.Ingestion.Model;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;

namespace Portico.Cli.Ingest;

/// <summary>Plain lines without control characters, for logs: progress on standard output, failures and warnings on standard error.</summary>
sealed class PlainView(Verbosity verbosity) : IRunListener
{
    const int MostFailures = 100;

    readonly Lock _lock = new();
    int _failures;

    public static async Task<RunReport> Run(Workflow workflow, Verbosity verbosity, CancellationToken ct)
    {
        var report = await new WorkflowRun(workflow, new PlainView(verbosity), TimeProvider.System).Run(ct);
        if (verbosity <= Verbosity.Normal)
        {
            await Console.Out.WriteLineAsync(Table(report.Status));
            await Console.Out.WriteLineAsync(Summary.Closing(report));
        }
        return report;
    }

    public void Started(string source, string catalog) => Print($"Reading {source}, writing to {catalog}");

    public void SchemaDone(string database, string schema, int tables, int procedures) =>
        Print($"{database}.{schema}: {Summary.Number(tables, "table")}{(procedures == 0 ? "" : $", {Summary.Number(procedures, "procedure")}")}");

    public void Warned(string message)
    {
        if (verbosity <= Verbosity.Warnings)
            PrintError(message);
    }

    public void Failed(EntityKind kind, string name, string message)
    {
        var count = Interlocked.Increment(ref _failures);
        if (count <= MostFailures)
            PrintError(message);
        else if (count == MostFailures + 1)
            PrintError($"More than {MostFailures} failures; the rest is only counted.");
    }

    void Print(string line)
    {
        if (verbosity > Verbosity.Normal)
            return;
        lock (_lock)
            Console.Out.WriteLine(line);
    }

    void PrintError(string line)
    {
        lock (_lock)
            Console.Error.WriteLine(line);
    }

    static string Table(RunStatus status)
    {
        string[][] rows = [[.. Summary.Heads], .. Summary.Rows(status)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))));
    }
}
