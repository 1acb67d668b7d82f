using Portico.Storage;

namespace Portico.Catalog.Search;

/// <summary>The search port: FTS5 on SQLite, tsvector on PostgreSQL, with one idea of what a word is and what matters. Safe for use by many threads.</summary>
public sealed class SearchIndex
{
    /// <summary>Uses a database that was opened with <see cref="Migrations"/>.</summary>
    public SearchIndex(Database database) => _database = database;

    readonly Database _database;

    /// <summary>The tables of the index.</summary>
    public static MigrationSet Migrations { get; } = new("catalog-search", typeof(SearchIndex).Assembly, "Portico.Catalog.Search.Migrations");

    /// <summary>Adds or replaces documents inside the caller's transaction: what commits is found by the next search.</summary>
    public static Task Upsert(Session session, IReadOnlyList<SearchDocument> documents) => throw new NotSupportedException();

    /// <summary>Takes documents out inside the caller's transaction; unknown ids are no error.</summary>
    public static Task Remove(Session session, IReadOnlyList<Guid> ids) => throw new NotSupportedException();

    /// <summary>Searches.</summary>
    public Task<SearchResult> Query(SearchRequest request, CancellationToken ct) => _database.Read<SearchResult>(_ => throw new NotSupportedException(), ct);
}
