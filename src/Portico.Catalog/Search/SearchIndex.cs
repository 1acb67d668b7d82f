using Portico.Storage;

namespace Portico.Catalog.Search;

/// <summary>The search port: FTS5 on SQLite, tsvector on PostgreSQL, with one idea of what a word is and what matters. Safe for use by many threads.</summary>
public sealed class SearchIndex(Database database)
{
    /// <summary>Counting and facets end here, and so does paging; OpenMetadata's do too.</summary>
    public const int MostMatches = 10_000;

    /// <summary>Every tier contributes at most this many candidates; the best of a thousand that hold the words in their name is good enough.</summary>
    const int MostCandidates = 1_000;

    /// <summary>The tables of the index.</summary>
    public static MigrationSet Migrations { get; } = new("catalog-search", typeof(SearchIndex).Assembly, "Portico.Catalog.Search.Migrations");

    /// <summary>Adds or replaces documents inside the caller's transaction: what commits is found by the next search.</summary>
    public static async Task Upsert(Session session, IReadOnlyList<SearchDocument> documents)
    {
        if (documents.Count == 0)
            return;
        // One order for everybody, so that two transactions never wait for each other.
        var ordered = documents.OrderBy(d => d.Id).ToList();
        await session.ExecuteMany(SearchSql.Put, [.. ordered.Select(Row)]);
        var joined = session.Dialect.Kind == DialectKind.Sqlite;
        await session.ExecuteMany(SearchSql.Of(session.Dialect).PutWords,
        [
            .. ordered.Select((string, object?)[] (d) => [("words", joined ? string.Join(' ', Terms.Of(d)) : Terms.Of(d).ToArray()), ("id", d.Id.ToString())]),
        ]);
    }

    /// <summary>Takes documents out inside the caller's transaction; unknown ids are no error.</summary>
    public static async Task Remove(Session session, IReadOnlyList<Guid> ids)
    {
        if (ids.Count == 0)
            return;
        string[] texts = [.. ids.Select(id => id.ToString())];
        await session.Execute(SearchSql.Of(session.Dialect).RemoveWords, ("ids", texts));
        await session.Execute(SearchSql.Remove, ("ids", texts));
    }

    /// <summary>Searches.</summary>
    public async Task<SearchResult> Query(SearchRequest request, CancellationToken ct)
    {
        var query = new TermQuery(database.Dialect.Kind, request);
        if (query.IsHopeless)
            return new() { Hits = [], Total = 0, TotalIsExact = true, Facets = Facets.Count(request.Facets, []) };
        if (request.NamePattern is { } pattern)
            return await database.Read(session => ByPattern(session, request, new NamePattern(pattern)), ct);
        return await database.Read(session => query.IsPlain && request.Deleted is not null
            ? Plain(session, request)
            : Matching(session, query, request), ct);
    }

    static async Task<SearchResult> Plain(Session session, SearchRequest request)
    {
        var sql = SearchSql.Of(session.Dialect);
        var oneType = request.Types.Count == 1;
        (string, object?)[] where = oneType
            ? [("deleted", request.Deleted == true ? 1L : 0L), ("type", request.Types[0])]
            : [("deleted", request.Deleted == true ? 1L : 0L), ("every", request.Types.Count == 0 ? 1L : 0L), ("types", request.Types.ToArray())];
        var cap = request.ExactTotal ? long.MaxValue : MostMatches + 1L;
        var total = await session.QueryFirst(SearchSql.CountPlain(oneType), r => r.GetInt64(0), [.. where, ("cap", cap)]);
        var (from, size) = Window(request);
        (string, object?)[] after = request.After is { } name
            ? [("after", request.Order == SearchOrder.FullyQualifiedName ? name : Key(name)), ("after_key", request.Order == SearchOrder.FullyQualifiedName ? Head(name) : Key(name))]
            : [];
        var text = sql.Plain(request.Order, request.Reverse, oneType, request.After is not null && request.Order != SearchOrder.UpdatedAt);
        var hits = size == 0 ? [] : await session.Query(text, Candidate.Read, [.. where, .. request.Order == SearchOrder.UpdatedAt ? [] : after, ("size", (long)size), ("from", (long)from)]);
        var facets = await PlainFacets(session, sql, request, where, oneType);
        foreach (var hit in hits)
            hit.Score = 1;
        return new() { Hits = [.. hits.Select(h => h.ToHit())], Total = Math.Min(total, cap - 1), TotalIsExact = total < cap, Facets = facets };
    }

