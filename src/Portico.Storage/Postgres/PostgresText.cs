using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Portico.Storage.Postgres;

/// <summary>SQL with its <c>@name</c> parameters made positional once, so that the driver does not parse the text again for every row of a batch.</summary>
sealed partial record PostgresText(string Sql, string[] Names, IReadOnlyDictionary<string, string> RowColumns)
{
    static readonly ConcurrentDictionary<string, PostgresText> s_texts = new(StringComparer.Ordinal);

    public static PostgresText Of(string sql, Dialect dialect) =>
        s_texts.GetOrAdd(sql, static (text, d) => Make(d.Translate(text), Portico.Storage.Dialect.ColumnsOfRows(text)), dialect);

    static PostgresText Make(string sql, IReadOnlyList<(string Name, string Type)> columns)
    {
        var names = new List<string>();
        var positional = Parameter().Replace(sql, match =>
        {
            var name = match.Groups["name"].Value;
            var index = names.IndexOf(name);
            if (index < 0)
            {
                names.Add(name);
                index = names.Count - 1;
            }
            return $"${index + 1}";
        });
        return new PostgresText(positional, [.. names], columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<!@)@(?<name>[A-Za-z_]\w*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
