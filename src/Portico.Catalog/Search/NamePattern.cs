using System.IO.Enumeration;

namespace Portico.Catalog.Search;

/// <summary>A fully qualified name with <c>*</c> for any characters. Upper and lower case are the same, as in OpenMetadata's index.</summary>
sealed class NamePattern(string pattern)
{
    // The matcher knows more wildcards than we do.
    readonly string _expression = pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    /// <summary>The words that stand whole between dots: whatever matches has them.</summary>
    public string Words { get; } = string.Join(' ', pattern.Split('.').Where(part => !part.Contains('*', StringComparison.Ordinal)).Select(part => part.Trim('"')));

    public bool Matches(string fullyQualifiedName) => FileSystemName.MatchesSimpleExpression(_expression, fullyQualifiedName);
}
