using System.Text;

namespace Portico.Catalog.Search;

/// <summary>Marks in a text what a search looked for.</summary>
public sealed class Highlighter
{
    const int Fragment = 160;

    readonly List<string> _whole = [];
    readonly string? _beginning;

    /// <summary>For the words of a search.</summary>
    public Highlighter(string searched, bool lastWordIsPrefix = true)
    {
        var pieces = Words.Of(searched).SelectMany(w => w.Pieces).Select(p => p.Text).ToList();
        _whole.AddRange(pieces.Select(Words.Stem));
        _beginning = lastWordIsPrefix && pieces.Count > 0 ? pieces[^1] : null;
    }

    /// <summary>
    /// The text around the first word that was looked for, all of them between <paramref name="before"/> and <paramref name="after"/>, everything else through
    /// <paramref name="encode"/>; <c>null</c> when the text holds none.
    /// </summary>
    public string? Mark(string? text, string before, string after, Func<string, string> encode, bool whole = false)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var found = Words.Of(text).SelectMany(w => w.Pieces).Where(Wanted).ToList();
        if (found.Count == 0)
            return null;
        var (from, to) = whole ? (0, text.Length) : Around(text, found[0].Start);
        var marked = new StringBuilder();
        var at = from;
        foreach (var piece in found.Where(p => p.Start >= from && p.Start + p.Length <= to))
        {
            marked.Append(encode(text[at..piece.Start])).Append(before).Append(encode(text.Substring(piece.Start, piece.Length))).Append(after);
            at = piece.Start + piece.Length;
        }
        return marked.Append(encode(text[at..to])).ToString();
    }

    bool Wanted(Words.Piece piece) =>
        _whole.Contains(Words.Stem(piece.Text)) || (_beginning is not null && piece.Text.StartsWith(_beginning, StringComparison.Ordinal));

    /// <summary>A stretch of text with the place in it, cut between words.</summary>
    static (int From, int To) Around(string text, int place)
    {
        var from = Math.Max(0, place - (Fragment / 3));
        while (from > 0 && from < place && !char.IsWhiteSpace(text[from - 1]))
            from++;
        var to = Math.Min(text.Length, Math.Max(from + Fragment, place));
        while (to < text.Length && !char.IsWhiteSpace(text[to]))
            to++;
        return (from, to);
    }
}
