using System.Text.RegularExpressions;

namespace Portico.Ingestion.Workflows;

/// <summary>
/// Regular expressions that choose names, with the rules of OpenMetadata's client (Python's <c>re.match</c>): anchored at the start only, letters of any case; with
/// <c>includes</c> a name must match one of them; then a match of <c>excludes</c> removes it.
/// </summary>
/// <param name="Includes">Expressions of which one must match; empty: all names.</param>
/// <param name="Excludes">Expressions of which none may match.</param>
public sealed record FilterPattern(IReadOnlyList<string> Includes, IReadOnlyList<string> Excludes)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    readonly Lazy<(Regex[] Includes, Regex[] Excludes)> _compiled = new(() => ([.. Includes.Select(Compile)], [.. Excludes.Select(Compile)]));

    /// <summary>Everything passes.</summary>
    public static FilterPattern All { get; } = new([], []);

    /// <summary>Whether a name is chosen.</summary>
    public bool Passes(string name) =>
        (Includes.Count == 0 && Excludes.Count == 0)
        || ((Includes.Count == 0 || Array.Exists(_compiled.Value.Includes, regex => regex.IsMatch(name))) && !Array.Exists(_compiled.Value.Excludes, regex => regex.IsMatch(name)));

    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    internal static Regex Compile(string pattern) =>
        new($@"\A(?:{FromPython(pattern)})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);

    /// <summary>Python writes named groups with a P.</summary>
    static string FromPython(string pattern) =>
        pattern.Contains("(?P", StringComparison.Ordinal) ? Regex.Replace(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), @"\(\?P=(?<name>\w+)\)", @"\k<${name}>", RegexOptions.ExplicitCapture, Limit) : pattern;
}
