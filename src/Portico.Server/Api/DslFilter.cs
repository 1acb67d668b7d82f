using System.Text.Json;
using Portico.Catalog.Search;

namespace Portico.Server.Api;

/// <summary>
/// The part of Elasticsearch's query language that OpenMetadata's clients put into <c>query_filter</c>: <c>bool</c> with must, filter, should and must_not around
/// <c>term</c>, <c>terms</c>, <c>match</c>, <c>exists</c>, <c>wildcard</c> and <c>match_all</c>. What the index can decide is pushed down to it, the rest is asked of each document.
/// </summary>
sealed class DslFilter
{
    const int Deepest = 20;

    readonly Func<JsonElement, string, bool> _test;

    DslFilter(Func<JsonElement, string, bool> test, bool asksDeleted, IReadOnlyList<SearchFilter> pushed, bool isPushed) =>
        (_test, AsksDeleted, Pushed, IsPushed) = (test, asksDeleted, pushed, isPushed);

    /// <summary>Whether it decides itself about deleted entities.</summary>
    public bool AsksDeleted { get; }

    /// <summary>What the index can decide; the whole filter still has to pass unless <see cref="IsPushed"/>.</summary>
    public IReadOnlyList<SearchFilter> Pushed { get; }

    /// <summary>Whether the index decides everything.</summary>
    public bool IsPushed { get; }

    /// <summary>Parses a filter. Throws <see cref="JsonException"/> or <see cref="FormatException"/>.</summary>
    public static DslFilter Parse(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("it must be an object");
        var query = (root.TryGetProperty("query", out var inner) ? inner : root).Clone();
        var pushed = new List<SearchFilter>();
        var all = Push(query, pushed);
        return new DslFilter(Compile(query, 0), text.Contains("\"deleted\"", StringComparison.Ordinal), pushed, all);
    }

    public bool Passes(JsonElement document, string type) => _test(document, type);

    /// <summary>Collects the terms that must hold; whether that was everything.</summary>
    static bool Push(JsonElement query, List<SearchFilter> pushed)
    {
        if (!query.EnumerateObject().Any())
            return true;
        if (query.TryGetProperty("bool", out var clauses) && clauses.ValueKind == JsonValueKind.Object)
        {
            var all = true;
            foreach (var clause in clauses.EnumerateObject())
            {
                if (clause.Name is "must" or "filter")
                {
                    foreach (var item in Each(clause.Value))
                        all &= Push(item, pushed);
                }
                else if (clause.Value.ValueKind != JsonValueKind.Array || clause.Value.GetArrayLength() > 0)
                    all = false;
            }
            return all;
        }
        if (query.TryGetProperty("term", out var term) && Single(term) is ({ } field, var value) && SearchTerms.Field(field) is { } name && value.ValueKind == JsonValueKind.String)
        {
            pushed.Add(new SearchFilter(name, [value.GetString()!]));
            return true;
        }
        return false;
    }

    static Func<JsonElement, string, bool> Compile(JsonElement query, int depth)
    {
        if (depth > Deepest)
            throw new FormatException("it is nested too deeply");
        if (query.ValueKind != JsonValueKind.Object)
            throw new FormatException("each query must be an object");
        foreach (var property in query.EnumerateObject())
        {
            return property.Name switch
            {
                "bool" => Bool(property.Value, depth),
                "term" or "match" or "match_phrase" => Term(property.Value),
                "terms" => Terms(property.Value),
                "exists" => Exists(property.Value),
                "wildcard" => Wildcard(property.Value),
                "match_all" => static (_, _) => true,
                _ => throw new FormatException($"'{property.Name}' is not supported"),
            };
        }
        return static (_, _) => true;
    }

    static Func<JsonElement, string, bool> Bool(JsonElement clauses, int depth)
    {
        List<Func<JsonElement, string, bool>> All(string name) =>
            clauses.TryGetProperty(name, out var found) ? [.. Each(found).Select(q => Compile(q, depth + 1))] : [];

        var must = All("must").Concat(All("filter")).ToList();
        var should = All("should");
        var not = All("must_not");
        return (d, t) => must.TrueForAll(m => m(d, t)) && (should.Count == 0 || must.Count > 0 || should.Exists(s => s(d, t)))
            && (should.Count == 0 || must.Count == 0 || !RequiresShould(clauses) || should.Exists(s => s(d, t))) && !not.Exists(n => n(d, t));
    }

    /// <summary>Beside other clauses, "should" only ranks, unless a minimum is demanded.</summary>
    static bool RequiresShould(JsonElement clauses) => clauses.TryGetProperty("minimum_should_match", out _);

    static Func<JsonElement, string, bool> Term(JsonElement query)
    {
        var (field, wanted) = Single(query);
        var value = Text(wanted);
        return (d, t) => Values(d, t, field).Any(v => v == value) || (value == "false" && !Values(d, t, field).Any());
    }

    static Func<JsonElement, string, bool> Terms(JsonElement query)
    {
        var (field, wanted) = Single(query);
        if (wanted.ValueKind != JsonValueKind.Array)
            throw new FormatException("'terms' needs a list");
        var values = wanted.EnumerateArray().Select(Text).ToHashSet();
        return (d, t) => Values(d, t, field).Any(values.Contains);
    }

    static Func<JsonElement, string, bool> Exists(JsonElement query)
    {
        var field = query.ValueKind == JsonValueKind.Object && query.TryGetProperty("field", out var name) && name.GetString() is { } text ? text : throw new FormatException("'exists' needs a field");
        return (d, t) => Values(d, t, field).Any();
    }

    static Func<JsonElement, string, bool> Wildcard(JsonElement query)
    {
        var (field, wanted) = Single(query);
        var pattern = Text(wanted).Replace("\\", "\\\\", StringComparison.Ordinal);
        return (d, t) => Values(d, t, field).Any(v => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, v));
    }

    static (string Field, JsonElement Value) Single(JsonElement query)
    {
        if (query.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in query.EnumerateObject())
            {
                var value = property.Value;
                if (value.ValueKind == JsonValueKind.Object)
                    value = value.TryGetProperty("value", out var inner) || value.TryGetProperty("query", out inner) ? inner : throw new FormatException("a term needs a value");
                return (property.Name, value);
            }
        }
        throw new FormatException("a term needs a field");
    }

    static IEnumerable<JsonElement> Each(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>The values at a path such as <c>service.name.keyword</c>, through lists.</summary>
    static IEnumerable<string> Values(JsonElement document, string type, string field)
    {
        if (field.Replace(".keyword", "", StringComparison.Ordinal) == "entityType")
            return [type];
        IEnumerable<JsonElement> found = [document];
        foreach (var part in field.Split('.').Where(p => p != "keyword"))
        {
            found = found.SelectMany(Each).SelectMany(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(part, out var value) ? [value] : Array.Empty<JsonElement>());
        }
        return found.SelectMany(Each).Where(v => v.ValueKind is not JsonValueKind.Null and not JsonValueKind.Object).Select(Text);
    }
}
