using System.Text.Json.Nodes;
using Portico.Ingestion.Running;
using Portico.Ingestion.Tests.Catalog;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Sources;

/// <summary>What arrives in the catalog of an SQLite file.</summary>
public sealed class SqliteFiles
{
    [Fact]
    public async Task arrive_with_types_keys_and_nullability()
    {
        var table = (await Ingest("""
            CREATE TABLE t (
              id INTEGER PRIMARY KEY, code CHAR(2) NOT NULL UNIQUE, name VARCHAR(80), big BIGINT, price NUMERIC(12,2), d DECIMAL(5), r REAL, flag BOOLEAN, at DATETIME, j JSON, b BLOB,
              odd FANCYINT, untyped, made INTEGER GENERATED ALWAYS AS (big * 2) VIRTUAL, a TEXT, c TEXT, UNIQUE (a, c));
            """))["shop.shop.main.t"];

        Columns(table).ShouldBe(
        [
            "id INT 1 INTEGER PRIMARY_KEY", "code CHAR 2 CHAR(2) UNIQUE", "name VARCHAR 80 VARCHAR(80) NULL", "big BIGINT 1 BIGINT NULL", "price NUMERIC 1 NUMERIC(12,2) NULL", "d DECIMAL 1 DECIMAL(5) NULL",
            "r FLOAT 1 REAL NULL", "flag BOOLEAN 1 BOOLEAN NULL", "at DATETIME 1 DATETIME NULL", "j JSON 1 JSON NULL", "b BLOB 1 BLOB NULL", "odd INT 1 FANCYINT NULL", "untyped UNKNOWN 1  NULL",
            "made INT 1 INTEGER NULL", "a TEXT 1 TEXT NULL", "c TEXT 1 TEXT NULL",
        ]);
        (table["columns"]![4]!["precision"]!.GetValue<int>(), table["columns"]![4]!["scale"]!.GetValue<int>()).ShouldBe((12, 2));
        table["tableConstraints"]!.ToJsonString().ShouldBe("""[{"constraintType":"UNIQUE","columns":["a","c"]}]""");
        table["tableType"]!.GetValue<string>().ShouldBe("Regular");
    }

    [Fact]
    public async Task arrive_with_foreign_keys_of_every_form()
    {
        var tables = await Ingest("""
            CREATE TABLE Parent (Id INTEGER PRIMARY KEY, x TEXT, y TEXT, UNIQUE (x, y));
            CREATE TABLE child (id INTEGER PRIMARY KEY REFERENCES PARENT, p INTEGER REFERENCES parent, q INTEGER REFERENCES parent (ID), x TEXT, y TEXT, FOREIGN KEY (X, Y) REFERENCES parent (x, y));
            CREATE TABLE pair (a INTEGER REFERENCES child (id), b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
            """);

        tables["shop.shop.main.child"]["tableConstraints"]!.ToJsonString().ShouldBe("""
            [{"constraintType":"FOREIGN_KEY","columns":["id"],"referredColumns":["shop.shop.main.Parent.Id"],"relationshipType":"ONE_TO_ONE"},{"constraintType":"FOREIGN_KEY","columns":["p"],"referredColumns":["shop.shop.main.Parent.Id"],"relationshipType":"MANY_TO_ONE"},{"constraintType":"FOREIGN_KEY","columns":["q"],"referredColumns":["shop.shop.main.Parent.Id"],"relationshipType":"MANY_TO_ONE"},{"constraintType":"FOREIGN_KEY","columns":["x","y"],"referredColumns":["shop.shop.main.Parent.x","shop.shop.main.Parent.y"],"relationshipType":"MANY_TO_ONE"}]
            """);
        tables["shop.shop.main.pair"]["tableConstraints"]![0]!.ToJsonString().ShouldBe("""{"constraintType":"PRIMARY_KEY","columns":["a","b"]}""");
        tables["shop.shop.main.pair"]["columns"]![0]!.AsObject().ContainsKey("constraint").ShouldBeFalse();
    }

