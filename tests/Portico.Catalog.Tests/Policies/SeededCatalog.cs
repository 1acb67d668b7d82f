using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Catalog.Seeds;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Catalog.Tests.Policies;

/// <summary>A catalog of a test's own with the shipped documents, on either engine.</summary>
sealed class SeededCatalog : IAsyncDisposable
{
    static readonly MigrationSet[] s_migrations = [MetadataCatalog.Migrations, Authorizer.Migrations, SearchIndex.Migrations];
    static readonly CatalogOptions s_options = new() { SecretKey = new byte[32] };

    readonly TemporaryFolder? _folder;
    readonly PostgresDatabase? _postgres;

    SeededCatalog(Database database, TemporaryFolder? folder, PostgresDatabase? postgres)
    {
        (Database, _folder, _postgres) = (database, folder, postgres);
        Authorizer = new(database, TimeProvider.System);
        Catalog = new(database, Authorizer, new SearchIndex(database), s_options);
        Provisioning = new(database, Authorizer, s_options);
    }

    public Database Database { get; }

    public Authorizer Authorizer { get; }

    public MetadataCatalog Catalog { get; }

    public Provisioning Provisioning { get; }

    public static async Task<SeededCatalog> Create(DialectKind engine, bool seed = true)
    {
        var folder = engine == DialectKind.Sqlite ? new TemporaryFolder() : null;
        var postgres = engine == DialectKind.Postgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        var options = new DatabaseOptions { SqliteFile = folder?.Combine("catalog.db"), PostgresConnectionString = postgres?.ConnectionString };
        var catalog = new SeededCatalog(await Database.Open(options, s_migrations, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None), folder, postgres);
        if (seed)
            await catalog.Provisioning.Seed(CancellationToken.None);
        return catalog;
    }

    /// <summary>The same PostgreSQL database as another node sees it.</summary>
    public async Task<SeededCatalog> OtherNode() => new(
        await Database.Open(new() { PostgresConnectionString = _postgres!.ConnectionString }, s_migrations, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None), null, null);

    public async Task<Subject> Person(string name, bool admin = false, params string[] roles)
    {
        var id = Guid.NewGuid();
        (await Provisioning.CreateUser(new() { Id = id, Name = name, Email = $"{name}@example.org", IsAdmin = admin, Roles = roles }, CancellationToken.None)).ShouldBeTrue();
        return (await Subject(id)).ShouldNotBeNull();
    }

    public async Task<Subject?> Subject(Guid id) => await Authorizer.Find(id, CancellationToken.None);

    public async Task<JsonObject> Get(string type, EntityKey key)
    {
        var found = await Catalog.Get(Portico.Catalog.Policies.Subject.System, type, key, ReadOptions.Everything, CancellationToken.None);
        found.Ok.ShouldBeTrue(found.Refusal?.Message);
        return found.Value!.ToObject();
    }

    public async Task<Guid> Make(string type, string json, Subject? subject = null)
    {
        var made = await Try(type, json, subject);
        made.Ok.ShouldBeTrue(made.Refusal?.Message);
        return made.Value!.Document.Id;
    }

    public Task<Result<Change>> Try(string type, string json, Subject? subject = null) =>
        Catalog.Create(subject ?? Portico.Catalog.Policies.Subject.System, type, JsonDocument.Parse(json).RootElement, null, CancellationToken.None);

    public Task<Result<Change>> Patch(Subject subject, string type, EntityKey key, string patch) =>
        Catalog.Patch(subject, type, key, JsonDocument.Parse(patch).RootElement, new PatchOptions(), CancellationToken.None);

    public async Task<Guid> MakeTable()
    {
        await Make("databaseService", """{"name": "shop", "serviceType": "Postgres"}""");
        await Make("database", """{"name": "db", "service": "shop"}""");
        await Make("databaseSchema", """{"name": "sales", "database": "shop.db"}""");
        return await Make("table", """{"name": "orders", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        Authorizer.Dispose();
        await Database.DisposeAsync();
        _folder?.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
