using System.Net;
using System.Text.Json.Nodes;
using Portico.Ingestion.Running;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Catalog;

/// <summary>What a run writes, and what it leaves alone.</summary>
public sealed class Writing
{
    const string Shop = """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
        CREATE TABLE "order" (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer (id));
        CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY);
        CREATE VIEW v AS SELECT * FROM a;
        """;

    [Fact]
    public async Task goes_parents_first_and_in_bulk()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))));

        report.IsSuccess.ShouldBeTrue();
        catalog.Writes.Select(c => $"{c.Method} {c.Path}{c.Query}").ShouldBe(
        [
            "PUT /api/v1/services/databaseServices", "PUT /api/v1/databases/bulk?async=false", "PUT /api/v1/databaseSchemas/bulk?async=false", "PUT /api/v1/tables/bulk?async=false",
        ]);
        report.Status.Count(Outcome.Created).ShouldBe(8);
    }

    [Fact]
    public async Task happens_once_a_second_run_changes_nothing()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var workflow = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop)));
        await Runs.Run(workflow);
        var before = catalog.Calls.Count;

        var report = await Runs.Run(workflow);

        catalog.Calls.Skip(before).ShouldAllBe(c => c.Method == "GET");
        report.Status.Count(Outcome.Unchanged).ShouldBe(8);
        report.Status.Count(Outcome.Created).ShouldBe(0);
    }

    [Fact]
    public async Task sends_only_what_changed_and_soft_deletes_what_is_gone()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))));
        var before = catalog.Writes.Count();
        var changed = Runs.CreateSqlite(folder, "ALTER TABLE a ADD COLUMN note TEXT; DROP TABLE c; CREATE TABLE d (id INTEGER);");

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(changed)));

        var writes = catalog.Writes.Skip(before).ToList();
        writes.Count.ShouldBe(2);
        JsonNode.Parse(writes.Single(c => c.Method == "PUT").Body)!.AsArray().Select(r => r!["name"]!.GetValue<string>()).ShouldBe(["a", "d", "v"]);
        var delete = writes.Single(c => c.Method == "DELETE");
        delete.Path.ShouldStartWith("/api/v1/tables/");
        delete.Query.ShouldBe("?recursive=true&hardDelete=false");
        catalog.Entities("tables").Keys.Order(StringComparer.Ordinal).ShouldBe(["shop.shop.main.a", "shop.shop.main.b", "shop.shop.main.customer", "shop.shop.main.d", "shop.shop.main.order", "shop.shop.main.v"]);
        (report.Status.Count(Outcome.Updated), report.Status.Count(Outcome.Created), report.Status.Count(Outcome.Deleted)).ShouldBe((2, 1, 1));
    }

    [Fact]
    public async Task brings_back_a_table_that_was_deleted_and_is_there_again()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var workflow = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop)));
        await Runs.Run(workflow);
        Runs.CreateSqlite(folder, "DROP TABLE c");
        await Runs.Run(workflow);
        Runs.CreateSqlite(folder, "CREATE TABLE c (id INTEGER PRIMARY KEY)");

        await Runs.Run(workflow);

        catalog.Entities("tables").Keys.ShouldContain("shop.shop.main.c");
    }

    [Fact]
    public async Task deletes_nothing_that_a_filter_or_an_option_leaves_out()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var source = Runs.Sqlite(Runs.CreateSqlite(folder, Shop));
        await Runs.Run(catalog.Workflow(source));

        var report = await Runs.Run(catalog.Workflow(source, """
            includeViews: false
            tableFilterPattern:
              excludes: ['CUST']
            """));

        catalog.Entities("tables").Count.ShouldBe(6);
        (report.Status.Count(Outcome.Filtered), report.Status.Count(Outcome.Deleted)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task deletes_no_table_when_told_so()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var source = Runs.Sqlite(Runs.CreateSqlite(folder, Shop));
        await Runs.Run(catalog.Workflow(source));
        Runs.CreateSqlite(folder, "DROP TABLE c");

        await Runs.Run(catalog.Workflow(source, "markDeletedTables: false"));

        catalog.Entities("tables").Keys.ShouldContain("shop.shop.main.c");
    }

    [Fact]
    public async Task reports_each_refused_row_and_writes_the_others()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Refuses = row => row["name"]!.GetValue<string>() == "b" ? "the name is too short." : null;
        var listener = new Listener();

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop)), config: "successThreshold: 95"), listener: listener);

        report.IsSuccess.ShouldBeFalse();
        report.SuccessPercentage.ShouldBe(87.5);
        var failure = report.Status.Failures.Single();
        (failure.Name, failure.Message).ShouldBe(("shop.shop.main.b", "the name is too short"));
        catalog.Entities("tables").Count.ShouldBe(5);
        listener.Messages.ShouldContain(m => m.StartsWith($"{Errors.EntityRefused}: shop.shop.main.b was refused (400)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("successThreshold: 80", true)]
    [InlineData("successThreshold: 90", false)]
    [InlineData("raiseOnError: false", true)]
    public async Task counts_as_success_by_the_threshold_of_the_workflow(string config, bool success)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Refuses = row => row["name"]!.GetValue<string>() == "b" ? "no" : null;

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop)), config: config));

        report.IsSuccess.ShouldBe(success);
    }

    [Fact]
    public async Task gives_foreign_keys_a_second_chance_where_the_catalog_wants_their_target_first()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        // Two tables that point at each other: in no order is the target first.
        var file = Runs.CreateSqlite(folder, """
            CREATE TABLE x (id INTEGER PRIMARY KEY, y INTEGER REFERENCES y (id));
            CREATE TABLE y (id INTEGER PRIMARY KEY, x INTEGER REFERENCES x (id));
            """);
        catalog.Refuses = row => (row["tableConstraints"]?.AsArray() ?? [])
            .Where(k => k!["constraintType"]!.GetValue<string>() == "FOREIGN_KEY")
            .Select(k => k!["referredColumns"]![0]!.GetValue<string>())
            .Any(column => !catalog.Entities("tables").ContainsKey(column[..column.LastIndexOf('.')])) ? "unknown table" : null;

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(file)));

        report.Status.Failures.ShouldBeEmpty();
        catalog.Entities("tables").Values.ShouldAllBe(t => t["tableConstraints"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task leaves_out_foreign_keys_that_the_catalog_never_takes_and_says_so()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Refuses = row => row["tableConstraints"]?.AsArray().Count > 0 ? "unknown column" : null;
        var listener = new Listener();

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))), listener: listener);

        (report.Status.Failures.Count, report.Status.Warnings, report.Status.Count(Outcome.Created)).ShouldBe((0, 1, 8));
        listener.Messages.ShouldContain($"{Errors.Warning}: shop.shop.main.order was written without its foreign keys: unknown column.");
        catalog.Entities("tables")["shop.shop.main.order"]["tableConstraints"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task splits_a_batch_that_is_too_large_for_the_catalog()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Fault = async (http, call) =>
        {
            if (!call.Path.EndsWith("tables/bulk", StringComparison.Ordinal) || JsonNode.Parse(call.Body)!.AsArray().Count <= 2)
                return false;
            await RecordingCatalog.Error(http, (int)HttpStatusCode.RequestEntityTooLarge, "too large");
            return true;
        };

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))));

        report.IsSuccess.ShouldBeTrue();
        catalog.Entities("tables").Count.ShouldBe(6);
    }

    [Fact]
    public async Task uses_the_connection_that_the_catalog_keeps_when_the_workflow_has_none()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))));

        var report = await Runs.Run(catalog.Workflow("""
            type: sqlite
            serviceName: shop
            """));

        report.Status.Count(Outcome.Unchanged).ShouldBe(8);
    }

    [Fact]
    public async Task keeps_the_connection_to_itself_when_told_so()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var yaml = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop)))
            .Replace("authProvider:", "storeServiceConnection: false\n    authProvider:", StringComparison.Ordinal);

        await Runs.Run(yaml);

        catalog.Writes.First().Body.ShouldBe("""{"name":"shop","serviceType":"SQLite"}""");
    }

    [Fact]
    public async Task notes_the_run_at_its_pipeline()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var yaml = catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))) + "\ningestionPipelineFQN: shop.shop_metadata\npipelineRunId: 48d8f1c3-4392-4c7f-a5f3-43de7875900e";

        (await Runs.Run(yaml)).Status.Warnings.ShouldBe(0);

        var pipeline = catalog.Entities("ingestionPipelines")["shop_metadata"];
        (pipeline["pipelineType"]!.GetValue<string>(), pipeline["sourceConfig"]!.ToJsonString(), pipeline["service"]!["type"]!.GetValue<string>())
            .ShouldBe(("metadata", """{"config":{"type":"DatabaseMetadata"}}""", "databaseService"));
        var notes = catalog.Writes.Where(c => c.Path.EndsWith("/shop.shop_metadata/pipelineStatus", StringComparison.Ordinal)).Select(c => JsonNode.Parse(c.Body)!).ToList();
        notes.Select(n => n["pipelineState"]!.GetValue<string>()).ShouldBe(["running", "success"]);
        notes.ShouldAllBe(n => n["runId"]!.GetValue<string>() == "48d8f1c3-4392-4c7f-a5f3-43de7875900e");
        notes[1]["status"]!.AsArray().Select(s => $"{s!["name"]} {s["records"]} {s["errors"]}").ShouldBe(["SQLite 8 0", "OpenMetadata 8 0"]);
    }

    [Fact]
    public async Task goes_on_when_the_run_cannot_be_noted()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        catalog.Fault = async (http, call) =>
        {
            if (!call.Path.Contains("ingestionPipelines", StringComparison.Ordinal))
                return false;
            await RecordingCatalog.Error(http, 500, "no such thing");
            return true;
        };

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, Shop))) + "\ningestionPipelineFQN: shop.shop_metadata");

        (report.IsSuccess, report.Status.Warnings).ShouldBe((true, 2));
    }
}
