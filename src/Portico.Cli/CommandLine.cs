using System.CommandLine;
using Portico.Ingestion;
using Portico.Ingestion.Running;

namespace Portico.Cli;

/// <summary>The command line of <c>metadata</c>. Exit codes: 0 success, 1 failure, 2 a command line that cannot be understood, 130 stopped by Ctrl-C.</summary>
static class CommandLine
{
    public static async Task<int> Run(string[] args)
    {
        var options = new GlobalOptions();
        var root = new RootCommand("Feeds a metadata catalog: OpenMetadata's workflow files, through Keycloak sign-in.") { options.LogLevel, options.Debug };
        var version = root.Options.OfType<VersionOption>().Single();
        version.Aliases.Add("-v");
        foreach (var verb in Verbs.All(options))
            root.Add(verb);
        var parsed = root.Parse(args);
        if (parsed.GetResult(version) is not null)
        {
            await Console.Out.WriteLineAsync($"metadata {WorkflowRun.ClientVersion} (OpenMetadata {WorkflowRun.OpenMetadataVersion})");
            return 0;
        }
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"{Errors.Usage}: {error.Message}");
            var command = parsed.CommandResult.Command;
            await Console.Error.WriteLineAsync($"See: metadata {(command == root ? "" : $"{command.Name} ")}--help");
            return 2;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    /// <summary>Runs a verb; what stops it is one line on standard error.</summary>
    public static async Task<int> Guard(Verbosity verbosity, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (IngestionException e)
        {
            await Console.Error.WriteLineAsync(verbosity == Verbosity.Debug ? $"{e.Message}\n{e}" : e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{Errors.Unexpected}: The command stopped unexpectedly. {(verbosity == Verbosity.Debug ? e.ToString() : e.Message)}");
            return 1;
        }
    }
}
