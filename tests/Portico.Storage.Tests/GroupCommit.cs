using System.Buffers.Binary;

namespace Portico.Storage.Tests;

public sealed class GroupCommit
{
    [Fact]
    public async Task of_SQLite_flushes_once_for_64_writers_that_wait()
    {
        var (store, database) = await Store.Opened(DialectKind.Sqlite);
        await using var _ = store;
        var queued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Commits(store.SqliteFile + "-wal");
        var first = database.Write(
            async session =>
            {
                await session.Add("first");
                await queued.Task;
            }, TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 64).Select(i => database.Add($"{i}")).ToArray();
        queued.SetResult();

        await first;
        await Task.WhenAll(others);

        (await database.Names()).Count.ShouldBe(65);
        (Commits(store.SqliteFile + "-wal") - before).ShouldBe(1);
    }

    /// <summary>Frames of the log that end a transaction: https://www.sqlite.org/fileformat2.html#the_write_ahead_log</summary>
    static int Commits(string log)
    {
        const int logHeader = 32, frameHeader = 24, pageSizeAt = 8, sizeAfterCommitAt = 4;
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var page = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(pageSizeAt));
        var commits = 0;
        for (var at = logHeader; at + frameHeader + page <= bytes.Length; at += frameHeader + page)
            commits += BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + sizeAfterCommitAt)) == 0 ? 0 : 1;
        return commits;
    }
}
