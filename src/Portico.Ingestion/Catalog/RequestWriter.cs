using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portico.Ingestion.Model;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// Writes OpenMetadata 1.13's create requests as its client does: keys of one column are constraints of the column, keys of several and foreign keys are table constraints; a column of
/// a composite primary key has no constraint of its own. <c>sourceHash</c>: 32 hex digits over the request without it.
/// </summary>
sealed class RequestWriter(string service)
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request for an item; <c>null</c> for items that are none.</summary>
    public EntityRequest? Write(SourceItem item) => item switch
    {
        DatabaseItem d => Entity(EntityKind.Database, Fqn.Of(service), d.Name, d.Description, json => json.WriteString("service", Fqn.Of(service).ToString())),
        SchemaItem s => Entity(EntityKind.Schema, Fqn.Of(service, s.Database), s.Name, s.Description, json => json.WriteString("database", Fqn.Of(service, s.Database).ToString())),
        TableItem t => Table(t, foreignKeys: true),
        ProcedureItem p => Entity(EntityKind.Procedure, Fqn.Of(service, p.Database, p.Schema), p.Name, p.Description, json => Procedure(json, p, service)),
        _ => null,
    };

    EntityRequest Table(TableItem table, bool foreignKeys)
    {
        var schema = Fqn.Of(service, table.Database, table.Schema);
        var keys = foreignKeys ? table.Keys : [.. table.Keys.Where(k => k.Kind != KeyKind.Foreign)];
        var request = Entity(EntityKind.Table, schema, table.Name, table.Description, json => Table(json, table, keys, schema));
        return keys.Any(k => k.Kind == KeyKind.Foreign) ? request with { WithoutForeignKeys = () => Table(table, foreignKeys: false) } : request;
    }

    static EntityRequest Entity(EntityKind kind, Fqn parent, string name, string? description, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        var safe = Fqn.EntityName(name);
        json.WriteString("name", safe);
        if (safe != name)
            json.WriteString("displayName", name);
        if (!string.IsNullOrWhiteSpace(description))
            json.WriteString("description", description);
        rest(json);
        json.Flush();
        var hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 16));
        json.WriteString("sourceHash", hash);
        json.WriteEndObject();
        json.Flush();
        return new EntityRequest(kind, parent.Child(name), parent, buffer.WrittenMemory, hash);
    }

    void Table(Utf8JsonWriter json, TableItem table, IReadOnlyList<KeyFact> keys, Fqn schema)
    {
        json.WriteString("tableType", table.Type);
        json.WriteStartArray("columns");
        foreach (var column in table.Columns)
            Column(json, column, Constraint(column, keys, table.Type));
        json.WriteEndArray();
        json.WriteStartArray("tableConstraints");
        foreach (var key in keys.Where(k => k.Kind == KeyKind.Foreign || k.Columns.Count > 1))
            Key(json, key, keys, table.Database);
        json.WriteEndArray();
        if (table.Partitions.Count > 0)
            Partition(json, table.Partitions);
        json.WriteString("databaseSchema", schema.ToString());
        if (table.Definition is { } definition)
            json.WriteString("schemaDefinition", definition);
        if (table.Tags.Count > 0)
            Tags(json, table.Tags);
    }

    static void Column(Utf8JsonWriter json, ColumnFact column, string? constraint)
    {
        var safe = Fqn.EntityName(column.Name);
        json.WriteStartObject();
        json.WriteString("name", safe);
        if (safe != column.Name)
            json.WriteString("displayName", column.Name);
        json.WriteString("dataType", column.Type.DataType);
        if (column.Type.ItemType is { } item)
            json.WriteString("arrayDataType", item);
        json.WriteNumber("dataLength", column.Type.Length);
        if (column.Type.Precision is { } precision)
            json.WriteNumber("precision", precision);
        if (column.Type.Scale is { } scale)
            json.WriteNumber("scale", scale);
        if (column.Type.Display is { } display)
            json.WriteString("dataTypeDisplay", display);
        if (!string.IsNullOrWhiteSpace(column.Description))
            json.WriteString("description", column.Description);
        if (constraint is not null)
            json.WriteString("constraint", constraint);
        json.WriteEndObject();
    }

    static string? Constraint(ColumnFact column, IReadOnlyList<KeyFact> keys, string tableType)
    {
        if (tableType is not ("View" or "MaterializedView"))
        {
            var primary = keys.FirstOrDefault(k => k.Kind == KeyKind.Primary)?.Columns;
            if (primary?.Contains(column.Name) == true)
                return primary.Count == 1 ? "PRIMARY_KEY" : null;
            if (keys.Any(k => k.Kind == KeyKind.Unique && k.Columns.Count == 1 && k.Columns[0] == column.Name))
                return "UNIQUE";
        }
        return column.IsNullable ? "NULL" : "NOT_NULL";
    }

    void Key(Utf8JsonWriter json, KeyFact key, IReadOnlyList<KeyFact> keys, string database)
    {
        json.WriteStartObject();
        json.WriteString("constraintType", key.Kind switch { KeyKind.Primary => "PRIMARY_KEY", KeyKind.Unique => "UNIQUE", _ => "FOREIGN_KEY" });
        json.WriteStartArray("columns");
        foreach (var column in key.Columns)
            json.WriteStringValue(Fqn.EntityName(column));
        json.WriteEndArray();
        if (key.Target is { } target)
        {
            var table = Fqn.Of(service, database, target.Schema, target.Table);
            json.WriteStartArray("referredColumns");
            foreach (var column in target.Columns)
                json.WriteStringValue(table.Child(column).ToString());
            json.WriteEndArray();
            // What is referred to is a key there; whether it is referred to once depends on a key here.
            var once = keys.Any(k => k.Kind != KeyKind.Foreign && k.Columns.Count <= key.Columns.Count && k.Columns.All(key.Columns.Contains));
            json.WriteString("relationshipType", once ? "ONE_TO_ONE" : "MANY_TO_ONE");
        }
        json.WriteEndObject();
    }

    static void Partition(Utf8JsonWriter json, IReadOnlyList<PartitionFact> partitions)
    {
        json.WriteStartObject("tablePartition");
        json.WriteStartArray("columns");
        foreach (var partition in partitions)
        {
            json.WriteStartObject();
            json.WriteString("columnName", Fqn.EntityName(partition.Column));
            json.WriteString("intervalType", partition.Interval);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Tags(Utf8JsonWriter json, IReadOnlyList<string> tags)
    {
        json.WriteStartArray("tags");
        foreach (var tag in tags)
        {
            json.WriteStartObject();
            json.WriteString("tagFQN", tag);
            json.WriteString("source", "Classification");
            json.WriteString("labelType", "Automated");
            json.WriteString("state", "Suggested");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Procedure(Utf8JsonWriter json, ProcedureItem procedure, string service)
    {
        json.WriteStartObject("storedProcedureCode");
        json.WriteString("code", procedure.Code);
        json.WriteEndObject();
        json.WriteString("storedProcedureType", procedure.IsFunction ? "Function" : "StoredProcedure");
        json.WriteString("databaseSchema", Fqn.Of(service, procedure.Database, procedure.Schema).ToString());
    }
}