    static async Task<IReadOnlyDictionary<string, IReadOnlyList<FacetValue>>> PlainFacets(
        Session session, SearchSql sql, SearchRequest request, (string, object?)[] where, bool oneType)
    {
        if (request.Facets.Count == 0)
            return new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        var facets = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        var others = request.Facets.Where(f => f != SearchFields.Type).ToList();
        if (others.Count > 0)
        {
            var packed = await session.Query(sql.Plain(SearchOrder.UpdatedAt, true, oneType, false), r => r.GetString(7), [.. where, ("size", (long)MostMatches), ("from", 0L)]);
            facets = new(Facets.Count(others, packed), StringComparer.Ordinal);
        }
        if (others.Count < request.Facets.Count)
        {
            var types = await session.Query(SearchSql.CountTypes, r => new FacetValue(r.GetString(0), r.GetInt64(1)), where[0]);
            facets[SearchFields.Type] = [.. types.Where(t => request.Types.Count == 0 || request.Types.Contains(t.Value)).OrderByDescending(t => t.Count).ThenBy(t => t.Value, StringComparer.Ordinal)];
        }
        return facets;
    }

    static async Task<SearchResult> Matching(Session session, TermQuery query, SearchRequest request)
    {
        var sql = SearchSql.Of(session.Dialect);
        var (from, size) = Window(request);
        var found = new Dictionary<long, Candidate>();
        var ranks = query.Words.Count > 0 && request.Order == SearchOrder.Relevance;
        var pieces = query.Words.SelectMany(w => w.Pieces.Select(p => p.Text)).ToList();
        var everything = query.Words.Count == 0 ? query.Everything() : query.AllWords(Terms.Anywhere);
        if (ranks)
        {
            await Collect(query.Exactly(), 1000);
            await Collect(query.AllWords(Terms.InName), 400);
            await Collect(query.AllWords(Terms.InTitle), 300);
            await Collect(query.AllWords(Terms.InColumns), 200);
            await Collect(everything, 100);
            if (found.Count == 0 && query.Words.Count > 1 && from + size > 0)
            {
                // Nothing holds every word: what holds some is better than an empty page.
                everything = query.AnyWord();
                await Collect(everything, 0);
            }
        }
        IReadOnlyList<string> packed = [];
        if (!ranks)
        {
            var matches = await session.Query(sql.CandidatesWithFacets, Candidate.Read, ("terms", everything), ("cap", MostMatches + 1L));
            Keep(matches, 0, score: false);
            packed = [.. matches.Select(m => m.Facets)];
        }
        else if (request.Facets.Count > 0)
        {
            packed = await session.Query(sql.PackedFacets, r => r.GetString(0), ("terms", everything), ("cap", MostMatches + 1L));
        }
        long total = packed.Count;
        if (packed.Count == 0 || (request.ExactTotal && total > MostMatches))
            total = await session.QueryFirst(sql.Count, r => r.GetInt64(0), ("terms", everything), ("cap", request.ExactTotal ? long.MaxValue : MostMatches + 1L));
        return new()
        {
            Hits = [.. Ordered(found.Values, request).Skip(from).Take(size).Select(c => c.ToHit())],
            Total = request.ExactTotal ? total : Math.Min(total, MostMatches),
            TotalIsExact = request.ExactTotal || total <= MostMatches,
            Facets = Facets.Count(request.Facets, packed.Take(MostMatches)),
        };

        async Task Collect(string terms, double tier)
        {
            // What a tier holds ranks above all of the next: with the page full there is nothing left to look for.
            if (found.Count < from + size)
                Keep(await session.Query(sql.Candidates, Candidate.Read, ("terms", terms), ("cap", (long)Math.Max(MostCandidates, from + size))), tier, score: true);
        }

        void Keep(IReadOnlyList<Candidate> candidates, double tier, bool score)
        {
            foreach (var candidate in candidates)
            {
                if (found.TryAdd(candidate.Doc, candidate) && score)
                    Ranking.Score(candidate, tier, pieces);
            }
        }
    }

