namespace Portico.Ingestion.Workflows.Grammar;

/// <summary>Finds the word somebody probably meant.</summary>
static class Nearest
{
    /// <summary>The known word nearest to <paramref name="written"/>, or <c>null</c> when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        var best = (Word: (string?)null, Distance: Math.Max(2, written.Length / 3) + 1);
        foreach (var word in known)
        {
            var distance = Plain(word) == Plain(written) ? 0 : Distance(Plain(written), Plain(word));
            if (distance < best.Distance)
                best = (word, distance);
        }
        return best.Word;
    }

    static string Plain(string word) => word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.</summary>
    static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
            return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
