using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary>The built programs, of the same configuration as the tests.</summary>
public static class Programs
{
    /// <summary>The server.</summary>
    public static string Server { get; } = Find("Portico.Server", "portico");

    /// <summary>The command line <c>metadata</c>.</summary>
    public static string Metadata { get; } = Find("Portico.Cli", "metadata");

    /// <summary>Runs <c>metadata</c> to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunMetadata(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null) =>
        ChildProcess.Run(Metadata, arguments, workingDirectory, environment);

    static string Find(string project, string name)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = RepositoryRoot.Combine("src", project, "bin", framework.Parent!.Name, framework.Name, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"'{path}' is not built.");
    }
}
