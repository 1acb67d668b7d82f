using Portico.Ingestion.Model;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;
using Spectre.Console;

namespace Portico.Cli.Ingest;

/// <summary>A line that moves while the run goes on, finished schemas above it, and a table at the end.</summary>
sealed class TerminalView : IRunListener
{
    static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    readonly IAnsiConsole _console = AnsiConsole.Console;
    readonly Lock _lock = new();

    public static async Task<RunReport> Run(Workflow workflow, Verbosity verbosity, CancellationToken ct)
    {
        var view = new TerminalView();
        var run = new WorkflowRun(workflow, view, TimeProvider.System);
        var report = await view._console.Status().Spinner(Spinner.Known.Dots).StartAsync("Connecting", async context =>
        {
            var running = run.Run(ct);
            using var timer = new PeriodicTimer(Refresh);
            while (await Task.WhenAny(running, timer.WaitForNextTickAsync(ct).AsTask()) != running && !ct.IsCancellationRequested)
                context.Status(Line(run.Status));
            return await running;
        });
        view.Close(report);
        return report;
    }

    public void Started(string source, string catalog) => Print($"Reading [bold]{Markup.Escape(source)}[/], writing to [bold]{Markup.Escape(catalog)}[/]");

    public void SchemaDone(string database, string schema, int tables, int procedures) => Print(
        $"[green]✓[/] {Markup.Escape($"{database}.{schema}")}: {Summary.Number(tables, "table")}{(procedures == 0 ? "" : $", {Summary.Number(procedures, "procedure")}")}");

    public void Warned(string message) => Print($"[yellow]{Markup.Escape(message)}[/]");

    public void Failed(EntityKind kind, string name, string message) => Print($"[red]{Markup.Escape(message)}[/]");

    static string Line(RunStatus status)
    {
        var written = status.Count(Outcome.Created) + status.Count(Outcome.Updated);
        return Markup.Escape($"{status.Current}  read {status.Count(Outcome.Read)}, written {written}, unchanged {status.Count(Outcome.Unchanged)}");
    }

    void Close(RunReport report)
    {
        // Without vertical lines it fits into 80 columns.
        var table = new Table { Border = TableBorder.Horizontal };
        foreach (var head in Summary.Heads)
            table.AddColumn(new TableColumn(head) { Alignment = head.Length == 0 ? Justify.Left : Justify.Right, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in Summary.Rows(report.Status))
            table.AddRow(row);
        _console.Write(table);
        _console.MarkupLine($"[{(report.IsSuccess ? "green" : "red")}]{Markup.Escape(Summary.Closing(report))}[/]");
    }

    void Print(string markup)
    {
        lock (_lock)
            _console.MarkupLine(markup);
    }
}
