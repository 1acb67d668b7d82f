namespace Portico.Storage.Tests;

public sealed class Read
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task does_not_wait_for_a_writer_and_sees_nothing_of_it_before_its_commit(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a", 1);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = database.Write(
            async session =>
            {
                await session.Set("a", 2);
                written.SetResult();
                await seen.Task;
            }, Ct);

        await written.Task;
        var before = await database.Number("a");
        seen.SetResult();
        await write;

        before.ShouldBe(1);
        (await database.Number("a")).ShouldBe(2);
    }

    [Fact]
    public async Task on_SQLite_is_one_snapshot()
    {
        var (store, database) = await Store.Opened(DialectKind.Sqlite);
        await using var _ = store;
        await database.Add("a", 1);

        var (first, second) = await database.Read(
            async session =>
            {
                var first = await session.Number("a");
                await database.Write(s => s.Set("a", 2), Ct);
                return (first, await session.Number("a"));
            }, Ct);

        (first, second).ShouldBe((1, 1));
        (await database.Number("a")).ShouldBe(2);
    }

    [Theory, BothEngines]
    public async Task never_sees_half_of_a_write(DialectKind engine)
    {
        const string sum = "SELECT CAST(sum(number) AS bigint) FROM item";
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a", 500);
        await database.Add("b", 500);

        var transfers = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 25; i++)
                {
                    await database.Write(
                        async session =>
                        {
                            await session.Set("a", (await session.Number("a") ?? 0) - 1);
                            await session.Set("b", (await session.Number("b") ?? 0) + 1);
                        }, Ct);
                }
            }, Ct)));
        do
            (await database.Read(s => s.QueryFirst(sum, row => row.GetInt64(0)), Ct)).ShouldBe(1000);
        while (!transfers.IsCompleted);

        await transfers;
        (await database.Number("b")).ShouldBe(600);
    }

    [Theory, BothEngines]
    public async Task serves_more_readers_at_once_than_it_keeps(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a", 1);

        for (var round = 0; round < 2; round++)
        {
            var arrived = new CountdownEvent(24);
            var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var readers = Enumerable.Range(0, 24).Select(_ => database.Read(
                async session =>
                {
                    var number = await session.Number("a");
                    if (arrived.Signal())
                        all.SetResult();
                    await all.Task;
                    return number;
                }, Ct));
            (await Task.WhenAll(readers)).ShouldAllBe(number => number == 1);
        }
    }

    [Theory, BothEngines]
    public async Task gives_nothing_for_a_row_that_is_not_there(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        (await database.Number("nobody")).ShouldBeNull();
        (await database.Names()).ShouldBeEmpty();
    }

    [Fact]
    public async Task on_PostgreSQL_survives_that_all_its_connections_were_cut()
    {
        var (store, database) = await Store.Opened(DialectKind.Postgres);
        await using var _ = store;
        await database.Add("a", 1);

        await store.Postgres.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        (await database.Number("a")).ShouldBe(1);
        await database.Add("b");
    }
}
