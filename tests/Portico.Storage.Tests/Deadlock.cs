namespace Portico.Storage.Tests;

public sealed class Deadlock
{
    [Fact]
    public async Task on_PostgreSQL_is_resolved_by_running_one_of_the_two_again()
    {
        var (store, database) = await Store.Opened(DialectKind.Postgres);
        await using var _ = store;
        await database.Add("a");
        await database.Add("b");
        var met = new CountdownEvent(2);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Task.WhenAll(Write("a", "b"), Write("b", "a"));

        (await database.Number("a")).ShouldBe(2);
        (await database.Number("b")).ShouldBe(2);

        Task Write(string first, string second) => database.Write(
            async session =>
            {
                await Increment(session, first);
                if (!both.Task.IsCompleted && met.Signal())
                    both.SetResult();
                await both.Task;
                await Increment(session, second);
            }, TestContext.Current.CancellationToken);
    }

    static Task<int> Increment(Session session, string name) => session.Execute("UPDATE item SET number = number + 1 WHERE name = @name", ("name", name));
}
