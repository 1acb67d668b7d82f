namespace Portico.Catalog.Search;

/// <summary>
/// How well a document answers. Which fields hold all the words decides first: the whole name, the name, the display name, the columns, anything. Among equals the
/// words are looked for in the name again: whole pieces before beginnings, early before late, and much of a short name before little of a long one.
/// </summary>
static class Ranking
{
    public static void Score(Candidate candidate, double tier, IReadOnlyList<Words.Word> words)
    {
        var title = Search.Words.Of(candidate.Name).ToList();
        var score = Coverage(words, title);
        if (candidate.DisplayName is { } displayName && displayName != candidate.Name)
            score = Math.Max(score, 0.9 * Coverage(words, [.. Search.Words.Of(displayName)]));
        // "sales orders" means the orders in sales rather than what is called sales.
        score += 0.2 * Coverage(words, [.. Search.Words.Of(candidate.FullyQualifiedName)]);
        candidate.Score = tier + score;
    }

    /// <summary>Between 0 and 10.</summary>
    static double Coverage(IReadOnlyList<Words.Word> words, List<Words.Word> title)
    {
        var (wanted, met, letters) = (0, 0.0, 0);
        foreach (var piece in words.SelectMany(w => w.Pieces))
        {
            wanted++;
            var (best, position) = (0.0, 0);
            foreach (var candidate in title.SelectMany(w => w.Pieces.Count > 1 ? w.Pieces.Append(new(w.Joined, 0, 0)) : w.Pieces))
            {
                var closeness = candidate.Text == piece.Text ? 1.0
                    : Search.Words.Stem(candidate.Text) == Search.Words.Stem(piece.Text) ? 0.95
                    : candidate.Text.StartsWith(piece.Text, StringComparison.Ordinal) ? 0.7 : 0;
                best = Math.Max(best, closeness * (position == 0 ? 1 : 0.95));
                position++;
            }
            met += best;
            if (best > 0)
                letters += piece.Text.Length;
        }
        if (wanted == 0)
            return 0;
        var length = Math.Max(1, title.Sum(w => w.Pieces.Sum(p => p.Text.Length)));
        return (7 * met / wanted) + (3 * Math.Min(1.0, (double)letters / length));
    }
}
