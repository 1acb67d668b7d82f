using System.Security.Cryptography;
using System.Text;

namespace Portico.Catalog.Search;

/// <summary>
/// The terms under which a document stands in the index. One inverted index holds words and filters, so that both engines intersect them before anything is read:
/// a bare word occurs anywhere; <c>n_</c> in the name; <c>d_</c> in name or display name; <c>c_</c> in those or a column; <c>e_</c> is the whole name or fully
/// qualified name; <c>f_</c> a value of a field, or that there is one; <c>x_</c> tells live from deleted. Words hold no underscore, so none is taken for another.
/// </summary>
static class Terms
{
    public const string InName = "n_";
    public const string InTitle = "d_";
    public const string InColumns = "c_";
    public const string Anywhere = "";
    public const string Live = "x_0";
    public const string Deleted = "x_1";

    /// <summary>Words beyond this many are not indexed: a description may be a book, and PostgreSQL's vectors end at one megabyte.</summary>
    const int MostTerms = 20_000;

    public static string Exactly(string name) => Hashed("e_", name.Trim().ToLowerInvariant());

    /// <summary>Upper and lower case are the same, as in OpenMetadata's keyword fields.</summary>
    public static string Has(string field, string value) => Hashed("f_", $"{field}={value.ToLowerInvariant()}");

    public static string HasAny(string field) => Hashed("f_", field);

    public static IReadOnlyCollection<string> Of(SearchDocument document)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal) { document.Deleted ? Deleted : Live, Exactly(document.Name), Exactly(document.FullyQualifiedName) };
        foreach (var (field, value) in FieldValues(document))
        {
            terms.Add(Has(field, value));
            terms.Add(HasAny(field));
        }
        terms.Add(Has(SearchFields.Name, document.Name));
        terms.Add(Has(SearchFields.FullyQualifiedName, document.FullyQualifiedName));
        terms.Add(Has(SearchFields.Id, document.Id.ToString()));
        if (document.Email is { } email)
        {
            terms.Add(Has(SearchFields.Email, email));
            Add(terms, email, Anywhere);
        }
        Add(terms, document.Name, InName, InTitle, InColumns, Anywhere);
        Add(terms, document.DisplayName, InTitle, InColumns, Anywhere);
        foreach (var column in document.Columns)
            Add(terms, column, InColumns, Anywhere);
        // Where it stands is found too, below everything it says about itself.
        Add(terms, document.FullyQualifiedName, Anywhere);
        foreach (var tag in document.Tags)
            Add(terms, tag, Anywhere);
        Add(terms, document.Description, Anywhere);
        return terms;
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

    static void Add(HashSet<string> terms, string? text, params ReadOnlySpan<string> fields)
    {
        foreach (var word in Words.Of(text))
        {
            if (terms.Count >= MostTerms)
                return;
            foreach (var field in fields)
            {
                foreach (var piece in word.Pieces)
                    AddForms(terms, field, piece.Text);
                if (word.Pieces.Count > 1)
                    AddForms(terms, field, word.Joined);
            }
        }
    }

    static void AddForms(HashSet<string> terms, string field, string piece)
    {
        var spelled = Spelled(piece);
        terms.Add(field + spelled);
        if (Words.Stem(piece) is var stem && stem.Length != piece.Length)
            terms.Add(field + Spelled(stem));
    }

    /// <summary>Values can be of any characters; a term is a few letters and digits.</summary>
    static string Hashed(string prefix, string value)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
        return prefix + Convert.ToHexStringLower(hash[..8]);
    }
}
