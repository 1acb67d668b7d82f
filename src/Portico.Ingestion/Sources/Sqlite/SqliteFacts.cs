using Microsoft.Data.Sqlite;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Sqlite;

/// <summary>A table or view as SQLite keeps it.</summary>
sealed record SqliteRelation(string Name, bool IsView, string Sql);

/// <summary>A column as SQLite keeps it. <paramref name="KeyPosition"/>: place in the primary key from 1, 0 for none.</summary>
sealed record SqliteColumn(string Name, string DeclaredType, bool IsNullable, string? Default, int KeyPosition);

/// <summary>What the catalogs of an SQLite file say, each kind of fact read by one query.</summary>
sealed class SqliteFacts(SqliteConnection connection)
{
    /// <summary>SQLite's own tables and those in which a virtual table keeps its data are nobody's business.</summary>
    const string RelationList = """
        SELECT m.name, m.type = 'view', coalesce(m.sql, '') FROM sqlite_master m
        JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main'
        WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND l.type <> 'shadow'
        ORDER BY m.name
        """;

    /// <summary>hidden: 1 is a virtual table's hidden column, 2 and 3 are generated columns.</summary>
    const string ColumnList = """
        SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m, pragma_table_xinfo(m.name) c
        WHERE m.type = @type AND (@name IS NULL OR m.name = @name) AND c.hidden <> 1
        ORDER BY m.name, c.cid
        """;

    const string UniqueList = """
        SELECT m.name, i.name, c.name FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
        WHERE m.type = 'table' AND i.origin = 'u' AND c.name IS NOT NULL
        ORDER BY m.name, i.seq DESC, c.seqno
        """;

    const string ForeignList = """
        SELECT m.name, f.id, f."table", f."from", f."to" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table'
        ORDER BY m.name, f.id DESC, f.seq
        """;

    readonly List<SqliteRelation> _relations = [];
    readonly Dictionary<string, List<SqliteColumn>> _columns = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, List<KeyFact>> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parts that could not be read.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Reads everything; in the order of names.</summary>
    public IReadOnlyList<SqliteRelation> Relations()
    {
        foreach (var row in Query(RelationList, r => new SqliteRelation(r.GetString(0), r.GetBoolean(1), r.GetString(2))))
            _relations.Add(row);
        ReadColumns("table", null);
        try
        {
            ReadColumns("view", null);
        }
        catch (SqliteException)
        {
            // One broken view (its table is gone) fails the query for all: now one by one.
            foreach (var view in _relations.Where(r => r.IsView))
                ReadView(view.Name);
        }
        ReadUniqueKeys();
        ReadForeignKeys();
        return _relations;
    }

    public List<SqliteColumn> Columns(string table) => _columns.TryGetValue(table, out var columns) ? columns : [];

    public IReadOnlyList<KeyFact> Keys(string table, string schema)
    {
        var primary = PrimaryKey(table);
        var keys = _keys.TryGetValue(table, out var known) ? known : [];
        return
        [
            .. keys.Where(k => k.Kind == KeyKind.Unique),
            .. primary.Length > 0 ? [new KeyFact(KeyKind.Primary, primary)] : Array.Empty<KeyFact>(),
            .. keys.Where(k => k.Kind == KeyKind.Foreign).Select(k => k with { Target = k.Target! with { Schema = schema } }),
        ];
    }

    void ReadColumns(string type, string? name)
    {
        foreach (var (table, column) in Query(
            ColumnList,
            r => (r.GetString(0), new SqliteColumn(r.GetString(1), r.GetString(2), r.GetInt32(3) == 0, r.IsDBNull(4) ? null : r.GetString(4), r.GetInt32(5))),
            ("@type", type),
            ("@name", (object?)name ?? DBNull.Value)))
        {
            Of(_columns, table).Add(column);
        }
    }

    void ReadView(string name)
    {
        _columns.Remove(name);
        try
        {
            ReadColumns("view", name);
        }
        catch (SqliteException e)
        {
            Warnings.Add($"The columns of view '{name}' cannot be read: {e.Message}");
        }
    }

    void ReadUniqueKeys()
    {
        foreach (var index in Query(UniqueList, r => (Table: r.GetString(0), Index: r.GetString(1), Column: r.GetString(2))).GroupBy(r => (r.Table, r.Index)))
            Of(_keys, index.Key.Table).Add(new KeyFact(KeyKind.Unique, [.. index.Select(r => r.Column)]));
    }

    void ReadForeignKeys()
    {
        var rows = Query(ForeignList, r => (Table: r.GetString(0), Id: r.GetInt32(1), Target: r.GetString(2), From: r.GetString(3), To: r.IsDBNull(4) ? null : r.GetString(4)));
        foreach (var key in rows.GroupBy(r => (r.Table, r.Id, r.Target)))
        {
            // A reference without columns means the primary key; names are compared without case, and written as they were declared.
            var target = _relations.Find(r => string.Equals(r.Name, key.Key.Target, StringComparison.OrdinalIgnoreCase))?.Name ?? key.Key.Target;
            string[] to = key.Any(r => r.To is null) ? PrimaryKey(target) : [.. key.Select(r => Declared(target, r.To!))];
            if (to.Length == key.Count())
                Of(_keys, key.Key.Table).Add(new KeyFact(KeyKind.Foreign, [.. key.Select(r => Declared(key.Key.Table, r.From))], new KeyTarget("", target, to)));
        }
    }

    string[] PrimaryKey(string table) => [.. Columns(table).Where(c => c.KeyPosition > 0).OrderBy(c => c.KeyPosition).Select(c => c.Name)];

    string Declared(string table, string column) => Columns(table).Find(c => string.Equals(c.Name, column, StringComparison.OrdinalIgnoreCase))?.Name ?? column;

    List<T> Query<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    static List<T> Of<T>(Dictionary<string, List<T>> map, string name)
    {
        if (!map.TryGetValue(name, out var list))
            map[name] = list = [];
        return list;
    }
}
