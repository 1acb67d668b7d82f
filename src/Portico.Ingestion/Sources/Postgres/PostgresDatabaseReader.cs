using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Sources.Postgres;

/// <summary>Reads one database: the small facts at once, the columns as a stream in the order of the tables.</summary>
sealed class PostgresDatabaseReader(NpgsqlConnection connection, string database, Selection selection, string classification)
{
    readonly List<SchemaItem> _schemas = [];
    readonly PostgresTypes _types = new();
    readonly List<Relation> _relations = [];
    readonly Dictionary<uint, List<KeyFact>> _keys = [];
    readonly Dictionary<uint, List<string>> _policies = [];
    readonly List<Procedure> _procedures = [];

    public async IAsyncEnumerable<SourceItem> Read([EnumeratorCancellation] CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await ReadFacts(ct);
        var schemas = _schemas.ConvertAll(schema => (Schema: schema, Wanted: selection.Schema(database, schema.Name)));
        foreach (var (schema, wanted) in schemas)
            yield return wanted ? schema : new LeftOut(EntityKind.Schema, database, schema.Name, null, ByFilter: true);

        var all = _relations.ToLookup(r => r.Schema);
        var names = schemas.Where(s => s.Wanted).Select(s => s.Schema.Name).ToList();
        var wantedRelations = names.SelectMany(name => all[name]).Where(Wanted).ToList();
        foreach (var policy in wantedRelations.SelectMany(r => Policies(r.Oid)).Distinct(StringComparer.Ordinal))
            yield return new TagItem(classification, policy);

        await using var columns = await OpenColumns(wantedRelations, ct);
        var more = await columns.ReadAsync(ct);
        foreach (var schema in names)
        {
            foreach (var relation in all[schema])
            {
                if (!Wanted(relation))
                {
                    yield return new LeftOut(EntityKind.Table, database, schema, relation.Name, ByFilter: Included(relation));
                    continue;
                }
                var own = new List<ColumnFact>();
                for (; more && columns.GetFieldValue<uint>(0) == relation.Oid; more = await columns.ReadAsync(ct))
                    own.Add(Column(columns));
                yield return Table(relation, own);
            }
            foreach (var procedure in Named(schema))
                yield return procedure;
            yield return new SchemaEnd(database, schema);
        }
    }

    async Task ReadFacts(CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        string[] queries =
        [
            PostgresQueries.Schemas, PostgresQueries.Types, PostgresQueries.Relations, PostgresQueries.Keys,
            .. selection.Options.Tags ? [PostgresQueries.Policies] : Array.Empty<string>(),
            .. selection.Options.Procedures ? [PostgresQueries.Procedures] : Array.Empty<string>(),
        ];
        foreach (var query in queries)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(query));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await Each(reader, r => _schemas.Add(new SchemaItem(database, r.GetString(0), r.Text(1))), ct);
        await Each(reader, r => _types.Add(
            r.GetFieldValue<uint>(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetFieldValue<uint>(4), r.GetFieldValue<uint>(5), r.GetInt32(6), r.IsDBNull(7) ? null : r.GetInt32(7)), ct);
        await Each(reader, r => _relations.Add(new Relation(
            r.GetFieldValue<uint>(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Text(4), r.Text(5), r.Text(6), r.Texts(7))), ct);
        await Each(reader, r => Of(_keys, r.GetFieldValue<uint>(0)).Add(Key(r)), ct);
        if (selection.Options.Tags)
            await Each(reader, r => Of(_policies, r.GetFieldValue<uint>(0)).Add(r.GetString(1)), ct);
        if (selection.Options.Procedures)
            await Each(reader, r => _procedures.Add(new Procedure(r.GetString(0), r.GetString(1), r.GetBoolean(2), r.Text(3), r.Text(4) ?? "", r.GetString(5))), ct);
    }

    static async Task Each(NpgsqlDataReader reader, Action<NpgsqlDataReader> row, CancellationToken ct)
    {
        while (await reader.ReadAsync(ct))
            row(reader);
        await reader.NextResultAsync(ct);
    }

    async Task<NpgsqlDataReader> OpenColumns(List<Relation> wanted, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PostgresQueries.Columns, connection);
        command.Parameters.Add(new NpgsqlParameter<bool>("defaults", selection.Options.Ddl));
        command.Parameters.Add(new NpgsqlParameter("only", NpgsqlTypes.NpgsqlDbType.Text)
        {
            Value = wanted.Count == _relations.Count ? DBNull.Value : $"{{{string.Join(',', wanted.Select(r => r.Oid))}}}",
        });
        return await command.ExecuteReaderAsync(ct);
    }

