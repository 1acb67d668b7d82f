namespace Portico.Ingestion.Sources.Sqlite;

enum SqliteTokenKind
{
    Word,
    Name,
    Literal,
    Comment,
    Symbol,
}

/// <summary>A token of an SQL statement; a quoted name and a comment come without their marks.</summary>
readonly record struct SqliteToken(SqliteTokenKind Kind, string Text, int Line);

/// <summary>Splits SQL as SQLite's tokenizer does (sqlite.org/lang_keywords.html, lang_comment.html). Text that ends too early ends the last token.</summary>
static class SqliteTokens
{
    public static IEnumerable<SqliteToken> Of(string sql)
    {
        var line = 0;
        for (var at = 0; at < sql.Length;)
        {
            var start = at;
            var startLine = line;
            var c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                line += c == '\n' ? 1 : 0;
                continue;
            }
            if (c == '-' && Next(sql, at) == '-')
            {
                at = sql.IndexOf('\n', at) is var end and >= 0 ? end : sql.Length;
                yield return new(SqliteTokenKind.Comment, sql[(start + 2)..at].Trim(), startLine);
                continue;
            }
            if (c == '/' && Next(sql, at) == '*')
            {
                var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? sql.Length : end + 2;
                yield return new(SqliteTokenKind.Comment, Block(sql[(start + 2)..(end < 0 ? sql.Length : end)]), startLine);
            }
            else if (c is '\'' or '"' or '`' or '[')
            {
                at = Quoted(sql, at, c == '[' ? ']' : c);
                yield return new(c == '\'' ? SqliteTokenKind.Literal : SqliteTokenKind.Name, Unquoted(sql[start..at], c), startLine);
            }
            else if (char.IsLetter(c) || c == '_')
            {
                while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$'))
                    at++;
                yield return new(SqliteTokenKind.Word, sql[start..at], startLine);
            }
            else
            {
                at++;
                yield return new(SqliteTokenKind.Symbol, sql[start..at], startLine);
            }
            line += sql.AsSpan(start, at - start).Count('\n');
        }
    }

    static char Next(string sql, int at) => at + 1 < sql.Length ? sql[at + 1] : '\0';

    /// <summary>A doubled quote stands for one; brackets have no such escape.</summary>
    static int Quoted(string sql, int at, char close)
    {
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] != close)
                continue;
            if (close == ']' || Next(sql, at) != close)
                return at + 1;
            at++;
        }
        return sql.Length;
    }

    static string Unquoted(string text, char open)
    {
        var close = open == '[' ? ']' : open;
        var inner = text[1..(text.Length > 1 && text[^1] == close ? ^1 : ^0)];
        return open == '[' ? inner : inner.Replace($"{close}{close}", $"{close}", StringComparison.Ordinal);
    }

    /// <summary>The lines of a block comment without the stars that decorate them.</summary>
    static string Block(string text) =>
        string.Join('\n', text.Split('\n').Select(l => l.Trim().TrimStart('*').Trim())).Trim();
}
