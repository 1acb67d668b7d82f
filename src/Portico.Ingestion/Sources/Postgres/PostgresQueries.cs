using System.Text.Json;
using Npgsql;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Postgres;

/// <summary>The queries on PostgreSQL's catalogs.</summary>
static class PostgresQueries
{
    const string DatabaseList = """
        SELECT d.datname::text, s.description
        FROM pg_database d LEFT JOIN pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_database'::regclass
        WHERE d.datallowconn AND (@all OR d.datname = current_database())
        ORDER BY d.datname
        """;

    public const string Schemas = """
        SELECT n.nspname::text, d.description
        FROM pg_namespace n LEFT JOIN pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_namespace'::regclass
        WHERE n.nspname !~ '^pg_'
        ORDER BY n.nspname
        """;

    /// <summary>All types but row types and arrays of row types, of which every table has one.</summary>
    public const string Types = """
        SELECT t.oid, t.typname::text, t.typtype::text, t.typcategory::text, t.typelem, t.typbasetype, t.typtypmod,
               CASE WHEN t.typtype = 'e' THEN (SELECT max(length(e.enumlabel::text)) FROM pg_enum e WHERE e.enumtypid = t.oid) END
        FROM pg_type t LEFT JOIN pg_type item ON item.oid = t.typelem
        WHERE t.typtype <> 'c' AND (item.oid IS NULL OR item.typtype <> 'c')
        """;

    public const string Relations = """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, d.description,
               CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, true) END,
               p.partstrat::text,
               CASE WHEN p.partrelid IS NOT NULL THEN
                   (SELECT json_agg(a.attname ORDER BY k.position)::text
                    FROM unnest(p.partattrs::int2[]) WITH ORDINALITY k(number, position) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) END
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
        LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND n.nspname !~ '^pg_'
        ORDER BY n.nspname, c.relname
        """;

    /// <summary>A key that a partition inherits, or that points at the partitions beside their table, is not told twice (conparentid).</summary>
    public const string Keys = """
        SELECT con.conrelid, con.contype::text,
               (SELECT json_agg(a.attname ORDER BY k.position)::text
                FROM unnest(con.conkey) WITH ORDINALITY k(number, position) JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.number),
               rn.nspname::text, r.relname::text,
               CASE WHEN con.contype = 'f' THEN
                   (SELECT json_agg(a.attname ORDER BY k.position)::text
                    FROM unnest(con.confkey) WITH ORDINALITY k(number, position) JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.number) END
        FROM pg_constraint con
        JOIN pg_class c ON c.oid = con.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_class r ON r.oid = con.confrelid
        LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE con.contype IN ('p', 'u', 'f') AND con.conparentid = 0 AND NOT c.relispartition AND n.nspname !~ '^pg_'
        ORDER BY con.conrelid, con.conname
        """;

    public const string Policies = """
        SELECT p.polrelid, p.polname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_'
        ORDER BY p.polname
        """;

    /// <summary>What an extension brought is its own affair; the body of a C function is a symbol.</summary>
    public const string Procedures = """
        SELECT n.nspname::text, p.proname::text, p.prokind = 'f', d.description, p.prosrc, pg_get_function_identity_arguments(p.oid)
        FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_language l ON l.oid = p.prolang
        LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
        WHERE p.prokind IN ('f', 'p') AND l.lanname NOT IN ('c', 'internal') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
        ORDER BY n.nspname, p.proname, 6
        """;

    /// <summary>In the order of <see cref="Relations"/>; <c>@only</c>: the tables wanted, or null for all.</summary>
    public const string Columns = """
        SELECT a.attrelid, a.attname::text, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod), a.attnotnull, d.description,
               CASE WHEN @defaults THEN
                   CASE WHEN a.attidentity <> '' THEN 'GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY'
                        WHEN a.attgenerated <> '' THEN 'GENERATED ALWAYS AS (' || (SELECT pg_get_expr(ad.adbin, ad.adrelid) FROM pg_attrdef ad WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum) || ') STORED'
                        WHEN a.atthasdef THEN 'DEFAULT ' || (SELECT pg_get_expr(ad.adbin, ad.adrelid) FROM pg_attrdef ad WHERE ad.adrelid = a.attrelid AND ad.adnum = a.attnum) END END
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition AND n.nspname !~ '^pg_'
          AND (@only::oid[] IS NULL OR c.oid = ANY(@only::oid[]))
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    public static async Task<List<DatabaseItem>> Databases(NpgsqlConnection connection, bool all, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(DatabaseList, connection);
        command.Parameters.Add(new NpgsqlParameter<bool>("all", all));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var databases = new List<DatabaseItem>();
        while (await reader.ReadAsync(ct))
            databases.Add(new DatabaseItem(reader.GetString(0), reader.Text(1)));
        return databases;
    }

    /// <summary>A text that may be null.</summary>
    public static string? Text(this NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>A JSON array of texts; empty for null. As JSON because the driver's arrays cost a short-lived process more than they give.</summary>
    public static string[] Texts(this NpgsqlDataReader reader, int ordinal)
    {
        if (reader.IsDBNull(ordinal))
            return [];
        using var json = JsonDocument.Parse(reader.GetString(ordinal));
        return [.. json.RootElement.EnumerateArray().Select(e => e.GetString()!)];
    }
}