    TableItem Table(Relation relation, List<ColumnFact> columns)
    {
        var keys = _keys.TryGetValue(relation.Oid, out var known) ? known : [];
        return new TableItem
        {
            Database = database,
            Schema = relation.Schema,
            Name = relation.Name,
            Type = relation.Kind switch { "v" => "View", "m" => "MaterializedView", "p" => "Partitioned", "f" => "Foreign", _ => "Regular" },
            Description = relation.Description,
            Columns = columns,
            Keys = keys,
            // The client's words, for materialized views too.
            Definition = relation.Definition is { } query ? $"create view {relation.Schema}.{relation.Name} as {query}" : selection.Options.Ddl ? PostgresDdl.Of(relation.Schema, relation.Name, columns, keys) : null,
            Partitions = [.. relation.PartitionColumns.Select(c => new PartitionFact(c, relation.Strategy == "r" ? "TIME-UNIT" : "COLUMN-VALUE"))],
            Tags = [.. Policies(relation.Oid).Select(policy => $"{classification}.{policy}")],
        };
    }

    ColumnFact Column(NpgsqlDataReader row) => new(
        row.GetString(1), _types.Map(row.GetFieldValue<uint>(2), row.GetInt32(3), row.GetString(4)), !row.GetBoolean(5), row.Text(6), row.Text(7));

    static KeyFact Key(NpgsqlDataReader row) => row.GetString(1) switch
    {
        "p" => new KeyFact(KeyKind.Primary, row.Texts(2)),
        "u" => new KeyFact(KeyKind.Unique, row.Texts(2)),
        _ => new KeyFact(KeyKind.Foreign, row.Texts(2), new KeyTarget(row.GetString(3), row.GetString(4), row.Texts(5))),
    };

    bool Wanted(Relation relation) => Included(relation) && selection.Table(database, relation.Schema, relation.Name);

    bool Included(Relation relation) => relation.Kind is "v" or "m" ? selection.Options.Views : selection.Options.Tables;

    List<string> Policies(uint oid) => _policies.TryGetValue(oid, out var policies) ? policies : [];

    /// <summary>An entity needs a name of its own: overloads carry their arguments in it.</summary>
    IEnumerable<SourceItem> Named(string schema) => _procedures.Where(p => p.Schema == schema).GroupBy(p => p.Name, StringComparer.Ordinal).SelectMany(same =>
        same.Select(SourceItem (p) => selection.Procedure(database, schema, p.Name)
            ? new ProcedureItem(database, schema, same.Count() == 1 ? p.Name : $"{p.Name}({p.Arguments})", p.IsFunction, p.Description, p.Code)
            : new LeftOut(EntityKind.Procedure, database, schema, p.Name, ByFilter: true)));

    static List<T> Of<T>(Dictionary<uint, List<T>> map, uint oid)
    {
        if (!map.TryGetValue(oid, out var list))
            map[oid] = list = [];
        return list;
    }

    sealed record Relation(
        uint Oid, string Schema, string Name, string Kind, string? Description, string? Definition, string? Strategy, string[] PartitionColumns);

    sealed record Procedure(string Schema, string Name, bool IsFunction, string? Description, string Code, string Arguments);
}
