using System.Diagnostics;
using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary>The programs as their users run them: what <c>./run.sh</c> publishes, from the folder that PORTICO_PROGRAMS names or else published now when a source has changed.</summary>
public static class Programs
{
    static readonly Lazy<string> s_folder = new(() => Environment.GetEnvironmentVariable("PORTICO_PROGRAMS") is { Length: > 0 } folder ? folder : Publish());

    /// <summary>The server.</summary>
    public static string Server => Path.Combine(s_folder.Value, "portico");

    /// <summary>The command line <c>metadata</c>.</summary>
    public static string Metadata => Path.Combine(s_folder.Value, "metadata");

    /// <summary>Runs <c>metadata</c> to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunMetadata(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null) =>
        ChildProcess.Run(Metadata, arguments, workingDirectory, environment);

    static string Publish()
    {
        using var build = Process.Start(new ProcessStartInfo("flock", [RepositoryRoot.Path, "bash", "-c", "set -euo pipefail; root=$PWD; . scripts/sdk.sh; . scripts/build.sh; build_portico"])
        {
            WorkingDirectory = RepositoryRoot.Path,
        }) ?? throw new InvalidOperationException("bash did not start.");
        build.WaitForExit();
        return build.ExitCode == 0 ? RepositoryRoot.Combine("artifacts", "portico") : throw new InvalidOperationException("The programs could not be built; see artifacts/build.log.");
    }
}
