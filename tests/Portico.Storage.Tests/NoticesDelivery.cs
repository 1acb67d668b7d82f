using System.Threading.Channels;
using Portico.Testbed;

namespace Portico.Storage.Tests;

public sealed class NoticesDelivery
{
    const string Cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

    static readonly TimeSpan s_soon = TimeSpan.FromSeconds(15);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task happens_after_the_commit(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        var seen = Channel.CreateUnbounded<(string Payload, long? Number)>();
        using var __ = database.Notices.Subscribe("items", payload => seen.Writer.TryWrite((payload, database.Number("a").GetAwaiter().GetResult())));

        await database.Write(
            async session =>
            {
                await session.Notify("items", "a ü\n'");
                await session.Add("a", 7);
            }, Ct);

        (await Next(seen)).ShouldBe(("a ü\n'", 7));
    }

    [Theory, BothEngines]
    public async Task never_happens_for_a_write_that_failed(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        var seen = Listen(database, "items");

        await Should.ThrowAsync<InvalidOperationException>(() => database.Write(
            async session =>
            {
                await session.Notify("items", "failed");
                throw new InvalidOperationException("on purpose");
            }, Ct));
        await database.Write(s => s.Notify("items", "committed"), Ct);

        (await Next(seen)).ShouldBe("committed");
        seen.Reader.TryRead(out var _).ShouldBeFalse();
    }

    [Theory, BothEngines]
    public async Task keeps_to_its_channel_and_ends_with_the_subscription(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        var items = Listen(database, "items");
        var ended = Channel.CreateUnbounded<string>();
        database.Notices.Subscribe("items", payload => ended.Writer.TryWrite(payload)).Dispose();

        await database.Write(s => s.Notify("others", "1"), Ct);
        await database.Write(s => s.Notify("items", "2"), Ct);

        (await Next(items)).ShouldBe("2");
        ended.Reader.TryRead(out var _).ShouldBeFalse();
    }

    [Theory, BothEngines]
    public async Task goes_on_when_a_handler_throws(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        using var __ = database.Notices.Subscribe("items", _ => throw new InvalidOperationException("on purpose"));
        var seen = Listen(database, "items");

        await database.Write(s => s.Notify("items", "1"), Ct);
        await database.Write(s => s.Notify("items", "2"), Ct);

        (await Next(seen)).ShouldBe("1");
        (await Next(seen)).ShouldBe("2");
    }

    [Theory, BothEngines]
    public async Task refuses_what_one_of_the_engines_could_not_carry(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        var seen = Listen(database, "items");

        await Should.ThrowAsync<ArgumentException>(() => database.Write(s => s.Notify("items", new string('ü', 4000)), Ct));
        await Should.ThrowAsync<ArgumentException>(() => database.Write(s => s.Notify("two\nlines", "1"), Ct));
        await database.Write(s => s.Notify("items", new string('x', 7800)), Ct);

        (await Next(seen)).Length.ShouldBe(7800);
    }

    [Fact]
    public async Task reaches_the_other_node()
    {
        var (store, first) = await Store.Opened(DialectKind.Postgres);
        await using var _ = store;
        var second = await store.Open();
        var (here, there) = (Listen(first, "items"), Listen(second, "items"));

        await first.Write(s => s.Notify("items", "1"), Ct);

        (await Next(here)).ShouldBe("1");
        (await Next(there)).ShouldBe("1");
    }

    [Fact]
    public async Task resumes_after_the_listener_was_cut_and_says_that_something_may_be_missing()
    {
        var (store, database) = await Store.Opened(DialectKind.Postgres);
        await using var _ = store;
        var seen = Listen(database, "items");

        await Eventually.Holds(async () => await store.Postgres.Scalar<long>($"SELECT count(*) FROM ({Cut}) cut") == 1, "the listener is not connected", ct: Ct);

        (await Next(seen)).ShouldBe("");
        await database.Write(s => s.Notify("items", "1"), Ct);
        (await Next(seen)).ShouldBe("1");
    }

    static Channel<string> Listen(Database database, string channel)
    {
        var seen = Channel.CreateUnbounded<string>();
        database.Notices.Subscribe(channel, payload => seen.Writer.TryWrite(payload));
        return seen;
    }

    static Task<T> Next<T>(Channel<T> seen) => seen.Reader.ReadAsync(Ct).AsTask().WaitAsync(s_soon, Ct);
}
