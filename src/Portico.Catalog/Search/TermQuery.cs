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
    public string AllWords(string field) => And([.. Words.Select((word, i) => Of(word, field, Last(i))), .. Filters()]);

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

    string Of(Words.Word word, string field, bool prefix)
    {
        var pieces = And([.. word.Pieces.Select((piece, i) => Of(piece.Text, field, prefix && i == word.Pieces.Count - 1))]);
        return word.Pieces.Count == 1 ? pieces : Or([pieces, Of(word.Joined, field, prefix)]);
    }

    string Of(string piece, string field, bool prefix)
    {
        var stem = Search.Words.Stem(piece);
        if (!prefix)
            return Term(field + Terms.Spelled(stem));
        var typed = Prefix(field + Terms.Spelled(piece));
        return stem.Length == piece.Length ? typed : Or([typed, Term(field + Terms.Spelled(stem))]);
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
