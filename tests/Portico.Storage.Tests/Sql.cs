namespace Portico.Storage.Tests;

/// <summary>The statements that many tests share.</summary>
static class Sql
{
    const string AddItem = "INSERT INTO item (name, number) VALUES (@name, @number)";
    const string SetItem = "UPDATE item SET number = @number WHERE name = @name";
    const string GetItem = "SELECT number FROM item WHERE name = @name";
    const string AllNames = "SELECT name FROM item ORDER BY name";

    public static Task<int> Add(this Session session, string name, long number = 0) => session.Execute(AddItem, ("name", name), ("number", number));

    public static Task<int> Set(this Session session, string name, long number) => session.Execute(SetItem, ("name", name), ("number", number));

    public static Task<long?> Number(this Session session, string name) => session.QueryFirst(GetItem, row => (long?)row.GetInt64(0), ("name", name));

    public static Task<IReadOnlyList<string>> Names(this Session session) => session.Query(AllNames, row => row.GetString(0));

    public static Task<int> Add(this Database database, string name, long number = 0) => database.Write(s => s.Add(name, number), TestContext.Current.CancellationToken);

    public static Task<long?> Number(this Database database, string name) => database.Read(s => s.Number(name), TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<string>> Names(this Database database) => database.Read(s => s.Names(), TestContext.Current.CancellationToken);
}
