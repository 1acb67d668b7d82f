using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Sqlite;

/// <summary>Declared types of SQLite, which may be anything, in OpenMetadata's words: by name, else by SQLite's own affinity rules (sqlite.org/datatype3.html, 3.1).</summary>
static class SqliteTypes
{
    public static ColumnType Map(string declared)
    {
        var text = declared.Trim();
        if (text.Length == 0)
            return new ColumnType("UNKNOWN", null);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).Trim().ToUpperInvariant();
        var arguments = open < 0 ? [] : Arguments(text[(open + 1)..]);
        var dataType = Word(name) ?? Affinity(name);
        return dataType switch
        {
            "CHAR" or "VARCHAR" or "BINARY" or "VARBINARY" => new ColumnType(dataType, text, arguments is [> 0, ..] ? arguments[0] : 1),
            "NUMERIC" or "DECIMAL" when arguments.Length > 0 => new ColumnType(dataType, text, 1, arguments[0], arguments.Length > 1 ? arguments[1] : 0),
            _ => new ColumnType(dataType, text),
        };
    }

    static string? Word(string name) => name switch
    {
        "INT" or "INTEGER" or "MEDIUMINT" or "INT4" => "INT",
        "BIGINT" or "INT8" or "UNSIGNED BIG INT" => "BIGINT",
        "SMALLINT" or "INT2" => "SMALLINT",
        "TINYINT" => "TINYINT",
        "CHAR" or "NCHAR" or "CHARACTER" or "NATIVE CHARACTER" => "CHAR",
        "VARCHAR" or "NVARCHAR" or "CHARACTER VARYING" or "VARYING CHARACTER" or "VARCHAR2" => "VARCHAR",
        "TEXT" or "STRING" => "TEXT",
        "CLOB" => "CLOB",
        "BLOB" => "BLOB",
        "BINARY" => "BINARY",
        "VARBINARY" => "VARBINARY",
        "REAL" or "FLOAT" => "FLOAT",
        "DOUBLE" or "DOUBLE PRECISION" => "DOUBLE",
        "NUMERIC" => "NUMERIC",
        "DECIMAL" => "DECIMAL",
        "MONEY" => "MONEY",
        "BOOLEAN" or "BOOL" => "BOOLEAN",
        "DATE" => "DATE",
        "DATETIME" => "DATETIME",
        "TIMESTAMP" => "TIMESTAMP",
        "TIME" => "TIME",
        "JSON" or "JSONB" => "JSON",
        "UUID" or "GUID" => "UUID",
        "ANY" => "VARIANT",
        _ => null,
    };

    static string Affinity(string name) =>
        name.Contains("INT", StringComparison.Ordinal) ? "INT"
        : name.Contains("CHAR", StringComparison.Ordinal) || name.Contains("CLOB", StringComparison.Ordinal) || name.Contains("TEXT", StringComparison.Ordinal) ? "TEXT"
        : name.Contains("BLOB", StringComparison.Ordinal) ? "BLOB"
        : name.Contains("REAL", StringComparison.Ordinal) || name.Contains("FLOA", StringComparison.Ordinal) || name.Contains("DOUB", StringComparison.Ordinal) ? "DOUBLE"
        : "NUMERIC";

    static int[] Arguments(string text) =>
        [.. text.TrimEnd(')', ' ').Split(',').Select(part => int.TryParse(part.Trim(), out var number) ? number : -1).TakeWhile(number => number >= 0)];
}
