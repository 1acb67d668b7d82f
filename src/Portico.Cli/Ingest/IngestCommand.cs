using System.CommandLine;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;

namespace Portico.Cli.Ingest;

/// <summary><c>metadata ingest</c>: runs a metadata workflow. On a terminal it shows progress in place; elsewhere it prints plain lines.</summary>
static class IngestCommand
{
    public static Command Create(GlobalOptions global)
    {
        var config = new Option<string>("--config", "-c") { Description = "The workflow file, YAML or JSON", HelpName = "FILE", Required = true };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print failures only" };
        var command = new Command("ingest", "Run a metadata workflow: read a source, write what changed to the catalog.") { config, quiet };
        command.SetAction((parsed, ct) =>
        {
            var asked = parsed.GetValue(quiet) ? Verbosity.Errors : global.Asked(parsed);
            return CommandLine.Guard(asked ?? Verbosity.Normal, () => Run(parsed.GetValue(config)!, asked, ct));
        });
        return command;
    }

    static async Task<int> Run(string file, Verbosity? asked, CancellationToken ct)
    {
        var read = WorkflowFile.Read(file, Variables.Get);
        if (read.Workflow is not { } workflow)
        {
            foreach (var problem in read.Problems)
                await Console.Error.WriteLineAsync(problem.ToString());
            return 1;
        }
        var verbosity = asked ?? GlobalOptions.Of(workflow.LoggerLevel);
        var report = verbosity <= Verbosity.Normal && Terminal.IsInteractive
            ? await TerminalView.Run(workflow, verbosity, ct)
            : await PlainView.Run(workflow, verbosity, ct);
        if (report.IsSuccess)
            return 0;
        await Console.Error.WriteLineAsync(
            $"{Ingestion.Errors.RunFailed}: {report.SuccessPercentage:0.##} % of the entities succeeded; successThreshold asks for {report.SuccessThreshold} %.");
        return 1;
    }
}
