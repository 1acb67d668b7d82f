namespace Portico.Cli.Ingest;

/// <summary>What standard output is.</summary>
static class Terminal
{
    /// <summary>Somebody watches: not redirected, not a CI job, not a dumb terminal, colours not refused.</summary>
    public static bool IsInteractive =>
        !Console.IsOutputRedirected && !Console.IsErrorRedirected && Unset("CI") && Unset("NO_COLOR") && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");

    static bool Unset(string name) => Environment.GetEnvironmentVariable(name) is null or "";
}
