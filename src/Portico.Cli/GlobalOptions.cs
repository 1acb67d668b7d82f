using System.CommandLine;

namespace Portico.Cli;

/// <summary>Options of every verb; as for OpenMetadata's client they may stand before or behind it.</summary>
sealed class GlobalOptions
{
    public Option<string?> LogLevel { get; } = new("--log-level", "-l") { Description = "INFO, DEBUG, WARNING, ERROR or CRITICAL: the least that is printed", HelpName = "LEVEL", Recursive = true };

    public Option<bool> Debug { get; } = new("--debug") { Description = "As --log-level DEBUG: failures with their traces", Recursive = true };

    public GlobalOptions() => LogLevel.AcceptOnlyFromAmong("INFO", "DEBUG", "WARNING", "WARN", "ERROR", "CRITICAL");

    /// <summary>The level that was asked for, or <c>null</c>.</summary>
    public Verbosity? Asked(ParseResult parsed) => parsed.GetValue(Debug) ? Verbosity.Debug : parsed.GetValue(LogLevel) is { } level ? Of(level) : null;

    /// <summary>The level of OpenMetadata's word.</summary>
    public static Verbosity Of(string level) => level switch
    {
        "DEBUG" => Verbosity.Debug,
        "WARN" or "WARNING" => Verbosity.Warnings,
        "ERROR" or "CRITICAL" => Verbosity.Errors,
        _ => Verbosity.Normal,
    };
}

/// <summary>How much is printed.</summary>
enum Verbosity
{
    Debug,
    Normal,
    Warnings,
    Errors,
}
