using System.Text.Json.Nodes;
using Portico.Ingestion.Running;
using Portico.Ingestion.Tests.Catalog;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Sources;

/// <summary>What arrives in the catalog of a PostgreSQL database.</summary>
public sealed class PostgresDatabases
{
    [Fact]
    public async Task arrive_with_every_kind_of_type()
    {
        var table = (await Ingest("""
            CREATE SCHEMA crm;
            CREATE TYPE crm.status AS ENUM ('new', 'active');
            CREATE DOMAIN crm.email AS varchar(254);
            CREATE DOMAIN crm.work_email AS crm.email;
            CREATE TYPE crm.pair AS (a int, b text);
            CREATE TABLE crm.t (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, u uuid UNIQUE, e crm.work_email NOT NULL, s crm.status, c char(2), v varchar, tags text[], grid int[][], mails crm.email[], j jsonb, n numeric(12,2),
              any_n numeric, neg numeric(5,-2), span daterange, p crm.pair, made text GENERATED ALWAYS AS (upper(v)) STORED, t timestamptz, iv interval, b bit(8), m money, ts tsvector, spot point, ip inet);
            """)).Tables.Single().Value;

        Columns(table).ShouldBe(
        [
            "id BIGINT 1 bigint PRIMARY_KEY", "u UUID 1 uuid UNIQUE", "e VARCHAR 254 crm.work_email NOT_NULL", "s VARCHAR 6 crm.status NULL", "c CHAR 2 character(2) NULL", "v VARCHAR 1 character varying NULL",
            "tags ARRAY 1 text[] NULL", "grid ARRAY 1 integer[] NULL", "mails ARRAY 1 crm.email[] NULL", "j JSON 1 jsonb NULL", "n NUMERIC 1 numeric(12,2) NULL", "any_n NUMERIC 1 numeric NULL",
            "neg NUMERIC 1 numeric(5,-2) NULL", "span UNKNOWN 1 daterange NULL", "p STRUCT 1 crm.pair NULL", "made TEXT 1 text NULL", "t TIMESTAMP 1 timestamp with time zone NULL", "iv INTERVAL 1 interval NULL",
            "b BIT 1 bit(8) NULL", "m MONEY 1 money NULL", "ts TSVECTOR 1 tsvector NULL", "spot GEOMETRY 1 point NULL", "ip INET 1 inet NULL",
        ]);
        var columns = table["columns"]!.AsArray().ToDictionary(c => c!["name"]!.GetValue<string>());
        new[] { "tags", "grid", "mails" }.Select(n => columns[n]!["arrayDataType"]!.GetValue<string>()).ShouldBe(["TEXT", "INT", "VARCHAR"]);
        (columns["n"]!["precision"]!.GetValue<int>(), columns["n"]!["scale"]!.GetValue<int>(), columns["neg"]!["scale"]!.GetValue<int>()).ShouldBe((12, 2, -2));
    }

