using System.Text;

namespace Portico.Ingestion.Workflows;

/// <summary>
/// A text with its environment variables replaced before any parsing, as OpenMetadata's client does: <c>$NAME</c> and <c>${NAME}</c> where NAME is set; what is not
/// set stays as written; nothing is escaped. Places in the result lead back to places in the original, so that messages name what the user sees in the file.
/// </summary>
sealed class ExpandedText
{
    readonly string _original;
    readonly List<(int Expanded, int Original, bool Copied)> _pieces = [(0, 0, true)];
    readonly List<(string Name, int Index)> _unset = [];

    ExpandedText(string original) => _original = original;

    /// <summary>The text to parse.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Variables that are named and not set, with their place in <see cref="Text"/>.</summary>
    public IReadOnlyList<(string Name, int Index)> Unset => _unset;

    public static ExpandedText Of(string original, Func<string, string?> variable)
    {
        var result = new ExpandedText(original);
        var text = new StringBuilder(original.Length);
        for (var at = 0; at < original.Length;)
        {
            if (original[at] != '$' || Reference(original, at) is not var (name, end))
            {
                text.Append(original[at++]);
                continue;
            }
            if (variable(name) is { } value)
            {
                result._pieces.Add((text.Length, at, false));
                text.Append(value);
                result._pieces.Add((text.Length, end, true));
            }
            else
            {
                result._unset.Add((name, text.Length));
                text.Append(original, at, end - at);
            }
            at = end;
        }
        result.Text = text.ToString();
        return result;
    }

    /// <summary>Line and column, both from 1, in the original of an index into <see cref="Text"/>.</summary>
    public (int Line, int Column) Locate(int index)
    {
        var piece = _pieces[0];
        foreach (var candidate in _pieces)
        {
            if (candidate.Expanded > index)
                break;
            piece = candidate;
        }
        var original = Math.Min(piece.Copied ? piece.Original + index - piece.Expanded : piece.Original, _original.Length);
        var line = 1;
        var start = 0;
        for (var i = 0; i < original; i++)
        {
            if (_original[i] != '\n')
                continue;
            line++;
            start = i + 1;
        }
        return (line, original - start + 1);
    }

    static (string Name, int End)? Reference(string text, int dollar)
    {
        var start = dollar + 1;
        if (start < text.Length && text[start] == '{')
        {
            var close = text.IndexOf('}', start);
            return close < 0 ? null : (text[(start + 1)..close], close + 1);
        }
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return end == start ? null : (text[start..end], end);
    }
}
