namespace Portico.Storage.Tests;

public sealed class Cancellation
{
    const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n";

    [Theory, BothEngines]
    public async Task between_two_statements_takes_the_write_back(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        using var cancel = new CancellationTokenSource();

        var write = database.Write(
            async session =>
            {
                await session.Add("a");
                await cancel.CancelAsync();
                await session.Add("b");
            }, cancel.Token);

        await Should.ThrowAsync<OperationCanceledException>(() => write);
        write.IsCanceled.ShouldBeTrue();
        (await database.Names()).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task before_its_turn_means_that_a_write_never_runs(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        using var cancel = new CancellationTokenSource();
        var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = database.Write(
            async session =>
            {
                await session.Add("a");
                await holding.Task;
            }, TestContext.Current.CancellationToken);

        await cancel.CancelAsync();
        var second = Task.Run(() => database.Write(s => s.Add("b"), cancel.Token));
        holding.SetResult();

        await first;
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        (await database.Names()).ShouldBe(["a"]);
    }

    [Theory, BothEngines]
    public async Task interrupts_a_query_that_runs(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(
            () => Task.Run(() => database.Read(s => s.QueryFirst(Endless, row => row.GetInt64(0)), cancel.Token)).WaitAsync(TimeSpan.FromSeconds(10)));

        await database.Add("after");
        (await database.Names()).ShouldBe(["after"]);
    }
}
