using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portico.Testbed;

namespace Portico.Storage.Tests;

/// <summary>What is wrong with the place of a database is said at once, with an id and without secrets.</summary>
public sealed class Refusals
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_a_file_that_is_no_database()
    {
        await using var store = await Store.Create(DialectKind.Sqlite);
        await File.WriteAllTextAsync(store.SqliteFile, string.Concat(Enumerable.Repeat("This is a letter to my aunt. ", 500)), Ct);

        (await Refusal(store.Options)).Id.ShouldBe(Errors.Damaged);
        (await File.ReadAllTextAsync(store.SqliteFile, Ct)).ShouldStartWith("This is a letter to my aunt.");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task of_a_database_file_with_a_damaged_page(double place)
    {
        var (store, database) = await Store.Opened(DialectKind.Sqlite);
        await using var _ = store;
        await database.Write(s => s.ExecuteMany("INSERT INTO entry (name) VALUES (@name)", [.. Enumerable.Range(0, 2000).Select(i => new (string, object?)[] { ("name", $"entry {i}") })]), Ct);
        await database.DisposeAsync();
        await using (var file = new FileStream(store.SqliteFile, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = Math.Max(100, (long)(place * (file.Length / 4096 - 1)) * 4096);
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 512).ToArray(), Ct);
        }

        var refusal = await Refusal(store.Options);

        refusal.Id.ShouldBe(Errors.Damaged);
        refusal.Message.ShouldContain(store.SqliteFile);
        // A refused file is not held: whoever repairs it can do so while the process lives.
        await using var free = new FileStream(store.SqliteFile + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task of_a_database_file_that_was_cut_short()
    {
        var (store, database) = await Store.Opened(DialectKind.Sqlite);
        await using var _ = store;
        await database.DisposeAsync();
        await using (var file = new FileStream(store.SqliteFile, FileMode.Open, FileAccess.ReadWrite))
            file.SetLength(file.Length / 2 / 4096 * 4096);

        (await Refusal(store.Options)).Id.ShouldBe(Errors.Damaged);
    }

    [Fact]
    public async Task of_a_folder_that_is_missing()
    {
        using var folder = new TemporaryFolder();

        var refusal = await Refusal(new DatabaseOptions { SqliteFile = folder.Combine("missing", "test.db") });

        refusal.Id.ShouldBe(Errors.CannotOpen);
        refusal.Message.ShouldContain(folder.Combine("missing"));
    }

    [Fact]
    public async Task of_a_folder_that_is_a_file()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("file"), "", Ct);

        (await Refusal(new DatabaseOptions { SqliteFile = folder.Combine("file", "test.db") })).Id.ShouldBe(Errors.CannotOpen);
    }

    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task of_a_folder_that_is_not_writable()
    {
        await using var store = await Store.Create(DialectKind.Sqlite);
        var folder = Path.GetDirectoryName(store.SqliteFile)!;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var other = SecondProcess.Start("hold", store, unprivileged: true);

        (await other.WaitForExit()).ShouldBe(1);

        other.Output.ShouldContain(Errors.CannotOpen);
        other.Output.ShouldContain(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task of_a_SQLite_file_that_another_process_holds_until_that_process_is_gone()
    {
        await using var store = await Store.Create(DialectKind.Sqlite);
        await using var holder = SecondProcess.Start("hold", store);
        await holder.WaitForLine("opened");

        (await Refusal(store.Options)).Id.ShouldBe(Errors.InUse);

        await holder.Kill();
        await (await store.Open()).Add("mine");
    }

    [Fact]
    public async Task of_a_SQLite_file_that_this_process_has_open()
    {
        var (store, database) = await Store.Opened(DialectKind.Sqlite);
        await using var _ = store;

        (await Refusal(store.Options)).Id.ShouldBe(Errors.InUse);

        await database.Add("still working");
    }

    [Fact]
    public async Task of_no_database_and_of_two()
    {
        (await Refusal(new DatabaseOptions())).Id.ShouldBe(Errors.NoDatabase);
        (await Refusal(new DatabaseOptions { SqliteFile = "a", PostgresConnectionString = "b" })).Id.ShouldBe(Errors.NoDatabase);
    }

    [Fact]
    public async Task of_a_wrong_password()
    {
        var (store, role) = await StoreWithPasswordRole();
        await using var _ = store;

        var refusal = await Refusal(With(store, b => (b.Username, b.Password) = (role, "sesame-wrong")));

        refusal.Id.ShouldBe(Errors.CannotConnect);
        refusal.Message.ShouldContain(role);
        refusal.ToString().ShouldNotContain("sesame");
        await using var database = await Database.Open(
            With(store, b => (b.Username, b.Password) = (role, "sesame")), [Store.Migrations("Items")], TimeProvider.System, NullLoggerFactory.Instance, Ct);
        await database.Add("right");
    }

    [Fact]
    public async Task of_a_database_that_does_not_exist()
    {
        await using var store = await Store.Create(DialectKind.Postgres);

        var refusal = await Refusal(With(store, b => b.Database = "nowhere"));

        refusal.Id.ShouldBe(Errors.CannotConnect);
        refusal.Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task of_a_user_that_may_not_create_tables()
    {
        await using var store = await Store.Create(DialectKind.Postgres);
        var role = "reader_" + Guid.NewGuid().ToString("N");
        await store.Postgres.Execute($"CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");

        var refusal = await Refusal(With(store, b => b.Username = role));
        await store.Postgres.Execute($"DROP ROLE {role}");

        refusal.Id.ShouldBe(Errors.CannotConnect);
        refusal.Message.ShouldContain("permission denied");
    }

    [Fact]
    public async Task of_a_server_that_is_not_there()
    {
        await using var store = await Store.Create(DialectKind.Postgres);

        (await Refusal(With(store, b => b.Port = FreePort.Next()))).Id.ShouldBe(Errors.CannotConnect);
        (await Refusal(With(store, b => b.Host = "portico.invalid"))).Id.ShouldBe(Errors.CannotConnect);
    }

    [Fact]
    public async Task of_a_connection_string_that_is_none()
    {
        var refusal = await Refusal(new DatabaseOptions { PostgresConnectionString = "Host=localhost;Passwrod=sesame" });

        refusal.Id.ShouldBe(Errors.CannotConnect);
        refusal.Message.ShouldNotContain("sesame");
    }

    [Fact]
    public void are_printed_without_the_password() =>
        new DatabaseOptions { PostgresConnectionString = "Host=db;Username=me;Password=sesame;Database=catalog" }.ToString().ShouldBe("PostgreSQL database 'catalog' on db:5432 as 'me'");

    static Task<StorageException> Refusal(DatabaseOptions options) => Should.ThrowAsync<StorageException>(async () =>
    {
        await using var opened = await Database.Open(options, [Store.Migrations("Items")], TimeProvider.System, NullLoggerFactory.Instance, Ct);
    });

    static DatabaseOptions With(Store store, Action<NpgsqlConnectionStringBuilder> change)
    {
        var builder = new NpgsqlConnectionStringBuilder(store.Postgres.ConnectionString);
        change(builder);
        return new DatabaseOptions { PostgresConnectionString = builder.ConnectionString };
    }

    /// <summary>The test server trusts everybody; this role it asks for a password.</summary>
    static async Task<(Store, string)> StoreWithPasswordRole()
    {
        var store = await Store.Create(DialectKind.Postgres);
        var role = "password_" + Guid.NewGuid().ToString("N");
        var rules = Path.Combine((await PostgresServer.Shared).DataFolder, "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"host all {role} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules, Ct)}", Ct);
        await store.Postgres.Execute($"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD 'sesame'; SELECT pg_reload_conf()");
        await Eventually.Holds(async () => await store.Postgres.Scalar<long>($"SELECT count(*) FROM pg_hba_file_rules WHERE '{role}' = ANY(user_name)") == 1, "the rule is not read");
        return (store, role);
    }
}
