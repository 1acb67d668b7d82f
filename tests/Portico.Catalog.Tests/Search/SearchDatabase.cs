using Microsoft.Extensions.Logging.Abstractions;
using Portico.Catalog.Search;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Catalog.Tests.Search;

/// <summary>An index of a test's own, on either engine.</summary>
sealed class SearchDatabase : IAsyncDisposable
{
    TemporaryFolder? _folder;
    PostgresDatabase? _postgres;

    public required Database Database { get; init; }

    public SearchIndex Index => new(Database);

    public static async Task<SearchDatabase> Create(DialectKind engine)
    {
        var folder = engine == DialectKind.Sqlite ? new TemporaryFolder() : null;
        var postgres = engine == DialectKind.Postgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        var options = new DatabaseOptions { SqliteFile = folder?.Combine("catalog.db"), PostgresConnectionString = postgres?.ConnectionString };
        var database = await Database.Open(options, [SearchIndex.Migrations], TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return new() { Database = database, _folder = folder, _postgres = postgres };
    }

    public Task Put(params SearchDocument[] documents) => Database.Write(session => SearchIndex.Upsert(session, documents), CancellationToken.None);

    public Task Remove(params Guid[] ids) => Database.Write(session => SearchIndex.Remove(session, ids), CancellationToken.None);

    public Task<SearchResult> Query(SearchRequest request) => Index.Query(request, CancellationToken.None);

    public async Task<IReadOnlyList<string>> Find(string text, params SearchFilter[] filters) =>
        [.. (await Query(new() { Text = text, Filters = filters, Size = 100 })).Hits.Select(h => h.Name)];

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder?.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
