using System.Globalization;
using System.Text;

namespace Portico.Catalog.Search;

/// <summary>
/// The terms under which a document stands in the index. One inverted index holds words and filters, so that both engines intersect them before anything is read.
/// A word stands under the field in which it weighs most: <c>n_</c> name, <c>d_</c> display name, <c>c_</c> column, <c>t_</c> any other text. <c>e_</c> is a whole
/// name, <c>f_</c> a value of a field or that there is one, <c>x_</c> tells live from deleted.
/// </summary>
sealed class Terms
{
    /// <summary>Fields of words, the heaviest first; a search in lighter ones looks in the heavier too.</summary>
    public const string InName = "n";
    public const string InTitle = "nd";
    public const string InColumns = "ndc";
    public const string Anywhere = "ndct";
    public const string Live = "x_0";
    public const string Deleted = "x_1";

    /// <summary>Words beyond this many are not indexed: a description may be a book, and PostgreSQL's vectors end at one megabyte.</summary>
    const int MostTerms = 20_000;

    const int LongestJoined = 64;

    readonly HashSet<string> _terms = new(128, StringComparer.Ordinal);
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    readonly List<Words.Run> _runs = [];

    Terms() => _lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Exactly(string name) => Hashed('e', name.Trim(), "");

    /// <summary>Upper and lower case are the same, as in OpenMetadata's keyword fields.</summary>
    public static string Has(string field, string value) => Hashed('f', field, value);

    public static string HasAny(string field) => Hashed('f', field, "");

    public static IReadOnlyCollection<string> Of(SearchDocument document)
    {
        var terms = new Terms();
        var set = terms._terms;
        set.Add(document.Deleted ? Deleted : Live);
        set.Add(Exactly(document.Name));
        set.Add(Exactly(document.FullyQualifiedName));
        foreach (var (field, value) in FieldValues(document))
        {
            set.Add(Has(field, value));
            set.Add(HasAny(field));
        }
        set.Add(Has(SearchFields.Name, document.Name));
        set.Add(Has(SearchFields.FullyQualifiedName, document.FullyQualifiedName));
        set.Add(Has(SearchFields.Id, document.Id.ToString()));
        terms.Add('n', document.Name);
        terms.Add('d', document.DisplayName);
        foreach (var column in document.Columns)
            terms.Add('c', column);
        // Where it stands is found too, below everything it says about itself.
        terms.Add('t', document.FullyQualifiedName);
        if (document.Email is { } email)
        {
            set.Add(Has(SearchFields.Email, email));
            terms.Add('t', email);
        }
        foreach (var tag in document.Tags)
            terms.Add('t', tag);
        terms.Add('t', document.Description);
        return set;
    }

    /// <summary>The values of a document that are filtered by and counted.</summary>
    public static IEnumerable<(string Field, string Value)> FieldValues(SearchDocument document)
    {
        yield return (SearchFields.Type, document.Type);
        foreach (var owner in document.Owners)
            yield return (SearchFields.Owner, owner);
        foreach (var tag in document.Tags)
            yield return (SearchFields.Tag, tag);
        foreach (var domain in document.Domains)
            yield return (SearchFields.Domain, domain);
        if (document.Tier is { } tier)
            yield return (SearchFields.Tier, tier);
        if (document.Service is { } service)
            yield return (SearchFields.Service, service);
        if (document.ServiceType is { } serviceType)
            yield return (SearchFields.ServiceType, serviceType);
        if (document.Database is { } database)
            yield return (SearchFields.Database, database);
        if (document.DatabaseSchema is { } schema)
            yield return (SearchFields.DatabaseSchema, schema);
        if (document.TableType is { } tableType)
            yield return (SearchFields.TableType, tableType);
    }

    /// <summary>A piece in ASCII, character by character, so that no engine's idea of letters matters and beginnings stay beginnings.</summary>
    public static string Spelled(string piece) => Ascii.IsValid(piece)
        ? piece
        : string.Concat(piece.Select(c => char.IsAscii(c) ? c.ToString() : $"_{(int)c:x4}"));

    void Add(char field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        _runs.Clear();
        Words.Split(text, _runs);
        for (var i = 0; i < _runs.Count && _terms.Count < MostTerms; i++)
        {
            AddPiece(field, text.AsSpan(_runs[i].Start, _runs[i].Length));
            var last = i;
            while (last + 1 < _runs.Count && _runs[last + 1].Word == _runs[i].Word)
                last++;
            if (last > i && (i == 0 || _runs[i - 1].Word != _runs[i].Word))
                AddJoined(field, text, i, last);
        }
    }

    void AddPiece(char field, ReadOnlySpan<char> piece)
    {
        if (piece.Length > LongestJoined || !Ascii.IsValid(piece))
        {
            AddFolded(field, Words.Cut(Words.Folded(piece)));
            return;
        }
        Span<char> term = stackalloc char[2 + LongestJoined];
        (term[0], term[1]) = (field, '_');
        piece.ToLowerInvariant(term[2..]);
        AddForms(term[..(2 + piece.Length)]);
    }

    void AddJoined(char field, string text, int first, int last)
    {
        var joined = new StringBuilder();
        for (var i = first; i <= last; i++)
            joined.Append(Words.Cut(Words.Folded(text.AsSpan(_runs[i].Start, _runs[i].Length))));
        AddFolded(field, Words.Cut(joined.ToString()));
    }

    void AddFolded(char field, string piece)
    {
        if (piece.Length > 0)
            AddForms($"{field}_{Spelled(piece)}");
    }

    void AddForms(ReadOnlySpan<char> term)
    {
        _lookup.Add(term);
        if (term[^1] == 's' && Words.Stem(term[2..].ToString()) is var stem && stem.Length != term.Length - 2)
            _terms.Add($"{term[..2]}{stem}");
    }

    /// <summary>Values can be of any characters; a term is a few letters and digits. FNV-1a: a collision shows a hit too many, which the document itself gives away.</summary>
    static string Hashed(char kind, string first, string second)
    {
        var hash = Mix(Mix(14695981039346656037, first) * 1099511628211, second);
        return string.Create(CultureInfo.InvariantCulture, $"{kind}_{hash:x16}");
    }

    static ulong Mix(ulong hash, string text)
    {
        foreach (var c in text)
            hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211;
        return hash;
    }
}
