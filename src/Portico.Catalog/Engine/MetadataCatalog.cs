using System.Text.Json;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Storage;

namespace Portico.Catalog.Engine;

/// <summary>
/// The catalog: one engine for every declared entity type. Every operation names its acting <see cref="Subject"/> and is authorized here, whether it comes over HTTP
/// or in process; expected failures are <see cref="Refusal"/>s. Safe for use by many threads.
/// </summary>
public sealed partial class MetadataCatalog
{
    /// <summary>The tables of the catalog.</summary>
    public static MigrationSet Migrations { get; } = new("catalog", typeof(MetadataCatalog).Assembly, "Portico.Catalog.Migrations");

    /// <summary>Uses a database that was opened with <see cref="Migrations"/>.</summary>
    public MetadataCatalog(Database database, Authorizer authorizer, SearchIndex search, CatalogOptions options) => throw new NotSupportedException();

    /// <summary>One entity. 404 when there is none that <see cref="ReadOptions.Include"/> lets see.</summary>
    public Task<Result<Document>> Get(Subject subject, string type, EntityKey key, ReadOptions options, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>A page of entities of one type.</summary>
    public Task<Result<Page>> List(Subject subject, string type, ListQuery query, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Every version of an entity, newest first.</summary>
    public Task<Result<IReadOnlyList<Document>>> Versions(Subject subject, string type, EntityKey key, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>One version of an entity, by its number such as <c>0.1</c>.</summary>
    public Task<Result<Document>> Version(Subject subject, string type, EntityKey key, string version, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>POST: a new entity from a create request; 409 when the name is taken.</summary>
    public Task<Result<Change>> Create(Subject subject, string type, JsonElement request, string? hrefBase, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>PUT: a new entity from a create request, or the existing one brought up to it, by OpenMetadata's rules of what such a request overwrites.</summary>
    public Task<Result<Change>> Put(Subject subject, string type, JsonElement request, string? hrefBase, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Applies a JSON Patch (RFC 6902).</summary>
    public Task<Result<Change>> Patch(Subject subject, string type, EntityKey key, JsonElement patch, PatchOptions options, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Marks as deleted, or removes for good; with what it contains when <paramref name="recursive"/>, otherwise 400 when it contains anything.</summary>
    public Task<Result<Change>> Delete(Subject subject, string type, EntityKey key, bool hard, bool recursive, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Takes a soft deletion back, with what was deleted along.</summary>
    public Task<Result<Change>> Restore(Subject subject, string type, Guid id, string? hrefBase, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>PUT for many create requests: good rows are written, the others are reported.</summary>
    public Task<Result<BulkResult>> BulkPut(Subject subject, string type, JsonElement requests, bool overrideMetadata, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Adds a follower, or takes one away.</summary>
    public Task<Result<Change>> Follow(Subject subject, string type, Guid id, Guid user, bool follows, CancellationToken ct) => throw new NotSupportedException();
}
