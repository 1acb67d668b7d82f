namespace Portico.Storage.Tests;

public sealed class Leases
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task have_one_holder_of_many_that_ask_at_once(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var leases = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => database.Locks.TryAcquire("work", s_minute, Ct), Ct)));

        leases.Count(l => l is not null).ShouldBe(1);
        (await database.Locks.TryAcquire("other", s_minute, Ct)).ShouldNotBeNull();
    }

    [Theory, BothEngines]
    public async Task are_free_again_once_released(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await (await database.Locks.TryAcquire("work", s_minute, Ct))!.DisposeAsync();

        (await database.Locks.TryAcquire("work", s_minute, Ct)).ShouldNotBeNull();
    }

    [Theory, BothEngines]
    public async Task expire_and_are_extended(DialectKind engine)
    {
        var time = new ManualTime();
        await using var store = await Store.Create(engine);
        var database = await store.Open(time: time);
        var lease = (await database.Locks.TryAcquire("work", s_minute, Ct))!;

        time.Advance(s_minute * 0.9);
        (await lease.TryExtend(s_minute, Ct)).ShouldBeTrue();
        time.Advance(s_minute * 0.9);
        (await database.Locks.TryAcquire("work", s_minute, Ct)).ShouldBeNull();
        time.Advance(s_minute * 0.2);

        (await lease.TryExtend(s_minute, Ct)).ShouldBeFalse();
        (await database.Locks.TryAcquire("work", s_minute, Ct)).ShouldNotBeNull();
    }

    [Theory, BothEngines]
    public async Task that_were_lost_do_not_free_the_next_holder(DialectKind engine)
    {
        var time = new ManualTime();
        await using var store = await Store.Create(engine);
        var database = await store.Open(time: time);
        var lost = (await database.Locks.TryAcquire("work", s_minute, Ct))!;
        time.Advance(s_minute);
        (await database.Locks.TryAcquire("work", s_minute, Ct)).ShouldNotBeNull();

        await lost.DisposeAsync();

        (await database.Locks.TryAcquire("work", s_minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task hold_on_other_nodes_too()
    {
        var (store, first) = await Store.Opened(DialectKind.Postgres);
        await using var _ = store;
        var second = await store.Open();
        var lease = (await first.Locks.TryAcquire("work", s_minute, Ct))!;

        (await second.Locks.TryAcquire("work", s_minute, Ct)).ShouldBeNull();
        await lease.DisposeAsync();

        (await second.Locks.TryAcquire("work", s_minute, Ct)).ShouldNotBeNull();
    }
}
