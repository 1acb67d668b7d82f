using System.Data.Common;

namespace Portico.Storage.Tests;

public sealed class ExecuteMany
{
    const string Insert = "INSERT INTO item (name, number) VALUES (@name, @number)";
    const string Upsert = Insert + " ON CONFLICT (name) DO UPDATE SET number = excluded.number";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task writes_every_row(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var changed = await database.Write(s => s.ExecuteMany(Insert, [.. Enumerable.Range(0, 5000).Select(i => Row($"{i:0000}", i))]), Ct);

        changed.ShouldBe(5000);
        (await database.Names()).Count.ShouldBe(5000);
        (await database.Number("4321")).ShouldBe(4321);
    }

    [Theory, BothEngines]
    public async Task runs_the_rows_in_order(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await database.Write(s => s.ExecuteMany(Upsert, [Row("a", 1), Row("a", 2), Row("a", 3)]), Ct);

        (await database.Number("a")).ShouldBe(3);
    }

    [Theory, BothEngines]
    public async Task does_nothing_for_no_rows(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        (await database.Write(s => s.ExecuteMany(Insert, []), Ct)).ShouldBe(0);
    }

    [Theory, BothEngines]
    public async Task fails_as_a_whole(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("c");

        await Should.ThrowAsync<DbException>(() => database.Write(s => s.ExecuteMany(Insert, [Row("a", 1), Row("b", 2), Row("c", 3), Row("d", 4)]), Ct));

        (await database.Names()).ShouldBe(["c"]);
    }

    [Theory, BothEngines]
    public async Task refuses_a_row_that_names_other_parameters(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await Should.ThrowAsync<InvalidOperationException>(() => database.Write(s => s.ExecuteMany(Insert, [Row("a", 1), [("number", 2L), ("name", "b")]]), Ct));

        (await database.Names()).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task mixes_null_and_values(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await database.Write(s => s.ExecuteMany(Insert, [Row("a", null), Row("b", 2), Row("c", null)]), Ct);

        (await database.Read(s => s.Query("SELECT name FROM item WHERE number IS NULL ORDER BY name", row => row.GetString(0)), Ct)).ShouldBe(["a", "c"]);
    }

    [Theory, BothEngines]
    public async Task writes_a_table_of_rows(DialectKind engine)
    {
        const string insert = "INSERT INTO item (name, number) SELECT $utf8(r.label), CASE WHEN r.counts THEN r.number END FROM $rows(r, label bytes, number bigint, counts boolean, note text) WHERE r.note IS NULL";
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        static (string, object?)[] Line(string label, long? number, bool counts, string? note = null) =>
            [("label", System.Text.Encoding.UTF8.GetBytes(label)), ("number", number), ("counts", counts), ("note", note)];

        var changed = await database.Write(s => s.ExecuteMany(insert, [Line("a", 1, true), Line("東 'é", null, true), Line("c", 3, false), Line("d", 4, true, "left out")]), Ct);

        changed.ShouldBe(3);
        (await database.Names()).ShouldBe(["a", "c", "東 'é"]);
        (await database.Number("a")).ShouldBe(1);
        (await database.Read(s => s.Query("SELECT name FROM item WHERE number IS NULL AND length(name) < 5 ORDER BY name", row => row.GetString(0)), Ct)).ShouldBe(["c", "東 'é"]);
    }

    [Theory, BothEngines]
    public async Task refuses_a_table_whose_rows_name_other_parameters(DialectKind engine)
    {
        const string insert = "INSERT INTO item (name, number) SELECT r.name, r.number FROM $rows(r, name text, number bigint)";
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        await Should.ThrowAsync<InvalidOperationException>(() => database.Write(s => s.ExecuteMany(insert, [Row("a", 1), [("number", 2L), ("name", "b")]]), Ct));

        (await database.Names()).ShouldBeEmpty();
    }

    static (string, object?)[] Row(string name, long? number) => [("name", name), ("number", number)];
}
