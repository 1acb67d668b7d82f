namespace Portico.Cli;

/// <summary>The error ids of the command line; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>The command line has an option that does not exist, or lacks one. <c>metadata --help</c> and <c>metadata COMMAND --help</c> list them.</summary>
    public const string Usage = "PORTICO-CLI-001";

    /// <summary>The command stopped because of something nobody foresaw. Run it again with <c>--debug</c> and report what it prints.</summary>
    public const string Unexpected = "PORTICO-CLI-002";
}