    [Fact]
    public async Task arrive_with_the_comments_of_their_statements()
    {
        var tables = await Ingest("""
            CREATE TABLE t ( -- People, with 'quotes'
              id INTEGER PRIMARY KEY, -- The key
              -- Stands above its column,
              -- on two lines.
              name TEXT DEFAULT '-- no comment', /* in a block */
              CHECK (id > 0), -- belongs to no column
              "odd name" TEXT -- the last
            );
            CREATE TABLE above (
              -- Described on a line of its own.
              a INTEGER, -- first
              b INTEGER
            );
            CREATE VIEW v AS -- What it shows.
            SELECT id FROM t -- not this
            ;
            """.Replace("  CHECK (id > 0), -- belongs to no column\n", "", StringComparison.Ordinal));

        var t = tables["shop.shop.main.t"];
        t["description"]!.GetValue<string>().ShouldBe("People, with 'quotes'");
        t["columns"]!.AsArray().Select(c => c!["description"]?.GetValue<string>()).ShouldBe(["The key", "Stands above its column,\non two lines.\nin a block", "the last"]);
        tables["shop.shop.main.above"]["description"]!.GetValue<string>().ShouldBe("Described on a line of its own.");
        tables["shop.shop.main.v"]["description"]!.GetValue<string>().ShouldBe("What it shows.");
    }

    [Fact]
    public async Task arrive_with_odd_names()
    {
        var tables = await Ingest("""CREATE TABLE "a.b ""c"" ü" ("x.y" INTEGER PRIMARY KEY, "p::q" TEXT, "r>s" TEXT);""");

        var (fqn, table) = tables.Single();
        fqn.ShouldBe("""shop.shop.main."a.b __reserved__quote__c__reserved__quote__ ü" """.TrimEnd());
        table["displayName"]!.GetValue<string>().ShouldBe("""a.b "c" ü""");
        table["columns"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ShouldBe(["x.y", "p__reserved__colon__q", "r__reserved__arrow__s"]);
    }

    [Fact]
    public async Task arrive_without_the_tables_that_belong_to_SQLite_or_to_a_virtual_table()
    {
        var tables = await Ingest("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t DEFAULT VALUES; CREATE VIRTUAL TABLE words USING fts5(body);");

        tables.Keys.Order(StringComparer.Ordinal).ShouldBe(["shop.shop.main.t", "shop.shop.main.words"]);
    }

    [Fact]
    public async Task with_a_broken_view_arrive_with_a_warning()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var file = Runs.CreateSqlite(folder, "CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER); CREATE VIEW good AS SELECT id FROM a; CREATE VIEW bad AS SELECT id FROM b; DROP TABLE b;");
        var listener = new Listener();

        var report = await Runs.Run(catalog.Workflow(Runs.Sqlite(file)), listener: listener);

        report.IsSuccess.ShouldBeTrue();
        listener.Messages.ShouldContain(m => m.StartsWith(Errors.Warning, StringComparison.Ordinal) && m.Contains("'bad'", StringComparison.Ordinal));
        catalog.Entities("tables")["shop.shop.main.good"]["columns"]!.AsArray().Count.ShouldBe(1);
        catalog.Entities("tables")["shop.shop.main.bad"]["schemaDefinition"]!.GetValue<string>().ShouldBe("CREATE VIEW bad AS SELECT id FROM b");
        report.Status.Count(Outcome.Created).ShouldBe(5);
    }

    [Fact]
    public async Task that_are_none_are_refused_before_anything_is_written()
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        var file = folder.Combine("not.db");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("no database at all. ", 100)));

        var failure = await Runs.Fails(catalog.Workflow(Runs.Sqlite(file)));

        failure.Id.ShouldBe(Errors.SourceUnusable);
        catalog.Writes.ShouldBeEmpty();
    }

    [Fact]
    public void of_the_sample_agrees_with_its_statements()
    {
        using var folder = new TemporaryFolder();
        var made = Runs.CreateSqlite(folder, File.ReadAllText(RepositoryRoot.Combine("examples", "shop.sql")));

        Dump(RepositoryRoot.Combine("examples", "shop.db")).ShouldBe(Dump(made));
    }

    static string[] Dump(string file)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
        connection.Open();
        string[] Rows(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
            return [.. rows];
        }
        var schema = Rows("SELECT type, name, sql FROM sqlite_master ORDER BY name");
        var names = Rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
        return [.. schema, .. names.SelectMany(name => Rows($"SELECT '{name}', * FROM \"{name}\" ORDER BY 2, 3"))];
    }

    static async Task<IReadOnlyDictionary<string, JsonObject>> Ingest(string sql)
    {
        await using var catalog = await RecordingCatalog.Start();
        using var folder = new TemporaryFolder();
        (await Runs.Run(catalog.Workflow(Runs.Sqlite(Runs.CreateSqlite(folder, sql))))).IsSuccess.ShouldBeTrue();
        return catalog.Entities("tables");
    }

    static IEnumerable<string> Columns(JsonObject table) =>
        table["columns"]!.AsArray().Select(c => $"{c!["name"]} {c["dataType"]} {c["dataLength"]} {c["dataTypeDisplay"]} {c["constraint"]}");
}
