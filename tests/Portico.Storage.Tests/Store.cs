using Microsoft.Extensions.Logging.Abstractions;
using Portico.Testbed;

namespace Portico.Storage.Tests;

/// <summary>An empty place for a database of a test's own, and the databases the test opens there.</summary>
sealed class Store : IAsyncDisposable
{
    readonly TemporaryFolder? _folder;
    readonly PostgresDatabase? _postgres;
    readonly List<Database> _open = [];

    Store(TemporaryFolder folder)
    {
        _folder = folder;
        Options = new DatabaseOptions { SqliteFile = folder.Combine("test.db") };
    }

    Store(PostgresDatabase postgres)
    {
        _postgres = postgres;
        Options = new DatabaseOptions { PostgresConnectionString = postgres.ConnectionString };
    }

    public DatabaseOptions Options { get; }

    public PostgresDatabase Postgres => _postgres!;

    public string SqliteFile => Options.SqliteFile!;

    /// <summary>The place as the command line of <see cref="SecondProcess"/> takes it.</summary>
    public string Argument => Options.SqliteFile ?? Options.PostgresConnectionString!;

    public static async Task<Store> Create(DialectKind engine) => engine == DialectKind.Sqlite
        ? new Store(new TemporaryFolder())
        : new Store(await (await PostgresServer.Shared).CreateDatabase());

    public static MigrationSet Migrations(string folder) => new("test", typeof(Store).Assembly, $"Portico.Storage.Tests.Migrations.{folder}");

    /// <summary>Opens it as one node does; closed with the store.</summary>
    public async Task<Database> Open(string migrations = "Items", TimeProvider? time = null)
    {
        var database = await Database.Open(Options, [Migrations(migrations)], time ?? TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        lock (_open)
            _open.Add(database);
        return database;
    }

    /// <summary>Creates the place and opens it.</summary>
    public static async Task<(Store Store, Database Database)> Opened(DialectKind engine)
    {
        var store = await Create(engine);
        return (store, await store.Open());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _open)
            await database.DisposeAsync();
        _folder?.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
