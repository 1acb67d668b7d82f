using System.Text.Json;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Ingestion;

/// <summary>The guide's workflow block, verbatim, with the schema of Debian's roundcube-core on PostgreSQL and on SQLite.</summary>
public sealed class RealSchemas(SharedPortico portico)
{
    [Fact]
    public async Task of_PostgreSQL_arrive_whole_and_a_second_run_changes_nothing()
    {
        await using var source = await (await PostgresServer.Shared).CreateDatabase();
        await source.Execute(await Roundcube("postgres"));
        var names = await Names(source);
        names.Length.ShouldBeGreaterThanOrEqualTo(15);
        var server = await portico.Server;
        using var workflow = new Workflow(server, $$"""
            type: postgres
            serviceName: roundcube_pg
            serviceConnection:
              config:
                type: Postgres
                username: postgres
                authType:
                  password: any
                hostPort: 127.0.0.1:{{source.Port}}
                database: {{source.Name}}
            """);

        var (exitCode, output) = await workflow.Ingest();

        exitCode.ShouldBe(0, output);
        var token = await server.ServiceToken();
        var schema = $"roundcube_pg.{source.Name}.public";
        var tables = (await server.Get($"/api/v1/tables?limit=100&databaseSchema={schema}&fields=tableConstraints,columns", token)).GetProperty("data").EnumerateArray().ToArray();
        tables.Select(t => t.GetProperty("name").GetString()).Order(StringComparer.Ordinal).ShouldBe(names);
        var contacts = tables.Single(t => t.GetProperty("name").GetString() == "contacts");
        var columns = contacts.GetProperty("columns").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        columns["contact_id"].GetProperty("constraint").GetString().ShouldBe("PRIMARY_KEY");
        columns["user_id"].GetProperty("constraint").GetString().ShouldBe("NOT_NULL");
        columns["changed"].GetProperty("dataType").GetString().ShouldBe("TIMESTAMP");
        columns["email"].GetProperty("dataType").GetString().ShouldBe("TEXT");
        var foreign = contacts.GetProperty("tableConstraints").EnumerateArray().Single(c => c.GetProperty("constraintType").GetString() == "FOREIGN_KEY");
        foreign.GetProperty("columns")[0].GetString().ShouldBe("user_id");
        foreign.GetProperty("referredColumns")[0].GetString().ShouldBe($"{schema}.users.user_id");
        var versions = Versions(tables);

        (exitCode, output) = await workflow.Ingest();

        exitCode.ShouldBe(0, output);
        Versions((await server.Get($"/api/v1/tables?limit=100&databaseSchema={schema}", token)).GetProperty("data").EnumerateArray()).ShouldBe(versions);

        await source.Execute("DROP TABLE cache_messages; COMMENT ON TABLE contacts IS 'People'");
        (exitCode, output) = await workflow.Ingest();

        exitCode.ShouldBe(0, output);
        using var gone = await server.Api(HttpMethod.Get, $"/api/v1/tables/name/{schema}.cache_messages", token);
        gone.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await server.Get($"/api/v1/tables/name/{schema}.contacts", token)).GetProperty("description").GetString().ShouldBe("People");
    }

    [Fact]
    public async Task of_SQLite_arrive_whole_and_a_second_run_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("roundcube.db");
        await using (var sqlite = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await sqlite.OpenAsync();
            await using var command = sqlite.CreateCommand();
            command.CommandText = await Roundcube("sqlite");
            await command.ExecuteNonQueryAsync();
        }
        var server = await portico.Server;
        using var workflow = new Workflow(server, $$"""
            type: sqlite
            serviceName: roundcube_lite
            serviceConnection:
              config:
                type: SQLite
                databaseMode: {{file}}
            """);

        var (exitCode, output) = await workflow.Ingest();

        exitCode.ShouldBe(0, output);
        var token = await server.ServiceToken();
        var tables = await Tables();
        tables.Length.ShouldBeGreaterThanOrEqualTo(15);
        var users = tables.Single(t => t.GetProperty("name").GetString() == "users");
        users.GetProperty("columns").EnumerateArray().First(c => c.GetProperty("name").GetString() == "user_id").GetProperty("constraint").GetString().ShouldBe("PRIMARY_KEY");
        var versions = Versions(tables);

        (exitCode, output) = await workflow.Ingest();

        exitCode.ShouldBe(0, output);
        Versions(await Tables()).ShouldBe(versions);

        async Task<JsonElement[]> Tables() =>
            [.. (await server.Get("/api/v1/tables?limit=1000&fields=columns", token)).GetProperty("data").EnumerateArray()
                .Where(t => t.GetProperty("fullyQualifiedName").GetString()!.StartsWith("roundcube_lite.", StringComparison.Ordinal))];
    }

    static async Task<string[]> Names(PostgresDatabase source)
    {
        var list = await source.Scalar<string[]>("SELECT array_agg(table_name::text ORDER BY table_name COLLATE \"C\") FROM information_schema.tables WHERE table_schema = 'public'");
        return list;
    }

    static string[] Versions(IEnumerable<JsonElement> tables) =>
        [.. tables.Select(t => $"{t.GetProperty("name")} {t.GetProperty("version")} {t.GetProperty("updatedAt")}").Order(StringComparer.Ordinal)];

    static async Task<string> Roundcube(string engine)
    {
        var file = RepositoryRoot.Combine("artifacts", "peers", "roundcube", "usr", "share", "roundcube", "SQL", $"{engine}.initial.sql");
        if (!File.Exists(file))
            await ChildProcess.Run(RepositoryRoot.Combine("scripts", "peers.sh"), []);
        Assert.SkipUnless(File.Exists(file), "The package roundcube-core is not unpacked in artifacts/peers: scripts/peers.sh says why.");
        return await File.ReadAllTextAsync(file);
    }
}
