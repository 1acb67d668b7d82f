using System.Data.Common;

namespace Portico.Storage.Tests;

public sealed class Write
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task is_read_back_with_every_kind_of_value(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        const string insert = "INSERT INTO item (name, number, flag, ratio, data) VALUES (@name, @number, @flag, @ratio, @data)";
        const string select = "SELECT name, number, flag, ratio, data FROM item ORDER BY name";
        await database.Write(
            async session =>
            {
                await session.Execute(insert, ("name", "full 'quoted' \\ ü 😀 @name $text"), ("number", long.MaxValue), ("flag", true), ("ratio", 0.1), ("data", new byte[] { 0, 255, 10 }));
                await session.Execute(insert, ("name", "void"), ("number", null), ("flag", null), ("ratio", null), ("data", null));
                await session.Execute(insert, ("name", "zero"), ("number", 0), ("flag", false), ("ratio", -0.0), ("data", Array.Empty<byte>()));
            }, Ct);

        var rows = await database.Read(
            session => session.Query(select, row => Enumerable.Range(0, 5).Select(i => row.IsDBNull(i) ? null : i switch
            {
                0 => row.GetString(i),
                1 => row.GetInt64(i),
                2 => row.GetBoolean(i),
                3 => row.GetDouble(i),
                _ => (object)Convert.ToHexString((byte[])row.GetValue(i)),
            }).ToArray()), Ct);

        rows[0].ShouldBe(["full 'quoted' \\ ü 😀 @name $text", long.MaxValue, true, 0.1, "00FF0A"]);
        rows[1].ShouldBe(["void", null, null, null, null]);
        rows[2].ShouldBe(["zero", 0L, false, -0.0, ""]);
    }

    [Theory, BothEngines]
    public async Task sees_what_it_wrote_itself(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var seen = await database.Write(
            async session =>
            {
                await session.Add("a", 7);
                return await session.Number("a");
            }, Ct);

        seen.ShouldBe(7);
    }

    [Theory, BothEngines]
    public async Task is_still_there_when_the_database_is_opened_again(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a", 7);
        await database.DisposeAsync();

        (await (await store.Open()).Number("a")).ShouldBe(7);
    }

    [Theory, BothEngines]
    public async Task counts_the_rows_it_changed(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a");
        await database.Add("b");

        (await database.Write(s => s.Execute("UPDATE item SET number = 3"), Ct)).ShouldBe(2);
        (await database.Write(s => s.Execute("DELETE FROM item WHERE name = @name", ("name", "c")), Ct)).ShouldBe(0);
    }

    [Theory, BothEngines]
    public async Task that_throws_leaves_nothing(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => database.Write(
            async session =>
            {
                await session.Add("a");
                throw new InvalidOperationException("on purpose");
            }, Ct));

        failure.Message.ShouldBe("on purpose");
        (await database.Names()).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task that_fails_among_64_concurrent_ones_takes_back_only_itself(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            try
            {
                await Task.Run(
                    () => database.Write(
                        async session =>
                        {
                            await session.Add($"{i:00}");
                            if (i % 8 == 0)
                                throw new InvalidOperationException("on purpose");
                        }, Ct), Ct);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }));

        outcomes.ShouldBe(Enumerable.Range(0, 64).Select(i => i % 8 != 0));
        (await database.Names()).ShouldBe(Enumerable.Range(0, 64).Where(i => i % 8 != 0).Select(i => $"{i:00}"));
    }

    [Theory, BothEngines]
    public async Task after_write_of_concurrent_increments_loses_none(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("counter");

        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(
            () => database.Write(async session => await session.Set("counter", (await session.Number("counter") ?? 0) + 1), Ct), Ct)));

        (await database.Number("counter")).ShouldBe(64);
    }

    [Theory, BothEngines]
    public async Task gets_its_turn_at_a_row_that_others_never_stop_writing(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("counter");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 40; i++)
                    await database.Write(async session => await session.Set("counter", (await session.Number("counter") ?? 0) + 1), Ct);
            }, Ct)));

        (await database.Number("counter")).ShouldBe(320);
    }

    [Theory, BothEngines]
    public async Task fails_when_a_statement_failed_even_if_the_work_hides_it(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a");

        var failure = await Should.ThrowAsync<DbException>(() => database.Write(
            async session =>
            {
                await session.Add("b");
                try
                {
                    await session.Add("a");
                }
                catch (DbException)
                {
                    // Hidden on purpose.
                }
            }, Ct));

        DbExceptions.IsUniqueViolation(failure).ShouldBeTrue();
        (await database.Names()).ShouldBe(["a"]);
    }

    [Theory, BothEngines]
    public async Task tells_a_duplicate_key_from_other_failures(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a");

        DbExceptions.IsUniqueViolation(await Should.ThrowAsync<DbException>(() => database.Add("a"))).ShouldBeTrue();
        DbExceptions.IsUniqueViolation(await Should.ThrowAsync<DbException>(
            () => database.Write(s => s.Execute("INSERT INTO entry (name) VALUES (NULL)"), Ct))).ShouldBeFalse();
        DbExceptions.IsUniqueViolation(await Should.ThrowAsync<DbException>(
            () => database.Write(s => s.Execute("INSERT INTO nowhere (name) VALUES (1)"), Ct))).ShouldBeFalse();
    }

    [Theory, BothEngines]
    public async Task within_a_write_is_refused_instead_of_waiting_for_itself(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await Should.ThrowAsync<InvalidOperationException>(() => database.Write(s => database.Add("inner"), Ct));

        await database.Add("after");
        (await database.Names()).ShouldBe(["after"]);
    }

    [Theory, BothEngines]
    public async Task refuses_its_session_once_it_has_ended(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        var kept = await database.Write(Task.FromResult, Ct);
        var read = await database.Read(Task.FromResult, Ct);

        await Should.ThrowAsync<InvalidOperationException>(async () => await kept.Add("late"));
        await Should.ThrowAsync<InvalidOperationException>(async () => await read.Names());
        (await database.Names()).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task names_a_parameter_that_has_no_value(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var failure = await Should.ThrowAsync<InvalidOperationException>(
            () => database.Write(s => s.Execute("INSERT INTO item (name, number) VALUES (@name, @number)", ("name", "a")), Ct));

        failure.Message.ShouldContain("number");
    }

    [Theory, BothEngines]
    public async Task is_refused_after_the_database_was_closed(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => database.Add("a"));
        await Should.ThrowAsync<ObjectDisposedException>(() => database.Names());
    }
}
