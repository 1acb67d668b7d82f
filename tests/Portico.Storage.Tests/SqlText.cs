using System.Text;

namespace Portico.Storage.Tests;

/// <summary>What one SQL text means on both engines.</summary>
public sealed class SqlText
{
    static readonly string[] s_texts = ["", "0", "A", "Z", "_", "a", "z", "ß", "Ä", "é", "東", "\uFFFD", "😀", "a b", "a_b", "aB", "ab", "'", "\"", "\\", "%", "\n"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task sorts_and_compares_text_by_code_point(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Write(s => s.ExecuteMany("INSERT INTO item (name) VALUES (@name)", [.. s_texts.Select(t => new (string, object?)[] { ("name", t) })]), Ct);
        var sorted = s_texts.OrderBy(t => Convert.ToHexString(Encoding.UTF8.GetBytes(t)), StringComparer.Ordinal).ToArray();

        (await database.Names()).ShouldBe(sorted);
        (await database.Read(s => s.Query("SELECT name FROM item WHERE name > @after ORDER BY name", row => row.GetString(0), ("after", "a")), Ct))
            .ShouldBe(sorted[(Array.IndexOf(sorted, "a") + 1)..]);
        (await database.Read(s => s.QueryFirst("SELECT max(name) FROM item", row => row.GetString(0)), Ct)).ShouldBe(sorted[^1]);
    }

    [Theory, BothEngines]
    public async Task sees_case_in_like_as_in_equality(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("table");
        await database.Add("Table");

        (await database.Read(s => s.Query("SELECT name FROM item WHERE name LIKE @pattern", row => row.GetString(0), ("pattern", "t%")), Ct)).ShouldBe(["table"]);
        (await database.Write(s => s.Execute("DELETE FROM item WHERE name LIKE @pattern", ("pattern", "TA%")), Ct)).ShouldBe(0);
    }

    [Theory, BothEngines]
    public async Task finds_any_of_many_texts(DialectKind engine)
    {
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        foreach (var text in s_texts)
            await database.Add(text);

        (await Any(database, s_texts)).ShouldBe(s_texts, ignoreOrder: true);
        (await Any(database, ["nobody", "é", "'", "a"])).ShouldBe(["a", "é", "'"], ignoreOrder: true);
        (await Any(database, [])).ShouldBeEmpty();
        (await Any(database, [.. Enumerable.Range(0, 10_000).Select(i => $"n{i}"), "東"])).ShouldBe(["東"]);
    }

    [Theory, BothEngines]
    public async Task finds_any_of_many_numbers(DialectKind engine)
    {
        const string sql = "SELECT name FROM item WHERE $any(number, @numbers) OR $any((number + 0), @more) ORDER BY name";
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;
        await database.Add("a", 1);
        await database.Add("b", long.MinValue);
        await database.Add("c", 3);

        (await database.Read(s => s.Query(sql, row => row.GetString(0), ("numbers", new long[] { 1, 2 }), ("more", new[] { long.MinValue })), Ct)).ShouldBe(["a", "b"]);
        (await database.Read(s => s.Query(sql, row => row.GetString(0), ("numbers", Array.Empty<long>()), ("more", Array.Empty<long>())), Ct)).ShouldBeEmpty();
    }

    [Theory, BothEngines]
    public async Task numbers_the_rows_of_an_identity_upwards(DialectKind engine)
    {
        const string insert = "INSERT INTO entry (name) VALUES (@name) RETURNING id";
        var (store, database) = await Store.Opened(engine);
        await using var _ = store;

        var first = await database.Write(s => s.QueryFirst(insert, row => row.GetInt64(0), ("name", "a")), Ct);
        await database.Write(s => s.Execute("DELETE FROM entry"), Ct);
        var second = await database.Write(s => s.QueryFirst(insert, row => row.GetInt64(0), ("name", "b")), Ct);

        second.ShouldBeGreaterThan(first);
    }

    static Task<IReadOnlyList<string>> Any(Database database, string[] names) =>
        database.Read(s => s.Query("SELECT name FROM item WHERE $any(name, @names)", row => row.GetString(0), ("names", names)), Ct);
}
