using System.Text;
using Portico.Storage;

namespace Portico.Catalog.Search;

/// <summary>A boolean expression over terms, in the syntax of the engine.</summary>
sealed class TermQuery(DialectKind engine, SearchRequest request)
{
    /// <summary>More words than a person types; the rest is ignored.</summary>
    const int MostWords = 16;

    readonly bool _sqlite = engine == DialectKind.Sqlite;

    public IReadOnlyList<Words.Word> Words { get; } = IsEverything(request.Text) ? [] : [.. Search.Words.Of(request.Text).Take(MostWords)];

    /// <summary>Whether the request has text, but nothing in it is a word: it finds nothing.</summary>
    public bool IsHopeless => Words.Count == 0 && !IsEverything(request.Text);

    /// <summary>Whether types and deletion are all that is asked for, which the plain table answers in order.</summary>
    public bool IsPlain => Words.Count == 0 && request.Filters.Count == 0;

    /// <summary>Every word, in one of the ranges of fields of <see cref="Terms"/>, and every filter.</summary>
    public string AllWords(string fields) => And([.. Words.Select((word, i) => Of(word, fields, Last(i))), .. Filters()]);

    /// <summary>Any of the words, anywhere, and every filter.</summary>
    public string AnyWord() => And([Or(Words.Select((word, i) => Of(word, Terms.Anywhere, Last(i)))), .. Filters()]);

    /// <summary>The whole text is the name or the fully qualified name.</summary>
    public string Exactly() => And([Term(Terms.Exactly(request.Text)), .. Filters()]);

    /// <summary>The filters alone.</summary>
    public string Everything() => And(Filters());

    static bool IsEverything(string text) => string.IsNullOrWhiteSpace(text) || text.Trim() is "*" or "**" or "*:*";

    bool Last(int i) => request.LastWordIsPrefix && i == Words.Count - 1;

    List<string> Filters()
    {
        List<string> filters =
        [
            request.Deleted switch
            {
                false => Term(Terms.Live),
                true => Term(Terms.Deleted),
                null => Or([Term(Terms.Live), Term(Terms.Deleted)]),
            },
        ];
        if (request.Types.Count > 0)
            filters.Add(Or(request.Types.Select(type => Term(Terms.Has(SearchFields.Type, type)))));
        foreach (var filter in request.Filters.Where(f => !f.Not))
            filters.Add(Of(filter));
        // The first filter always is a positive one, so that "not" has something to take from.
        return [.. filters, .. request.Filters.Where(f => f.Not).Select(f => Not(Of(f)))];
    }

    string Of(SearchFilter filter) => filter.Values.Count == 0
        ? Term(Terms.HasAny(filter.Field))
        : Or(filter.Values.Select(value => Term(Terms.Has(filter.Field, value))));

    string Of(Words.Word word, string fields, bool prefix)
    {
        var pieces = And([.. word.Pieces.Select((piece, i) => Of(piece.Text, fields, prefix && i == word.Pieces.Count - 1))]);
        return word.Pieces.Count == 1 ? pieces : Or([pieces, Of(word.Joined, fields, prefix)]);
    }

    string Of(string piece, string fields, bool prefix)
    {
        var (stem, alternatives) = (Terms.Spelled(Search.Words.Stem(piece)), new List<string>());
        foreach (var field in fields)
        {
            if (prefix)
                alternatives.Add(Prefix($"{field}_{Terms.Spelled(piece)}"));
            if (!prefix || stem.Length != piece.Length)
                alternatives.Add(Term($"{field}_{stem}"));
        }
        return alternatives.Count == 1 ? alternatives[0] : Or(alternatives);
    }

    // Terms are letters, digits and underscores, so quoting needs no escaping.
    string Term(string term) => _sqlite ? $"\"{term}\"" : $"'{term}'";

    string Prefix(string term) => _sqlite ? $"\"{term}\" *" : $"'{term}':*";

    string Not(string expression) => (_sqlite ? "NOT " : "!") + expression;

    string Or(IEnumerable<string> parts) => $"({string.Join(_sqlite ? " OR " : " | ", parts)})";

    string And(List<string> parts)
    {
        var text = new StringBuilder("(");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                text.Append(!_sqlite ? " & " : parts[i].StartsWith("NOT ", StringComparison.Ordinal) ? " " : " AND ");
            text.Append(parts[i]);
        }
        return text.Append(')').ToString();
    }
}
