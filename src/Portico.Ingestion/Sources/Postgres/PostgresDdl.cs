using System.Text;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Postgres;

/// <summary>The statement that makes a table, from the facts that were read: for people, with names, types, defaults and keys.</summary>
static class PostgresDdl
{
    public static string Of(string schema, string table, List<ColumnFact> columns, IReadOnlyList<KeyFact> keys)
    {
        var lines = columns.Select(c => $"    {Quote(c.Name)} {c.Type.Display}{(c.Default is null ? "" : $" {c.Default}")}{(c.IsNullable ? "" : " NOT NULL")}")
            .Concat(keys.Select(key => $"    {Key(key)}"));
        return new StringBuilder($"CREATE TABLE {Quote(schema)}.{Quote(table)} (\n").AppendJoin(",\n", lines).Append("\n);").ToString();
    }

    static string Key(KeyFact key) => key switch
    {
        { Kind: KeyKind.Primary } => $"PRIMARY KEY ({List(key.Columns)})",
        { Kind: KeyKind.Foreign, Target: { } to } => $"FOREIGN KEY ({List(key.Columns)}) REFERENCES {Quote(to.Schema)}.{Quote(to.Table)} ({List(to.Columns)})",
        _ => $"UNIQUE ({List(key.Columns)})",
    };

    static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    static string Quote(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
