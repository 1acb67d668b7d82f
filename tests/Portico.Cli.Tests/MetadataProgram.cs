using System.Diagnostics;

namespace Portico.Cli.Tests;

/// <summary>The program as it was built beside the tests, in a process of its own.</summary>
static class MetadataProgram
{
    /// <summary>Runs it; the environment has no variables of a CI job unless <paramref name="environment"/> says so.</summary>
    public static async Task<Result> Run(string[] arguments, string? workingDirectory = null, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "metadata.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Result(process.ExitCode, await output, await errors);
    }

    public sealed record Result(int ExitCode, string Output, string Errors);
}
