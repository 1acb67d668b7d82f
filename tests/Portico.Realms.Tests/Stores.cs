using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Store;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests;

/// <summary>A store of its own for one test, on the engine that the test names; realm master is there.</summary>
sealed class Stores : IAsyncDisposable
{
    readonly TemporaryFolder _folder;
    readonly PostgresDatabase? _postgres;
    readonly DatabaseOptions _options;

    Stores(TemporaryFolder folder, PostgresDatabase? postgres)
    {
        (_folder, _postgres) = (folder, postgres);
        _options = postgres is null
            ? new DatabaseOptions { SqliteFile = Path.Combine(folder.Path, "realms.db") }
            : new DatabaseOptions { PostgresConnectionString = postgres.ConnectionString };
    }

    public static TheoryData<DialectKind> Engines => [DialectKind.Sqlite, DialectKind.Postgres];

    public RealmStore Store { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    public string KeyFile => Path.Combine(_folder.Path, "realms.key");

    public PasswordHasher Hasher { get; } = new(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Stores> Open(DialectKind engine)
    {
        var stores = new Stores(new TemporaryFolder(), engine == DialectKind.Postgres ? await (await PostgresServer.Shared).CreateDatabase() : null);
        await stores.Reopen();
        await Bootstrap.EnsureMaster(stores.Store, stores.Hasher, "admin-password", Ct);
        return stores;
    }

    /// <summary>Closes and opens again, as a restart does.</summary>
    public async Task Reopen()
    {
        await Close();
        Database = await Database.Open(_options, RealmsHost.Migrations, TimeProvider.System, NullLoggerFactory.Instance, Ct);
        Store = await RealmStore.Open(Database, KeyFile, TimeProvider.System, NullLoggerFactory.Instance, Ct);
    }

    public Task<RealmSnapshot> Create(string json) => RealmCreation.Create(Store, Hasher, JsonNode.Parse(json)!.AsObject(), Ct);

    public async Task<RealmSnapshot> Find(string name) => (await Store.Find(name, Ct)).ShouldNotBeNull();

    async Task Close()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        if (Database is not null)
            await Database.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        Hasher.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder.Dispose();
    }
}
