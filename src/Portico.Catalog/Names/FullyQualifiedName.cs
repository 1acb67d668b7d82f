using System.Text;

namespace Portico.Catalog.Names;

/// <summary>
/// Fully qualified names as OpenMetadata writes them: parts joined by dots; a part is wrapped in double quotes if, and only if, it contains a dot.
/// A name may not hold a double quote or <c>::</c>.
/// </summary>
public static class FullyQualifiedName
{
    /// <summary>Longest name of one entity, in characters.</summary>
    public const int LongestName = 256;

    /// <summary>Longest fully qualified name, in characters.</summary>
    public const int Longest = 3072;

    /// <summary>Why <paramref name="name"/> cannot name an entity; <c>null</c> when it can.</summary>
    public static string? Problem(string name) => name switch
    {
        "" => "name must not be empty",
        { Length: > LongestName } => $"name must not be longer than {LongestName} characters",
        _ when name.Contains("::", StringComparison.Ordinal) => "name must match \"^((?!::).)*$\"",
        _ when name.Contains('"', StringComparison.Ordinal) => "Invalid name " + name,
        _ when name.AsSpan().ContainsAny('\r', '\n', '\0') => "name must not contain line breaks",
        _ => null,
    };

    /// <summary>One part, quoted where it needs to be.</summary>
    public static string Quote(string name) => name.Contains('.', StringComparison.Ordinal) ? $"\"{name}\"" : name;

    /// <summary>The name of a child.</summary>
    public static string Add(string parentFqn, string name) => $"{parentFqn}.{Quote(name)}";

    /// <summary>Joins names that are not quoted yet.</summary>
    public static string Join(IEnumerable<string> names) => string.Join('.', names.Select(Quote));

    /// <summary>The names of the parts, without their quotes; <c>null</c> when the text is no fully qualified name.</summary>
    public static IReadOnlyList<string>? TrySplit(string fqn)
    {
        if (fqn.Length is 0 or > Longest)
            return null;
        var parts = new List<string>();
        var rest = fqn.AsSpan();
        while (true)
        {
            int end;
            if (rest is ['"', ..])
            {
                end = rest[1..].IndexOf('"') + 1;
                if (end < 2 || (end + 1 < rest.Length && rest[end + 1] != '.'))
                    return null;
                parts.Add(rest[1..end].ToString());
                end++;
            }
            else
            {
                end = rest.IndexOf('.');
                end = end < 0 ? rest.Length : end;
                if (end == 0 || rest[..end].Contains('"'))
                    return null;
                parts.Add(rest[..end].ToString());
            }
            if (end == rest.Length)
                return parts;
            rest = rest[(end + 1)..];
        }
    }

    /// <summary>The one spelling of a name: quotes only where they are needed. A text that is no fully qualified name stays as it is, and names nothing.</summary>
    public static string Normalize(string fqn) => !fqn.Contains('"', StringComparison.Ordinal) || TrySplit(fqn) is not { } parts ? fqn : Join(parts);

    /// <summary>The name of what contains it; <c>null</c> for one part.</summary>
    public static string? Parent(string fqn) => TrySplit(fqn) is { Count: > 1 } parts ? Join(parts.Take(parts.Count - 1)) : null;

    /// <summary>The smallest and the first too large name of what lies below <paramref name="fqn"/>, in order of code points.</summary>
    public static (string From, string To) Below(string fqn) => (fqn + '.', fqn + (char)('.' + 1));
}
