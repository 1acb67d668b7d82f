using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Portico.Catalog.Search;

/// <summary>
/// What a word is, the same on both engines. Text is cut at everything that is neither letter nor digit; what <c>_</c> or <c>-</c> joins is one word of several
/// pieces, and so is what camel case or a change between letters and digits tells apart: <c>dimCustomer_v2</c> is the pieces <c>dim</c>, <c>customer</c>, <c>v</c>,
/// <c>2</c>, and as a whole <c>dimcustomerv2</c>. Pieces are lower case, without accents; a character of a script without spaces is a piece of its own.
/// </summary>
static class Words
{
    const int LongestPiece = 64;

    /// <summary>One word: its pieces, where each stands in the text, and all of them joined.</summary>
    public readonly record struct Word(IReadOnlyList<Piece> Pieces)
    {
        public string Joined => Pieces.Count == 1 ? Pieces[0].Text : Cut(string.Concat(Pieces.Select(p => p.Text)));
    }

    public readonly record struct Piece(string Text, int Start, int Length);

    public static IEnumerable<Word> Of(string? text)
    {
        var (pieces, word) = (new List<Piece>(), 0);
        var runs = new List<Run>();
        Split(text, runs);
        foreach (var run in runs)
        {
            if (run.Word != word && pieces.Count > 0)
            {
                yield return new([.. pieces]);
                pieces.Clear();
            }
            word = run.Word;
            if (Folded(text.AsSpan(run.Start, run.Length)) is { Length: > 0 } folded)
                pieces.Add(new(Cut(folded), run.Start, run.Length));
        }
        if (pieces.Count > 0)
            yield return new([.. pieces]);
    }

    /// <summary>A piece as it stands in the text, and the number of the word that it belongs to.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Run(int Word, int Start, int Length);

    /// <summary>Adds the pieces of a text, without making anything of them yet.</summary>
    public static void Split(string? text, List<Run> runs)
    {
        if (string.IsNullOrEmpty(text))
            return;
        var word = runs.Count == 0 ? 0 : runs[^1].Word + 1;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]) && !char.IsSurrogate(text[at]))
            {
                if (text[at] is not ('_' or '-'))
                    word++;
                at++;
                continue;
            }
            var end = EndOfPiece(text, at);
            runs.Add(new(word, at, end - at));
            at = end;
        }
    }

    /// <summary>The form that singular and plural share. It errs on the side of leaving words alone.</summary>
    public static string Stem(string piece) => piece switch
    {
        { Length: > 4 } when piece.EndsWith("ies", StringComparison.Ordinal) => piece[..^3] + "y",
        { Length: > 4 } when piece.EndsWith("sses", StringComparison.Ordinal) || piece.EndsWith("xes", StringComparison.Ordinal)
            || piece.EndsWith("ches", StringComparison.Ordinal) || piece.EndsWith("shes", StringComparison.Ordinal) => piece[..^2],
        { Length: > 3 } when piece[^1] == 's' && piece[^2] is not ('s' or 'u' or 'i') => piece[..^1],
        _ => piece,
    };

    public static string Cut(string piece) => piece.Length <= LongestPiece ? piece : piece[..(char.IsHighSurrogate(piece[LongestPiece - 1]) ? LongestPiece - 1 : LongestPiece)];

    static int EndOfPiece(string text, int start)
    {
        var end = start + (char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1);
        if (StandsAlone(text[start]))
            return end;
        for (; end < text.Length; end++)
        {
            var (before, now) = (text[end - 1], text[end]);
            var more = char.IsLetterOrDigit(now) || char.IsSurrogate(now) || char.GetUnicodeCategory(now) == UnicodeCategory.NonSpacingMark;
            if (!more || StandsAlone(now) || char.IsDigit(before) != char.IsDigit(now))
                break;
            if (char.IsUpper(now) && !char.IsUpper(before))
                break;
            // HTTPServer: the last capital before a small letter begins the next piece.
            if (char.IsUpper(before) && char.IsUpper(now) && end + 1 < text.Length && char.IsLower(text[end + 1]))
                break;
        }
        return end;
    }

    /// <summary>Ideographs, kana, Thai: scripts written without spaces.</summary>
    static bool StandsAlone(char c) => c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') or (>= '\u0e00' and <= '\u0e7f');

    /// <summary>Small letters without accents.</summary>
    public static string Folded(ReadOnlySpan<char> piece)
    {
        if (System.Text.Ascii.IsValid(piece))
            return piece.ToString().ToLowerInvariant();
        var folded = new StringBuilder(piece.Length);
        foreach (var rune in piece.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
                continue;
            var lower = Rune.ToLowerInvariant(rune);
            if (lower.IsBmp && Accents.Plain.TryGetValue((char)lower.Value, out var plain))
                folded.Append(plain);
            else
                folded.Append(lower);
        }
        return folded.ToString();
    }
}
