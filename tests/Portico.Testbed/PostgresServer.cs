using Npgsql;

namespace Portico.Testbed;

/// <summary>
/// A PostgreSQL server of the test process's own: its folder, its port, gone with the process even when that is killed. Its databases sort by language
/// (ICU), so that whatever relies on the order of a default collation is found.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>
    /// Runs as the server's user and lives as long as its standard input: the test process's end, however it comes, closes it. The server is quit hard, its folder goes.
    /// </summary>
    const string Script = """
        set -eu
        bin=$1 port=$2 sync=$3
        folder=$(mktemp -d "${TMPDIR:-/tmp}/portico-postgres-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log"; exit 1; }
        "$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" -c max_connections=300 \
            -c fsync="$sync" -c synchronous_commit="$sync" -c full_page_writes="$sync" -c max_wal_size=2GB -c log_min_messages=fatal </dev/null 2>&1 &
        server=$!
        echo "folder $folder/data"
        cat >/dev/null
        kill -QUIT "$server" 2>/dev/null || true
        wait "$server" || true
        """;

    static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => Start());

    readonly ChildProcess _process;
    bool _restarted;

    PostgresServer(ChildProcess process, int port, string dataFolder) => (_process, Port, DataFolder) = (process, port, dataFolder);

    /// <summary>Folder of the server's programs, or <c>null</c> where PostgreSQL's server is not installed.</summary>
    public static string? ProgramFolder { get; } = FindPrograms();

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The server's own data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The one server that the tests of this process share; each test makes its own database in it.</summary>
    public static Task<PostgresServer> Shared => SharedServer.Value;

    /// <summary>Starts a server. <paramref name="durable"/>: flush to disk as in production (benchmarks, and tests that kill the server); tests that kill clients go without.</summary>
    public static async Task<PostgresServer> Start(bool durable = false)
    {
        var programs = ProgramFolder ?? throw new InvalidOperationException(
            "PostgreSQL's server programs are not installed. Run ./test.sh, which installs what is missing, or: apt-get install postgresql");
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Next();
            string[] script = ["sh", "-c", Script, "postgres", programs, port.ToString(), durable ? "on" : "off"];
            var process = Environment.IsPrivilegedProcess
                ? ChildProcess.Start("runuser", ["-u", ServerUser(), "--", .. script], "/", killAtExit: false)
                : ChildProcess.Start(script[0], script[1..], "/", killAtExit: false);
            try
            {
                var server = new PostgresServer(process, port, (await process.WaitForLine("folder "))["folder ".Length..]);
                await server.AssertOwn();
                return server;
            }
            catch (Exception) when (attempt < 3)
            {
                // Somebody took the port between the choice and the start.
                await process.DisposeAsync();
            }
        }
    }

    /// <summary>Makes an empty database; it is dropped when the result is disposed.</summary>
    public async Task<PostgresDatabase> CreateDatabase()
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await Execute($"CREATE DATABASE {name}");
        return new PostgresDatabase(this, name);
    }

    /// <summary>Ends the server as a crash does, and starts it again on the same port and data; it accepts connections when the task completes.</summary>
    public async Task Restart()
    {
        _restarted = true;
        await Control("restart");
        await AssertOwn();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The script knows the first server only.
        if (_restarted)
            await Control("stop");
        _process.CloseInput();
        await _process.WaitForExit();
        await _process.DisposeAsync();
    }

    internal string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Maximum Pool Size=50;Include Error Detail=true";

    internal async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task Control(string command)
    {
        string[] call = [Path.Combine(ProgramFolder!, "pg_ctl"), command, "-m", "immediate", "-w", "-s", "-D", DataFolder, "-l", DataFolder + "/restarted.log"];
        var (exitCode, output) = Environment.IsPrivilegedProcess
            ? await ChildProcess.Run("runuser", ["-u", ServerUser(), "--", .. call], "/")
            : await ChildProcess.Run(call[0], call[1..], "/");
        if (exitCode != 0)
            throw new InvalidOperationException($"pg_ctl {command} failed: {output}");
    }

    /// <summary>Before any DDL: the server that answers is the one that was started.</summary>
    async Task AssertOwn()
    {
        var folder = await Eventually.Answers(
            async () =>
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"PostgreSQL did not start:\n{_process.Output}");
                try
                {
                    await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                    await connection.OpenAsync();
                    await using var command = new NpgsqlCommand("SHOW data_directory", connection);
                    return (string?)await command.ExecuteScalarAsync();
                }
                catch (NpgsqlException)
                {
                    return null;
                }
            },
            "PostgreSQL does not accept connections",
            TimeSpan.FromSeconds(30));
        if (folder != DataFolder)
            throw new InvalidOperationException($"Another PostgreSQL server ({folder}) answers on port {Port}.");
    }

    static string ServerUser() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    static string? FindPrograms()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
