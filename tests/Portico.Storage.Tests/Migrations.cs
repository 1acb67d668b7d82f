namespace Portico.Storage.Tests;

public sealed class Migrations
{
    const string SqliteTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    const string PostgresTables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task run_once_and_then_only_what_is_new(DialectKind engine)
    {
        var (store, first) = await Store.Opened(engine);
        await using var _ = store;
        await first.Add("kept", 1);
        await first.DisposeAsync();
        await (await store.Open()).DisposeAsync();

        var upgraded = await store.Open("ItemsTwo");

        (await Applied(upgraded)).ShouldBe(["0001_item", "0002_note"]);
        (await upgraded.Write(s => s.Execute("UPDATE item SET note = @note WHERE name = 'kept'", ("note", "new")), Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task run_once_when_eight_nodes_start_together()
    {
        await using var store = await Store.Create(DialectKind.Postgres);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.Open("ItemsTwo"))));

        (await Applied(nodes[0])).ShouldBe(["0001_item", "0002_note"]);
        await Task.WhenAll(nodes.Select((node, i) => node.Add($"{i}")));
        (await nodes[7].Names()).Count.ShouldBe(8);
    }

    [Theory, BothEngines]
    public async Task of_a_newer_version_are_refused(DialectKind engine)
    {
        await using var store = await Store.Create(engine);
        await (await store.Open("ItemsTwo")).DisposeAsync();

        var refusal = await Should.ThrowAsync<StorageException>(() => store.Open("Items"));

        refusal.Id.ShouldBe(Errors.TooNew);
        refusal.Message.ShouldContain("'test' is at migration 2");
    }

    [Theory, BothEngines]
    public async Task that_fail_leave_a_new_database_empty(DialectKind engine)
    {
        await using var store = await Store.Create(engine);

        var refusal = await Should.ThrowAsync<StorageException>(() => store.Open("Failing"));

        refusal.Id.ShouldBe(Errors.MigrationFailed);
        refusal.Message.ShouldContain("test/0002_broken");
        refusal.Message.ShouldContain("missing_table");
        (await Tables(store, engine)).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task that_fail_leave_an_old_database_as_it_was(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("kept", 1);
        await database.DisposeAsync();

        await Should.ThrowAsync<StorageException>(() => store.Open("Failing"));

        (await Tables(store, engine)).ShouldBe(["entry", "item", "storage_lease", "storage_version"]);
        (await (await store.Open()).Number("kept")).ShouldBe(1);
    }

    [Theory, BothEngines]
    public async Task take_the_text_of_the_engine_where_there_are_two(DialectKind engine)
    {
        await using var store = await Store.Create(engine);
        var database = await store.Open("PerEngine");

        (await database.Read(s => s.QueryFirst("SELECT name FROM engine", row => row.GetString(0)), Ct)).ShouldBe(engine == DialectKind.Sqlite ? "sqlite" : "postgres");
        (await Applied(database)).ShouldBe(["0001_engine"]);
    }

    static Task<IReadOnlyList<string>> Applied(Database database) =>
        database.Read(s => s.Query("SELECT name FROM storage_version WHERE module = 'test' ORDER BY number", row => row.GetString(0)), Ct);

    static async Task<IReadOnlyList<string>> Tables(Store store, DialectKind engine)
    {
        if (engine == DialectKind.Postgres)
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(store.Postgres.ConnectionString);
            return await Rows(source.CreateCommand(PostgresTables));
        }
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.SqliteFile};Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = SqliteTables;
        return await Rows(command);
    }

    static async Task<IReadOnlyList<string>> Rows(System.Data.Common.DbCommand command)
    {
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