    static async Task<SearchResult> ByPattern(Session session, SearchRequest request, NamePattern pattern)
    {
        // The whole words of the pattern narrow the candidates in the index; the pattern itself decides.
        var query = new TermQuery(session.Dialect.Kind, request with { Text = pattern.Words, LastWordIsPrefix = false });
        var terms = query.Words.Count == 0 ? query.Everything() : query.AllWords(Terms.Anywhere);
        var candidates = await session.Query(SearchSql.Of(session.Dialect).CandidatesWithFacets, Candidate.Read, ("terms", terms), ("cap", MostMatches + 1L));
        var matches = candidates.Where(c => pattern.Matches(c.FullyQualifiedName)).ToList();
        var (from, size) = Window(request);
        return new()
        {
            Hits = [.. Ordered(matches, request).Skip(from).Take(size).Select(c => c.ToHit() with { Score = 1 })],
            Total = matches.Count,
            TotalIsExact = candidates.Count <= MostMatches,
            Facets = Facets.Count(request.Facets, matches.Select(m => m.Facets)),
        };
    }

    static IEnumerable<Candidate> Ordered(IEnumerable<Candidate> candidates, SearchRequest request)
    {
        IEnumerable<Candidate> ordered = request.Order switch
        {
            SearchOrder.FullyQualifiedName => candidates.OrderBy(c => c.FullyQualifiedName, StringComparer.Ordinal),
            SearchOrder.UpdatedAt => candidates.OrderBy(c => c.UpdatedAt).ThenBy(c => c.Doc),
            SearchOrder.Name => candidates.OrderBy(c => Key(c.Name), StringComparer.Ordinal).ThenBy(c => c.Doc),
            _ => candidates.OrderByDescending(c => c.Score).ThenBy(c => c.Name.Length).ThenBy(c => Key(c.Name), StringComparer.Ordinal).ThenBy(c => c.FullyQualifiedName, StringComparer.Ordinal),
        };
        if (request.Reverse)
            ordered = ordered.Reverse();
        if (request.After is not { } after)
            return ordered;
        return request.Order switch
        {
            SearchOrder.FullyQualifiedName => ordered.Where(c => Past(string.CompareOrdinal(c.FullyQualifiedName, after))),
            SearchOrder.Name => ordered.Where(c => Past(string.CompareOrdinal(Key(c.Name), Key(after)))),
            _ => ordered,
        };

        bool Past(int comparison) => request.Reverse ? comparison < 0 : comparison > 0;
    }

    static (int From, int Size) Window(SearchRequest request)
    {
        var from = Math.Clamp(request.From, 0, MostMatches);
        return (from, Math.Clamp(request.Size, 0, MostMatches - from));
    }

    static (string, object?)[] Row(SearchDocument document) =>
    [
        ("id", document.Id.ToString()),
        ("type", document.Type),
        ("name", document.Name),
        ("name_key", Key(document.Name)),
        ("fqn", document.FullyQualifiedName),
        ("fqn_key", Head(document.FullyQualifiedName)),
        ("display_name", document.DisplayName),
        ("facets", Facets.Pack(document)),
        ("deleted", document.Deleted ? 1L : 0L),
        ("updated_at", document.UpdatedAt),
    ];

    static string Key(string name) => Head(name.ToLowerInvariant());

    /// <summary>As much as an index entry holds on every engine.</summary>
    static string Head(string text) => text.Length <= 256 ? text : text[..(char.IsHighSurrogate(text[255]) ? 255 : 256)];
}
