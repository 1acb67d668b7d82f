using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Testbed;

namespace Portico.Storage.Tests;

/// <summary>What the tests' executable does when a test starts it as another process; it runs until it is killed.</summary>
static class SecondProcess
{
    const int Writers = 16;

    public static ChildProcess Start(string job, Store store, bool unprivileged = false)
    {
        string[] command = [Environment.ProcessPath!, "child", job, store.Argument];
        return unprivileged && Environment.IsPrivilegedProcess
            ? ChildProcess.Start("runuser", ["-u", "nobody", "--", .. command])
            : ChildProcess.Start(command[0], command[1..]);
    }

    public static async Task<int> Run(string job, string database)
    {
        var options = database.Contains("Host=", StringComparison.Ordinal)
            ? new DatabaseOptions { PostgresConnectionString = database }
            : new DatabaseOptions { SqliteFile = database };
        try
        {
            await using var opened = await Database.Open(options, [Store.Migrations("Items")], TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            await Console.Out.WriteLineAsync("opened");
            if (job == "write")
                await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Write(opened, writer)));
            else
                await Task.Delay(Timeout.Infinite);
            return 0;
        }
        catch (StorageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>Each write puts two rows, and is reported once it is acknowledged.</summary>
    static async Task Write(Database database, int writer)
    {
        for (var number = 0; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{writer}-{number}");
            await database.Write(
                async session =>
                {
                    await session.Add(name + "-a");
                    await session.Add(name + "-b");
                }, CancellationToken.None);
            await Console.Out.WriteLineAsync($"acknowledged {name}");
        }
    }
}
