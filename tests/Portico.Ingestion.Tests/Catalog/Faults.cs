using Microsoft.AspNetCore.Http;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Catalog;

/// <summary>What a run does when catalog, identity provider or network fail it.</summary>
public sealed class Faults
{
    const string Table = "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (id INTEGER PRIMARY KEY);";

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task are_tried_again_after_the_time_that_the_catalog_asks_for(int status)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var time = new ImpatientTime();
        catalog.Fault = Times(2, "tables/bulk", http =>
        {
            http.Response.Headers.RetryAfter = "7";
            return RecordingCatalog.Error(http, status, "busy");
        });

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))), time);

        report.IsSuccess.ShouldBeTrue();
        time.Pauses.Count(p => p == TimeSpan.FromSeconds(7)).ShouldBe(2);
        catalog.Entities("tables").Count.ShouldBe(2);
    }

    [Fact]
    public async Task of_a_dropped_connection_are_mended_by_asking_again()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Fault = Times(3, "bulk", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))), new ImpatientTime());

        report.IsSuccess.ShouldBeTrue();
        catalog.Entities("tables").Count.ShouldBe(2);
    }

    [Fact]
    public async Task that_last_end_the_run_with_growing_pauses_between_the_tries()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var time = new ImpatientTime();
        catalog.Fault = Times(int.MaxValue, "tables/bulk", http => RecordingCatalog.Error(http, 503, "down"));

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))), time);

        failure.Id.ShouldBe(Errors.CatalogLost);
        catalog.Calls.Count(c => c.Path.EndsWith("tables/bulk", StringComparison.Ordinal)).ShouldBe(9);
        var pauses = time.Pauses.TakeLast(8).ToList();
        pauses[0].ShouldBeInRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
        pauses[6].ShouldBeInRange(TimeSpan.FromSeconds(6.4), TimeSpan.FromSeconds(12.8));
        pauses.Sum(p => p.TotalSeconds).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task of_a_refused_token_are_mended_by_a_new_one()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        // The realm's keys changed after the first write: the old token is worth nothing from then on.
        var refuse = false;
        catalog.Accepts = token => !refuse || token != "token-1";
        catalog.Fault = (_, call) =>
        {
            refuse |= call.Path.EndsWith("databases/bulk", StringComparison.Ordinal);
            return Task.FromResult(false);
        };

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))));

        report.IsSuccess.ShouldBeTrue();
        catalog.Tokens.ShouldBe(2);
    }

    [Fact]
    public async Task never_come_from_a_token_that_ran_out_it_is_renewed_before()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var time = new ImpatientTime();
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        catalog.TokenLifetime = 300;
        catalog.Fault = (http, call) =>
        {
            if (!call.Path.EndsWith("/token", StringComparison.Ordinal))
                accepted.Add(http.Request.Headers.Authorization.ToString());
            time.Advance(TimeSpan.FromSeconds(135));
            return Task.FromResult(false);
        };

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))), time);

        report.IsSuccess.ShouldBeTrue();
        catalog.Tokens.ShouldBeInRange(3, 6);
        accepted.Count.ShouldBe(catalog.Tokens);
    }

    [Fact]
    public async Task of_a_wrong_secret_are_told_before_anything_is_written()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table)), secret: "wrong-secret"));

        failure.Id.ShouldBe(Errors.TokenRefused);
        failure.Message.ShouldContain("Invalid client or Invalid client credentials");
        failure.Message.ShouldNotContain("wrong-secret");
        catalog.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_a_dead_token_endpoint_have_an_id_of_their_own()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var yaml = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))).Replace(catalog.TokenEndpoint, $"http://127.0.0.1:{FreePort.Next()}/token", StringComparison.Ordinal);

        var failure = await Runs.Fails(yaml);

        failure.Id.ShouldBe(Errors.TokenEndpointUnreachable);
        failure.Message.ShouldContain("connection refused");
        catalog.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404, """{"error":"Realm does not exist"}""")]
    [InlineData(200, "<html>welcome</html>")]
    [InlineData(302, "")]
    public async Task of_an_address_that_gives_no_tokens_have_an_id_of_their_own(int status, string body)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Fault = async (http, call) =>
        {
            if (!call.Path.EndsWith("/token", StringComparison.Ordinal))
                return false;
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(body);
            return true;
        };

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))));

        failure.Id.ShouldBe(Errors.TokenEndpointWrong);
        catalog.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_a_dead_catalog_have_an_id_of_their_own()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var yaml = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))).Replace($"hostPort: '{catalog.Address}api'", $"hostPort: 'http://127.0.0.1:{FreePort.Next()}/api'", StringComparison.Ordinal);

        var failure = await Runs.Fails(yaml);

        failure.Id.ShouldBe(Errors.CatalogUnreachable);
        failure.Message.ShouldContain("connection refused");
    }

    [Theory]
    [InlineData("2.0.7")]
    [InlineData("1.12.0")]
    [InlineData("v1.13")]
    public async Task of_another_version_are_told_before_anything_is_written(string version)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Version = version;

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))));

        failure.Id.ShouldBe(Errors.CatalogVersion);
        catalog.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_another_version_are_risked_when_told_so()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Version = "9.9.9";
        var yaml = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))).Replace("authProvider:", "enableVersionValidation: false\n    authProvider:", StringComparison.Ordinal);

        (await Runs.Run(yaml)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task of_a_catalog_that_does_not_trust_the_realm_have_an_id_of_their_own()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Accepts = _ => false;

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))));

        failure.Id.ShouldBe(Errors.NotAuthenticated);
        catalog.Writes.ShouldBeEmpty();
        catalog.Tokens.ShouldBe(2);
    }

    [Fact]
    public async Task of_a_caller_without_rights_have_an_id_of_their_own()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Fault = Times(int.MaxValue, "services/databaseServices", http => http.Request.Method == "PUT"
            ? RecordingCatalog.Error(http, 403, "Principal: CatalogPrincipal{name='x'} operations [Create] not allowed")
            : RecordingCatalog.Error(http, 404, "not found"));

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Table))));

        failure.Id.ShouldBe(Errors.NotAllowed);
        failure.Message.ShouldContain("operations [Create] not allowed");
    }

    [Fact]
    public async Task of_a_dead_source_are_told_before_anything_is_written()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(folder.Combine("missing.db"))));

        failure.Id.ShouldBe(Errors.SourceUnreachable);
        catalog.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task of_the_source_in_the_middle_delete_nothing()
    {
        await using var catalog = await RecordingCatalog.Start();
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await database.Execute("DO $$ BEGIN FOR i IN 1..600 LOOP EXECUTE format('CREATE TABLE t%s (id int)', i); END LOOP; END $$");
        var yaml = catalog.Workflow(Runs.Postgres(database));
        await Runs.Run(yaml);
        // More than channel and sockets hold, so that the connection is cut while most is still to be read.
        await database.Execute("DO $$ BEGIN FOR i IN 2..600 LOOP EXECUTE format('COMMENT ON COLUMN t%s.id IS %L', i, repeat('x', 100000)); END LOOP; END $$; DROP TABLE t1");
        catalog.Fault = async (_, call) =>
        {
            if (call.Path.EndsWith("/databaseSchemas", StringComparison.Ordinal))
                await database.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portico-metadata' AND datname = current_database()");
            return false;
        };

        var failure = await Runs.Fails(yaml);

        failure.Id.ShouldBe(Errors.SourceLost);
        catalog.Entities("tables").Count.ShouldBe(600);
    }

    static Func<HttpContext, RecordingCatalog.Call, Task<bool>> Times(int count, string path, Func<HttpContext, Task> answer)
    {
        var left = count;
        return async (http, call) =>
        {
            if (!call.Path.Contains(path, StringComparison.Ordinal) || Interlocked.Decrement(ref left) < 0)
                return false;
            await answer(http);
            return true;
        };
    }
}
