using Portico.Ingestion.Catalog;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Sources;

/// <summary>What of a source a workflow wants: a name must pass the filter of the connection and that of the workflow.</summary>
sealed class Selection(string service, SourceConnection connection, MetadataOptions options)
{
    public MetadataOptions Options => options;

    public bool Database(string database) => Passes(connection.Databases, options.DatabaseFilter, database, Fqn.Of(service, database));

    public bool Schema(string database, string schema) => Passes(connection.Schemas, options.SchemaFilter, schema, Fqn.Of(service, database, schema));

    public bool Table(string database, string schema, string table) =>
        Passes(connection.Tables, options.TableFilter, table, Fqn.Of(service, database, schema, table));

    public bool Procedure(string database, string schema, string procedure) =>
        Passes(FilterPattern.All, options.ProcedureFilter, procedure, Fqn.Of(service, database, schema, procedure));

    bool Passes(FilterPattern own, FilterPattern asked, string name, Fqn fqn) =>
        own.Passes(name) && asked.Passes(options.FilterByFqn ? fqn.ToString() : name);
}
