using System.Text;

namespace Portico.Ingestion.Sources.Sqlite;

/// <summary>
/// The comments of a CREATE statement, told apart by where they stand: behind a column's definition on its line, or on lines of their own above it, they are the
/// column's; before the list, behind its opening parenthesis, or above a first column that has one of its own, they are the table's.
/// </summary>
sealed record SqliteComments
{
    static readonly string[] ConstraintWords = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

    /// <summary>The table's description, or <c>null</c>.</summary>
    public string? Table { get; private init; }

    /// <summary>Descriptions by column, names in any case.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; private init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public static SqliteComments Of(string sql)
    {
        var head = new List<string>();
        var definitions = new List<Definition>();
        var above = new List<string>();
        var depth = 0;
        var line = 0;
        var inList = false;
        var listLine = -1;
        Definition? open = null;
        Definition? ended = null;
        foreach (var token in SqliteTokens.Of(sql))
        {
            line = token.Line;
            if (token.Kind == SqliteTokenKind.Comment)
            {
                if (!inList || line == listLine)
                    head.Add(token.Text);
                else if ((open is { LastLine: var l } && l == line ? open : ended is { LastLine: var e } && e == line ? ended : null) is { } beside)
                    beside.Beside.Add(token.Text);
                else
                    above.Add(token.Text);
                continue;
            }
            if (token.Text == "(" && token.Kind == SqliteTokenKind.Symbol)
                depth++;
            if (token.Text == ")" && token.Kind == SqliteTokenKind.Symbol && --depth == 0)
                break;
            if (!inList)
            {
                if (depth == 1)
                    (inList, listLine) = (true, line);
                else if (token.Kind == SqliteTokenKind.Word && token.Text.Equals("SELECT", StringComparison.OrdinalIgnoreCase))
                    break;
                continue;
            }
            if (token is { Kind: SqliteTokenKind.Symbol, Text: "," } && depth == 1)
            {
                (ended, open) = (open, null);
                if (ended is not null)
                    ended.LastLine = line;
                continue;
            }
            if (open is null)
            {
                open = new Definition(token.Text, token.Kind == SqliteTokenKind.Word && ConstraintWords.Contains(token.Text.ToUpperInvariant())) { Above = above };
                definitions.Add(open);
                above = [];
            }
            open.LastLine = line;
        }
        if (definitions is [{ Above.Count: > 0, Beside.Count: > 0, IsConstraint: false } first, ..])
        {
            head.AddRange(first.Above);
            first.Above = [];
        }
        return new SqliteComments { Table = Join(head), Columns = Described(definitions) };
    }

    static Dictionary<string, string> Described(List<Definition> definitions)
    {
        var columns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in definitions.Where(d => !d.IsConstraint))
        {
            if (Join([.. definition.Above, .. definition.Beside]) is { } text)
                columns[definition.Name] = text;
        }
        return columns;
    }

    static string? Join(List<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts.Where(p => p.Length > 0))
            text.Append(text.Length == 0 ? "" : "\n").Append(part);
        return text.Length == 0 ? null : text.ToString();
    }

    sealed class Definition(string name, bool isConstraint)
    {
        public string Name => name;

        public bool IsConstraint => isConstraint;

        public List<string> Above { get; set; } = [];

        public List<string> Beside { get; } = [];

        public int LastLine { get; set; }
    }
}
