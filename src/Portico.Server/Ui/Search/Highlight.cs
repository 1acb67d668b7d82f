using Portico.Server.Ui.Reading;
using Portico.Server.Ui.Rendering;

namespace Portico.Server.Ui.Search;

/// <summary>Marks in a text the words that were searched for.</summary>
static class Highlight
{
    const int SnippetLength = 200;

    /// <summary>The words of a search: runs of letters and digits, longest first.</summary>
    public static IReadOnlyList<string> Words(string search)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= search.Length; i++)
        {
            var inside = i < search.Length && char.IsLetterOrDigit(search[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(search[start..i]);
                start = -1;
            }
        }
        return [.. words.Where(word => word.Length > 1 || words.Count == 1).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(word => word.Length)];
    }

    /// <summary>The whole text in pieces.</summary>
    public static IReadOnlyList<Piece> Mark(string text, IReadOnlyList<string> words)
    {
        var pieces = new List<Piece>();
        var from = 0;
        while (from < text.Length)
        {
            var (at, length) = Next(text, from, words);
            if (at < 0)
                break;
            if (at > from)
                pieces.Add(new Piece(text[from..at], false));
            pieces.Add(new Piece(text.Substring(at, length), true));
            from = at + length;
        }
        if (from < text.Length)
            pieces.Add(new Piece(text[from..], false));
        return pieces;
    }

    /// <summary>Why an asset was found: its description around the first word, or the columns that match; else how its description begins.</summary>
    public static IReadOnlyList<Piece> Snippet(string? description, IEnumerable<string> columns, IReadOnlyList<string> words)
    {
        var line = MarkdownText.ToLine(description, 2_000);
        var (at, _) = Next(line, 0, words);
        if (at < 0 && words.Count > 0)
        {
            var found = columns.Where(column => Next(column, 0, words).At >= 0).Take(6).ToList();
            if (found.Count > 0)
                return [new Piece(found.Count == 1 ? "Column " : "Columns ", false), .. Mark(string.Join(", ", found), words)];
        }
        if (line.Length <= SnippetLength)
            return Mark(line, words);
        var start = at < SnippetLength - 40 ? 0 : line.LastIndexOf(' ', at - 60) + 1;
        var end = Math.Min(line.Length, start + SnippetLength);
        return Mark((start > 0 ? "… " : "") + line[start..end].TrimEnd() + (end < line.Length ? "…" : ""), words);
    }

    static (int At, int Length) Next(string text, int from, IReadOnlyList<string> words)
    {
        var best = (At: -1, Length: 0);
        foreach (var word in words)
        {
            var at = text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (best.At < 0 || at < best.At))
                best = (at, word.Length);
        }
        return best;
    }
}
