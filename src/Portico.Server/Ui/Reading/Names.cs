namespace Portico.Server.Ui.Reading;

/// <summary>Names as people read them, and fully qualified names taken apart.</summary>
public static class Names
{
    /// <summary>OpenMetadata's clients write characters that names may not hold as words; here they are characters again.</summary>
    public static string Readable(string name) => !name.Contains("__reserved__", StringComparison.Ordinal) ? name : name
        .Replace("__reserved__quote__", "\"", StringComparison.Ordinal)
        .Replace("__reserved__colon__", "::", StringComparison.Ordinal)
        .Replace("__reserved__arrow__", ">", StringComparison.Ordinal);

    /// <summary>The parts of a fully qualified name, without their quotes: <c>a."b.c".d</c> has three.</summary>
    public static IReadOnlyList<string> Parts(string fqn)
    {
        var parts = new List<string>();
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= fqn.Length; i++)
        {
            if (i < fqn.Length && fqn[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == fqn.Length || (fqn[i] == '.' && !quoted))
            {
                parts.Add(Unquote(fqn[start..i]));
                start = i + 1;
            }
        }
        return parts;
    }

    /// <summary>Joins parts, with quotes around each that holds a dot.</summary>
    public static string Join(IEnumerable<string> parts) =>
        string.Join('.', parts.Select(part => part.Contains('.', StringComparison.Ordinal) ? $"\"{part}\"" : part));

    static string Unquote(string part) => part.Length >= 2 && part[0] == '"' && part[^1] == '"' ? part[1..^1] : part;
}
