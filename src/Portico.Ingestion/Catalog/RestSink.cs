using System.Net;
using Portico.Ingestion.Model;
using Portico.Ingestion.Running;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// The sink <c>metadata-rest</c>. Compares what the source tells with what the catalog has (<see cref="KnownChildren"/>), writes what is new or changed by
/// <c>PUT /{collection}/bulk</c>, parents first, and soft-deletes what is gone. States: tables are only sent when their schemas are written; what is gone is only
/// known at the end of its parent.
/// </summary>
sealed class RestSink : IAsyncDisposable
{
    readonly CatalogClient _catalog;
    readonly SourceSettings _source;
    readonly RunStatus _status;
    readonly IRunListener _listener;
    readonly BulkWriter _bulk;
    readonly TagWriter _tags;
    readonly bool _serviceIsNew;
    readonly Fqn _service;
    readonly Dictionary<string, KnownChildren> _schemas = new(StringComparer.Ordinal);
    KnownChildren? _databases;
    (string Parent, KnownChildren Tables, KnownChildren? Procedures)? _current;

    public RestSink(CatalogClient catalog, Workflow workflow, bool serviceIsNew, RunStatus status, IRunListener listener)
    {
        (_catalog, _source, _status, _listener, _serviceIsNew) = (catalog, workflow.Source, status, listener, serviceIsNew);
        _service = Fqn.Of(_source.ServiceName);
        _bulk = new BulkWriter(catalog, workflow.Sink, _source.Options.Override, status, listener);
        _tags = new TagWriter(catalog, Warn);
    }

    /// <summary>Takes an item of the source, with its request where it has one.</summary>
    public async Task Take(SourceItem item, EntityRequest? request, CancellationToken ct)
    {
        switch (item)
        {
            case DatabaseItem or SchemaItem or TableItem or ProcedureItem:
                await Compare(request!, await Known(request!, ct), ct);
                break;
            case LeftOut left:
                await Spare(left, ct);
                break;
            case TagItem tag:
                await _tags.Write(tag, ct);
                break;
            case SchemaEnd end:
                await EndSchema(end, ct);
                break;
            case DatabaseEnd end:
                await _bulk.Settle(ct);
                if (_source.Options.MarkDeletedSchemas)
                    await Delete(EntityKind.Schema, await Schemas(Fqn.Of(_source.ServiceName, end.Database), ct), ct);
                break;
            case SourceEnd:
                await _bulk.Settle(ct);
                if (_source.Options.MarkDeletedDatabases)
                    await Delete(EntityKind.Database, await Databases(ct), ct);
                break;
            case SourceWarning warning:
                Warn(warning.Message);
                break;
        }
    }

    public ValueTask DisposeAsync() => _bulk.DisposeAsync();

    async Task Compare(EntityRequest request, KnownChildren known, CancellationToken ct)
    {
        var change = known.See(request);
        if (change == Change.None)
            _status.Add(request.Kind, Outcome.Unchanged);
        else
            await _bulk.Add(request, change, ct);
    }

    /// <summary>The brothers and sisters of an entity that the catalog has; listed once, and not at all below a parent that is new.</summary>
    async Task<KnownChildren> Known(EntityRequest request, CancellationToken ct)
    {
        switch (request.Kind)
        {
            case EntityKind.Database:
                return await Databases(ct);
            case EntityKind.Schema:
                return await Schemas(request.Parent, ct);
            case EntityKind.Table:
                await Enter(request.Parent, ct);
                return _current!.Value.Tables;
            default:
                return await Procedures(request.Parent, ct);
        }
    }

    async Task<KnownChildren> Databases(CancellationToken ct) => _databases ??= await Children(EntityKind.Database, _service, !_serviceIsNew, ct);

    async Task<KnownChildren> Schemas(Fqn database, CancellationToken ct)
    {
        if (!_schemas.TryGetValue(database.ToString(), out var schemas))
            _schemas[database.ToString()] = schemas = await Children(EntityKind.Schema, database, (await Databases(ct)).Has(database), ct);
        return schemas;
    }

    async Task Enter(Fqn schema, CancellationToken ct)
    {
        if (_current?.Parent != schema.ToString())
            _current = (schema.ToString(), await Children(EntityKind.Table, schema, IsKnown(schema), ct), null);
    }

    async Task<KnownChildren> Procedures(Fqn schema, CancellationToken ct)
    {
        await Enter(schema, ct);
        var current = _current!.Value;
        if (current.Procedures is null)
            _current = current = current with { Procedures = await Children(EntityKind.Procedure, schema, IsKnown(schema), ct) };
        return current.Procedures!;
    }

    bool IsKnown(Fqn schema) => _schemas.Values.Any(known => known.Has(schema));

    async Task<KnownChildren> Children(EntityKind kind, Fqn parent, bool parentIsKnown, CancellationToken ct) =>
        parentIsKnown ? await KnownChildren.Load(_catalog, kind, parent, ct) : KnownChildren.None();

    async Task Spare(LeftOut left, CancellationToken ct)
    {
        if (left.ByFilter)
            _status.Add(left.Kind, Outcome.Filtered);
        var service = _source.ServiceName;
        switch (left.Kind)
        {
            case EntityKind.Database:
                (await Databases(ct)).Spare(Fqn.Of(service, left.Database));
                break;
            case EntityKind.Schema:
                (await Schemas(Fqn.Of(service, left.Database), ct)).Spare(Fqn.Of(service, left.Database, left.Schema!));
                break;
            case EntityKind.Table:
                var schema = Fqn.Of(service, left.Database, left.Schema!);
                await Enter(schema, ct);
                _current!.Value.Tables.Spare(schema.Child(left.Name!));
                break;
            default:
                var parent = Fqn.Of(service, left.Database, left.Schema!);
                (await Procedures(parent, ct)).Spare(parent.Child(left.Name!));
                break;
        }
    }

    async Task EndSchema(SchemaEnd end, CancellationToken ct)
    {
        var schema = Fqn.Of(_source.ServiceName, end.Database, end.Schema);
        await Enter(schema, ct);
        if (_source.Options.MarkDeletedTables)
            await Delete(EntityKind.Table, _current!.Value.Tables, ct);
        if (_source is { Options: { Procedures: true, MarkDeletedProcedures: true }, Type: not "sqlite" })
            await Delete(EntityKind.Procedure, await Procedures(schema, ct), ct);
    }

    async Task Delete(EntityKind kind, KnownChildren known, CancellationToken ct)
    {
        foreach (var (id, fqn) in known.Gone.ToList())
        {
            var answer = await _catalog.Send(HttpMethod.Delete, $"{Collections.Path(kind)}/{id}?recursive=true&hardDelete=false", null, Patience.Running, ct);
            // 404: gone already, perhaps by a try whose answer was lost.
            if (answer.IsSuccess || answer.Status == HttpStatusCode.NotFound)
            {
                _status.Add(kind, Outcome.Deleted);
                continue;
            }
            _status.Fail(kind, fqn, answer.Message());
            _listener.Failed(kind, fqn, $"{Errors.EntityRefused}: {fqn} cannot be marked as deleted: {answer.Message()}.");
        }
    }

    void Warn(string message)
    {
        _status.Warn();
        _listener.Warned($"{Errors.Warning}: {message}");
    }
}
