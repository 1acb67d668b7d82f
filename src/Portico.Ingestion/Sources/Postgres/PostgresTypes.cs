using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Postgres;

/// <summary>
/// PostgreSQL's types in OpenMetadata's words, as its client maps them: an enum is a VARCHAR as long as its longest label, timestamps are TIMESTAMP with and without zone.
/// A domain is its base type (the client's 1.13 says NULL here, earlier ones the base type).
/// </summary>
sealed class PostgresTypes
{
    const int VarHeader = 4;

    readonly Dictionary<uint, Entry> _types = [];

    public void Add(uint oid, string name, string kind, string category, uint item, uint baseType, int baseModifier, int? longestLabel) =>
        _types[oid] = new Entry(name, kind, category, item, baseType, baseModifier, longestLabel);

    public ColumnType Map(uint oid, int modifier, string display)
    {
        if (!_types.TryGetValue(oid, out var type))
            return new ColumnType("STRUCT", display);
        for (var depth = 0; type.Kind == "d" && depth < 32 && _types.TryGetValue(type.BaseType, out var below); depth++)
            (modifier, type) = (type.BaseModifier, below);
        if (type is { Category: "A", Item: not 0 })
            return new ColumnType("ARRAY", display, ItemType: Map(type.Item, modifier, display) is { DataType: not "ARRAY" } item ? item.DataType : "UNKNOWN");
        if (type.Kind == "e")
            return new ColumnType("VARCHAR", display, Math.Max(1, type.LongestLabel ?? 1));
        var dataType = Word(type.Name);
        return dataType switch
        {
            "CHAR" or "VARCHAR" => new ColumnType(dataType, display, modifier > VarHeader ? modifier - VarHeader : type.Name == "name" ? 63 : 1),
            "NUMERIC" when modifier >= VarHeader => Numeric(modifier - VarHeader, display),
            _ => new ColumnType(dataType, display),
        };
    }

    /// <summary>numeric keeps the precision in the upper half and the scale, which may be negative, in the lower 11 bits.</summary>
    static ColumnType Numeric(int modifier, string display) =>
        new("NUMERIC", display, 1, modifier >> 16 & 0xffff, ((modifier & 0x7ff) ^ 1024) - 1024);

    static string Word(string name) => name switch
    {
        "int8" => "BIGINT",
        "int4" => "INT",
        "int2" => "SMALLINT",
        "float4" => "FLOAT",
        "float8" => "DOUBLE",
        "numeric" => "NUMERIC",
        "money" => "MONEY",
        "bool" => "BOOLEAN",
        "bpchar" or "char" => "CHAR",
        "varchar" or "name" => "VARCHAR",
        "text" or "citext" => "TEXT",
        "uuid" => "UUID",
        "date" => "DATE",
        "timestamp" or "timestamptz" => "TIMESTAMP",
        "time" or "timetz" => "TIME",
        "interval" => "INTERVAL",
        "json" or "jsonb" => "JSON",
        "bytea" => "BYTEA",
        "inet" => "INET",
        "cidr" => "CIDR",
        "macaddr" or "macaddr8" => "MACADDR",
        "bit" or "varbit" => "BIT",
        "xml" => "XML",
        "tsvector" => "TSVECTOR",
        "tsquery" => "TSQUERY",
        "pg_lsn" => "PG_LSN",
        "pg_snapshot" => "PG_SNAPSHOT",
        "txid_snapshot" => "TXID_SNAPSHOT",
        "point" or "line" or "lseg" or "box" or "path" or "polygon" or "circle" or "geometry" => "GEOMETRY",
        "geography" => "GEOGRAPHY",
        "hstore" => "MAP",
        "oid" or "xid" or "cid" => "UINT",
        _ => "UNKNOWN",
    };

    sealed record Entry(string Name, string Kind, string Category, uint Item, uint BaseType, int BaseModifier, int? LongestLabel);
}
