namespace Portico.Catalog.Search;

/// <summary>
/// How well a document answers. Which fields hold all the words decides first: the whole name, the name, the display name, the columns, anything. Among equals the
/// words are looked for in the name again: whole pieces before beginnings, early before late, and much of a short name before little of a long one.
/// </summary>
static class Ranking
{
    public static void Score(Candidate candidate, double tier, IReadOnlyList<string> pieces)
    {
        var score = Coverage(pieces, candidate.Name);
        if (candidate.DisplayName is { } displayName && displayName != candidate.Name)
            score = Math.Max(score, 0.9 * Coverage(pieces, displayName));
        // "sales orders" means the orders in sales rather than what is called sales.
        var path = pieces.Count(piece => candidate.FullyQualifiedName.Contains(piece, StringComparison.OrdinalIgnoreCase));
        candidate.Score = tier + score + (2.0 * path / Math.Max(1, pieces.Count));
    }

    /// <summary>Between 0 and 10.</summary>
    static double Coverage(IReadOnlyList<string> pieces, string title)
    {
        if (pieces.Count == 0)
            return 0;
        var (met, letters, length) = (0.0, 0, 0);
        var words = Search.Words.Of(title).ToList();
        foreach (var word in words)
            length += word.Pieces.Sum(p => p.Text.Length);
        foreach (var piece in pieces)
        {
            var stem = Search.Words.Stem(piece);
            var (best, position) = (0.0, 0);
            foreach (var word in words)
            {
                foreach (var candidate in word.Pieces)
                    best = Math.Max(best, Closeness(candidate.Text, piece, stem) * (position++ == 0 ? 1 : 0.95));
                if (word.Pieces.Count > 1)
                    best = Math.Max(best, Closeness(word.Joined, piece, stem) * 0.95);
            }
            met += best;
            if (best > 0)
                letters += piece.Length;
        }
        return (7 * met / pieces.Count) + (3 * Math.Min(1.0, (double)letters / Math.Max(1, length)));
    }

    static double Closeness(string candidate, string piece, string stem) => candidate == piece ? 1.0
        : Search.Words.Stem(candidate) == stem ? 0.95
        : candidate.StartsWith(piece, StringComparison.Ordinal) ? 0.7 : 0;
}
