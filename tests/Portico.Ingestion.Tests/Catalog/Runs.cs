using Portico.Ingestion.Model;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;
using Portico.Testbed;

namespace Portico.Ingestion.Tests.Catalog;

/// <summary>Runs workflows inside the test process.</summary>
static class Runs
{
    /// <summary>A source block for an SQLite file.</summary>
    public static string Sqlite(string file, string service = "shop") => $"""
        type: sqlite
        serviceName: {service}
        serviceConnection:
          config:
            type: SQLite
            database: shop
            databaseMode: '{file}'
        """;

    /// <summary>A source block for a PostgreSQL database.</summary>
    public static string Postgres(PostgresDatabase database, string more = "") => $"""
        type: postgres
        serviceName: pg
        serviceConnection:
          config:
            type: Postgres
            hostPort: 127.0.0.1:{database.Port}
            username: postgres
            authType:
              password: any
            database: {database.Name}
            {more}
        """;

    public static Workflow Parse(string yaml)
    {
        var file = WorkflowFile.Parse(yaml, "workflow.yaml", _ => null);
        file.Problems.ShouldBeEmpty();
        return file.Workflow!;
    }

    public static Task<RunReport> Run(string yaml, TimeProvider? time = null, Listener? listener = null) =>
        new WorkflowRun(Parse(yaml), listener ?? new Listener(), time ?? TimeProvider.System).Run(TestContext.Current.CancellationToken);

    /// <summary>Runs a workflow that must not come through, and returns why.</summary>
    public static async Task<IngestionException> Fails(string yaml, TimeProvider? time = null) => await Should.ThrowAsync<IngestionException>(() => Run(yaml, time));

    /// <summary>Makes an SQLite file.</summary>
    public static string CreateSqlite(TemporaryFolder folder, string sql, string name = "source.db")
    {
        var file = folder.Combine(name);
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return file;
    }
}

/// <summary>Keeps what a run said.</summary>
sealed class Listener : IRunListener
{
    readonly System.Collections.Concurrent.ConcurrentQueue<string> _messages = new();

    public IReadOnlyCollection<string> Messages => _messages;

    public void Started(string source, string catalog) => _messages.Enqueue($"started {source} {catalog}");

    public void SchemaDone(string database, string schema, int tables, int procedures) => _messages.Enqueue($"{database}.{schema} {tables} {procedures}");

    public void Warned(string message) => _messages.Enqueue(message);

    public void Failed(EntityKind kind, string name, string message) => _messages.Enqueue(message);
}

/// <summary>A clock that can be put forward; its pauses are over at once.</summary>
sealed class ImpatientTime : TimeProvider
{
    readonly Lock _lock = new();
    TimeSpan _ahead;

    /// <summary>The pauses that were asked for.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public void Advance(TimeSpan by)
    {
        lock (_lock)
            _ahead += by;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return base.GetUtcNow() + _ahead;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(4))
                Pauses.Add(dueTime);
        }
        return base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(4) ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
