using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.Bench;

/// <summary>One bulk PUT of tables against a raw insert of the documents that came of it: same engine, same durability, as many rows a transaction, a key and a unique name.</summary>
static class BulkFigures
{
    const int Tables = 5000;
    const int WarmUps = 6;
    const double LeastShare = 0.5;
    const string Create = "CREATE TABLE document (id text PRIMARY KEY, fqn text NOT NULL, core text NOT NULL, extra text); CREATE UNIQUE INDEX document_fqn ON document (fqn)";
    const string Select = "SELECT id, fqn, core, extra FROM entity WHERE type = 'table' AND fqn LIKE 'bench.%'";
    const string Insert = "INSERT INTO document (id, fqn, core, extra) VALUES (@id, @fqn, @core, @extra)";
    const string PositionalInsert = "INSERT INTO document (id, fqn, core, extra) VALUES ($1, $2, $3, $4)";

    public static async Task<IReadOnlyList<Figure>> Measure(bool postgres)
    {
        await using var cluster = postgres ? await PostgresServer.Start(durable: true) : null;
        await using var database = cluster is null ? null : await cluster.CreateDatabase();
        await using var server = await PorticoServer.Start(new PorticoOptions { PostgresConnectionString = database?.ConnectionString });
        var token = await TokenFigures.SignIn(server, new Uri($"{server.Realm}/protocol/openid-connect/token"), "access_token");
        // Until the run-time has compiled what matters.
        for (var round = 0; round < WarmUps; round++)
            await CatalogData.Bulk(server, token, CatalogData.Tables(await CatalogData.MakeSchema(server, token, $"warm{round}"), Tables));
        // Search takes in what was written behind the writes; that of the warm-up is not to be counted.
        for (var round = 0; round < WarmUps; round++)
            await CatalogData.Searchable(server, token, $"warm{round}", Tables);
        var body = CatalogData.Tables(await CatalogData.MakeSchema(server, token, "bench"), Tables);
        var clock = Stopwatch.StartNew();
        var cpu = ServerProcess.CpuMilliseconds(server.ProcessId);
        await CatalogData.Bulk(server, token, body);
        var catalog = clock.Elapsed;
        cpu = ServerProcess.CpuMilliseconds(server.ProcessId) - cpu;
        var searchable = Stopwatch.StartNew();
        await CatalogData.Searchable(server, token, "bench", Tables);
        await server.Stop();

        var raw = database is null ? Sqlite(Path.Combine(server.DataFolder, "catalog.db")) : await Postgres(database.ConnectionString);
        var share = raw / catalog;
        return
        [
            new(
                $"Bulk PUT of 5,000 tables / raw batched insert of the same documents, {(postgres ? "PostgreSQL" : "SQLite")}",
                string.Create(CultureInfo.InvariantCulture, $"{share:P0} ({Tables / catalog.TotalSeconds:N0} / {Tables / raw.TotalSeconds:N0} a second; {cpu / Tables:0.00} ms CPU each; all found by search {searchable.Elapsed.TotalSeconds:0.0} s later)"),
                ">= 50 %",
                share >= LeastShare),
        ];
    }

    static TimeSpan Sqlite(string file)
    {
        var rows = new List<object?[]>();
        using (var source = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false"))
        {
            source.Open();
            using var select = source.CreateCommand();
            select.CommandText = Select;
            using var reader = select.ExecuteReader();
            while (reader.Read())
                rows.Add(Row(reader));
        }
        var times = new List<TimeSpan>();
        for (var round = 0; round < 3; round++)
        {
            var copy = $"{file}.raw{round}";
            using var target = new SqliteConnection($"Data Source={copy};Pooling=false");
            target.Open();
            using var insert = target.CreateCommand();
            insert.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {Create}";
            insert.ExecuteNonQuery();
            insert.CommandText = Insert;
            var parameters = new[] { "@id", "@fqn", "@core", "@extra" }.Select(name => insert.Parameters.Add(new SqliteParameter { ParameterName = name })).ToArray();
            var clock = Stopwatch.StartNew();
            foreach (var chunk in rows.Chunk(CatalogData.TablesPerTransaction))
            {
                using var transaction = target.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var row in chunk)
                {
                    for (var i = 0; i < parameters.Length; i++)
                        parameters[i].Value = row[i] ?? DBNull.Value;
                    insert.ExecuteNonQuery();
                }
                transaction.Commit();
            }
            times.Add(clock.Elapsed);
        }
        return times.Order().ElementAt(1);
    }

    static async Task<TimeSpan> Postgres(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var rows = new List<object?[]>();
        await using (var select = source.CreateCommand(Select))
        {
            await using var reader = await select.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                rows.Add(Row(reader));
        }
        var times = new List<TimeSpan>();
        for (var round = 0; round < 3; round++)
        {
            await using (var create = source.CreateCommand($"DROP TABLE IF EXISTS document; {Create}"))
                await create.ExecuteNonQueryAsync();
            await using var connection = await source.OpenConnectionAsync();
            var clock = Stopwatch.StartNew();
            foreach (var chunk in rows.Chunk(CatalogData.TablesPerTransaction))
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await using var batch = new NpgsqlBatch(connection, transaction);
                foreach (var row in chunk)
                {
                    var command = new NpgsqlBatchCommand(PositionalInsert);
                    foreach (var value in row)
                        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
                    batch.BatchCommands.Add(command);
                }
                await batch.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
            }
            times.Add(clock.Elapsed);
        }
        return times.Order().ElementAt(1);
    }

    static object?[] Row(System.Data.Common.DbDataReader reader) => [reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)];
}