    [Fact]
    public async Task arrive_with_comments_keys_views_and_partitions()
    {
        var (tables, catalog) = await Ingest("""
            CREATE SCHEMA s; COMMENT ON SCHEMA s IS 'Sales';
            CREATE TABLE s.country (code char(2) PRIMARY KEY, name text NOT NULL); COMMENT ON TABLE s.country IS 'ISO 3166'; COMMENT ON COLUMN s.country.code IS 'alpha-2';
            CREATE TABLE s.line (a int, b int, country char(2) REFERENCES s.country, kind text, PRIMARY KEY (a, b), UNIQUE (kind, country));
            CREATE TABLE s.parcel (a int, b int, FOREIGN KEY (a, b) REFERENCES s.line (a, b));
            CREATE VIEW s.v AS SELECT c.code FROM s.country c; COMMENT ON VIEW s.v IS 'A view';
            CREATE MATERIALIZED VIEW s.mv AS SELECT count(*) AS n FROM s.line;
            CREATE TABLE s.event (id bigint, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE s.event_1 PARTITION OF s.event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
            CREATE TABLE s.log (id bigint, day date, FOREIGN KEY (id, day) REFERENCES s.event (id, day));
            ALTER TABLE s.country DROP COLUMN name;
            """);

        string Fqn(string name) => tables.Keys.Single(k => k.EndsWith($".s.{name}", StringComparison.Ordinal));
        tables.Count.ShouldBe(7);
        var country = tables[Fqn("country")];
        (country["description"]!.GetValue<string>(), country["columns"]![0]!["description"]!.GetValue<string>(), country["columns"]!.AsArray().Count).ShouldBe(("ISO 3166", "alpha-2", 1));
        tables[Fqn("line")]["tableConstraints"]!.AsArray().Select(c => $"{c!["constraintType"]} {c["columns"]!.ToJsonString()}").ShouldBe(
            ["FOREIGN_KEY [\"country\"]", "UNIQUE [\"kind\",\"country\"]", "PRIMARY_KEY [\"a\",\"b\"]"], ignoreOrder: true);
        tables[Fqn("parcel")]["tableConstraints"]![0]!["referredColumns"]!.AsArray().Select(c => c!.GetValue<string>()).ShouldBe([$"{Fqn("line")}.a", $"{Fqn("line")}.b"]);
        tables[Fqn("v")]["schemaDefinition"]!.GetValue<string>().ShouldBe("create view s.v as  SELECT c.code\n   FROM s.country c;");
        tables[Fqn("v")]["description"]!.GetValue<string>().ShouldBe("A view");
        tables[Fqn("mv")]["tableType"]!.GetValue<string>().ShouldBe("MaterializedView");
        tables[Fqn("event")]["tableType"]!.GetValue<string>().ShouldBe("Partitioned");
        tables[Fqn("event")]["tablePartition"]!.ToJsonString().ShouldBe("""{"columns":[{"columnName":"day","intervalType":"TIME-UNIT"}]}""");
        tables[Fqn("log")]["tableConstraints"]!.AsArray().Count.ShouldBe(1);
        catalog.Entities("databaseSchemas").Single(s => s.Key.EndsWith(".s", StringComparison.Ordinal)).Value["description"]!.GetValue<string>().ShouldBe("Sales");
        catalog.Entities("databaseSchemas").Keys.ShouldNotContain(k => k.Contains("information_schema", StringComparison.Ordinal) || k.Contains("pg_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task arrive_with_procedures_and_the_tags_of_their_policies()
    {
        var (tables, catalog) = await Ingest("""
            CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own_rows ON t USING (true);
            CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT x + 1'; CREATE FUNCTION f(x text) RETURNS text LANGUAGE sql AS 'SELECT x';
            CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; COMMENT ON PROCEDURE p IS 'Does little';
            """);

        tables.Single().Value["tags"]!.ToJsonString().ShouldBe("""[{"tagFQN":"PostgresPolicyTags.own_rows","source":"Classification","labelType":"Automated","state":"Suggested"}]""");
        catalog.Entities("tags").Keys.Single().ShouldBe("PostgresPolicyTags.own_rows");
        var procedures = catalog.Entities("storedProcedures").Values.ToDictionary(p => p["name"]!.GetValue<string>());
        procedures.Keys.Order(StringComparer.Ordinal).ShouldBe(["f(x integer)", "f(x text)", "p"]);
        (procedures["p"]["storedProcedureType"]!.GetValue<string>(), procedures["p"]["storedProcedureCode"]!["code"]!.GetValue<string>(), procedures["p"]["description"]!.GetValue<string>())
            .ShouldBe(("StoredProcedure", "SELECT 1", "Does little"));
    }

    [Fact]
    public async Task arrive_with_the_statements_of_their_tables_when_asked_for()
    {
        var (tables, _) = await Ingest(
            "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, \"Odd\" text NOT NULL DEFAULT 'x', made int GENERATED ALWAYS AS (id * 2) STORED);", "includeDDL: true");

        tables.Single().Value["schemaDefinition"]!.GetValue<string>().ReplaceLineEndings("\n").ShouldBe("""
            CREATE TABLE public.t (
                id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
                "Odd" text DEFAULT 'x'::text NOT NULL,
                made integer GENERATED ALWAYS AS ((id * 2)) STORED,
                PRIMARY KEY (id)
            );
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task arrive_as_far_as_filters_let_them()
    {
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await database.Execute("CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.orders (id int); CREATE TABLE one.old_orders (id int); CREATE TABLE two.orders (id int); CREATE VIEW one.v AS SELECT 1 AS x;");
        await using var catalog = await RecordingCatalog.Start();

        var report = await Runs.Run(catalog.Workflow(Runs.Postgres(database), """
            includeViews: false
            schemaFilterPattern: {includes: [^one$]}
            tableFilterPattern: {excludes: [^old_]}
            """));

        catalog.Entities("tables").Keys.ShouldBe([$"pg.{database.Name}.one.orders"]);
        catalog.Entities("tables").Values.Single()["columns"]!.AsArray().Count.ShouldBe(1);
        report.Status.Count(Outcome.Filtered).ShouldBe(4);
    }

    [Fact]
    public async Task arrive_the_same_whoever_reads_them()
    {
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await database.Execute("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (m mood); CREATE VIEW v AS SELECT m FROM t;");
        await using var catalog = await RecordingCatalog.Start();
        var workflow = catalog.Workflow(Runs.Postgres(database));
        await Runs.Run(workflow);
        await database.Execute($"ALTER DATABASE {database.Name} SET search_path = pg_catalog");

        (await Runs.Run(workflow)).Status.Count(Outcome.Updated).ShouldBe(0);
    }

    [Fact]
    public async Task take_schemas_that_are_gone_with_them_and_spare_those_a_filter_leaves_out()
    {
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await database.Execute("CREATE SCHEMA aside; CREATE SCHEMA gone; CREATE SCHEMA here;");
        await using var catalog = await RecordingCatalog.Start();
        await Runs.Run(catalog.Workflow(Runs.Postgres(database)));
        await database.Execute("DROP SCHEMA gone");

        await Runs.Run(catalog.Workflow(Runs.Postgres(database), "markDeletedSchemas: true\nschemaFilterPattern: {excludes: [^aside$]}"));

        catalog.Entities("databaseSchemas").Keys.Order(StringComparer.Ordinal).ShouldBe([$"pg.{database.Name}.aside", $"pg.{database.Name}.here", $"pg.{database.Name}.public"]);
    }

    [Fact]
    public async Task of_a_whole_server_arrive_when_asked_for()
    {
        await using var one = await (await PostgresServer.Shared).CreateDatabase();
        await using var two = await (await PostgresServer.Shared).CreateDatabase();
        await one.Execute("CREATE TABLE a (id int)");
        await two.Execute("CREATE TABLE b (id int)");
        await using var catalog = await RecordingCatalog.Start();

        await Runs.Run(catalog.Workflow(Runs.Postgres(one, "ingestAllDatabases: true"), $"databaseFilterPattern: {{includes: ['^{one.Name}$', '^{two.Name}$']}}"));

        catalog.Entities("tables").Keys.Order(StringComparer.Ordinal).ShouldBe(new[] { $"pg.{one.Name}.public.a", $"pg.{two.Name}.public.b" }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task of_real_software_arrive_whole()
    {
        var file = RepositoryRoot.Combine("artifacts", "peers", "roundcube", "usr", "share", "roundcube", "SQL", "postgres.initial.sql");
        Assert.SkipUnless(File.Exists(file), "The package roundcube-core is not unpacked in artifacts/peers: scripts/peers.sh does that, and says why it cannot.");
        var (tables, _) = await Ingest(await File.ReadAllTextAsync(file));

        tables.Count.ShouldBe(17);
        var contacts = tables.Single(t => t.Key.EndsWith(".contacts", StringComparison.Ordinal)).Value;
        Columns(contacts).ShouldContain("contact_id INT 1 integer PRIMARY_KEY");
        contacts["tableConstraints"]!.AsArray().Single()!["referredColumns"]![0]!.GetValue<string>().ShouldEndWith(".users.user_id");
    }

    [Theory]
    [InlineData("hostPort: 127.0.0.1:", "hostPort: 127.0.0.1:1 #", Errors.SourceUnreachable)]
    [InlineData("database: test_", "database: nowhere_", Errors.SourceUnusable)]
    [InlineData("username: postgres", "username: nobody_here", Errors.SourceLogin)]
    public async Task that_cannot_be_read_are_told_before_anything_is_written(string good, string bad, string id)
    {
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await using var catalog = await RecordingCatalog.Start();

        var failure = await Runs.Fails(catalog.Workflow(Runs.Postgres(database).Replace(good, bad, StringComparison.Ordinal)));

        failure.Id.ShouldBe(id);
        failure.Message.ShouldNotContain("Password");
        catalog.Writes.ShouldBeEmpty();
    }

    static async Task<(IReadOnlyDictionary<string, JsonObject> Tables, RecordingCatalog Catalog)> Ingest(string sql, string options = "type: DatabaseMetadata")
    {
        await using var database = await (await PostgresServer.Shared).CreateDatabase();
        await database.Execute(sql);
        await using var catalog = await RecordingCatalog.Start();
        var report = await Runs.Run(catalog.Workflow(Runs.Postgres(database), options));
        report.Status.Failures.ShouldBeEmpty();
        return (catalog.Entities("tables"), catalog);
    }

    static IEnumerable<string> Columns(JsonObject table) =>
        table["columns"]!.AsArray().Select(c => $"{c!["name"]} {c["dataType"]} {c["dataLength"]} {c["dataTypeDisplay"]} {c["constraint"]}");
}
