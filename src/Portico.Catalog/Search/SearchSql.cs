using Portico.Storage;

namespace Portico.Catalog.Search;

/// <summary>The statements. Only the inverted index differs between the engines: <see cref="Matching"/> and <see cref="PutWords"/>.</summary>
sealed class SearchSql
{
    public const string Put = """
        INSERT INTO search_document (id, type, name, name_key, fqn, fqn_key, display_name, facets, deleted, updated_at)
        VALUES (@id, @type, @name, @name_key, @fqn, @fqn_key, @display_name, @facets, @deleted, @updated_at)
        ON CONFLICT (id) DO UPDATE SET type = excluded.type, name = excluded.name, name_key = excluded.name_key, fqn = excluded.fqn, fqn_key = excluded.fqn_key,
            display_name = excluded.display_name, facets = excluded.facets, deleted = excluded.deleted, updated_at = excluded.updated_at
        """;

    public const string Remove = "DELETE FROM search_document WHERE $any(id, @ids)";

    const string Columns = "SELECT doc, id, type, name, fqn, display_name, updated_at";

    static readonly SearchSql Sqlite = new(
        "SELECT rowid FROM search_words WHERE search_words MATCH @terms LIMIT @cap",
        "INSERT OR REPLACE INTO search_words (rowid, words) SELECT doc, @words FROM search_document WHERE id = @id",
        "DELETE FROM search_words WHERE rowid IN (SELECT doc FROM search_document WHERE $any(id, @ids))");

    static readonly SearchSql Postgres = new(
        "SELECT doc FROM search_words WHERE words @@ CAST(@terms AS tsquery) LIMIT @cap",
        "INSERT INTO search_words (doc, words) SELECT doc, array_to_tsvector(@words) FROM search_document WHERE id = @id ON CONFLICT (doc) DO UPDATE SET words = excluded.words",
        "DELETE FROM search_words WHERE doc IN (SELECT doc FROM search_document WHERE $any(id, @ids))");

    readonly Dictionary<(SearchOrder Order, bool Reverse, bool OneType, bool After), string> _plain = [];

    SearchSql(string matching, string putWords, string removeWords)
    {
        PutWords = putWords;
        RemoveWords = removeWords;
        Candidates = $"{Columns}, '' FROM search_document WHERE doc IN ({matching})";
        CandidatesWithFacets = $"{Columns}, facets FROM search_document WHERE doc IN ({matching})";
        PackedFacets = $"SELECT facets FROM search_document WHERE doc IN ({matching})";
        Count = $"SELECT count(*) FROM ({matching}) AS found";
        foreach (var order in Enum.GetValues<SearchOrder>())
        {
            foreach (var reverse in new[] { false, true })
            {
                foreach (var oneType in new[] { false, true })
                {
                    _plain[(order, reverse, oneType, false)] = PlainText(order, reverse, oneType, after: false);
                    _plain[(order, reverse, oneType, true)] = PlainText(order, reverse, oneType, after: true);
                }
            }
        }
    }

    public string PutWords { get; }

    public string RemoveWords { get; }

    /// <summary>The first <c>@cap</c> documents that match <c>@terms</c>.</summary>
    public string Candidates { get; }

    public string CandidatesWithFacets { get; }

    /// <summary>The facets alone of the first <c>@cap</c> documents that match <c>@terms</c>.</summary>
    public string PackedFacets { get; }

    /// <summary>How many match <c>@terms</c>; counting ends at <c>@cap</c>.</summary>
    public string Count { get; }

    /// <summary>How many there are of the types; counting ends at <c>@cap</c>.</summary>
    public static string CountPlain(bool oneType) => oneType
        ? "SELECT count(*) FROM (SELECT 1 FROM search_document WHERE deleted = @deleted AND type = @type LIMIT @cap) AS found"
        : "SELECT count(*) FROM (SELECT 1 FROM search_document WHERE deleted = @deleted AND (@every = 1 OR $any(type, @types)) LIMIT @cap) AS found";

    /// <summary>Exact counts of types, read from an index alone.</summary>
    public const string CountTypes = "SELECT type, count(*) FROM search_document WHERE deleted = @deleted GROUP BY type";

    public static SearchSql Of(Dialect dialect) => dialect.Kind == DialectKind.Sqlite ? Sqlite : Postgres;

    /// <summary>Without words and filters the plain table answers, in order, from an index.</summary>
    public string Plain(SearchOrder order, bool reverse, bool oneType, bool after) => _plain[(order, reverse, oneType, after)];

    static string PlainText(SearchOrder order, bool reverse, bool oneType, bool after)
    {
        var (key, column) = order switch
        {
            SearchOrder.FullyQualifiedName => ("fqn_key", "fqn"),
            SearchOrder.UpdatedAt => ("updated_at", "updated_at"),
            _ => ("name_key", "name_key"),
        };
        var (direction, than) = reverse ? ("DESC", "<") : ("ASC", ">");
        var type = oneType ? "type = @type" : "(@every = 1 OR $any(type, @types))";
        var later = after && order != SearchOrder.UpdatedAt ? $" AND {key} {than}= @after_key AND {column} {than} @after" : "";
        return $"{Columns}, facets FROM search_document WHERE deleted = @deleted AND {type}{later} ORDER BY {key} {direction}, {column} {direction}, doc LIMIT @size OFFSET @from";
    }
}
