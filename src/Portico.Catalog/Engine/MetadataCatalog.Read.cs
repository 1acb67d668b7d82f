using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Secrets;
using Portico.Catalog.Serving;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Storage;

namespace Portico.Catalog.Engine;

public sealed partial class MetadataCatalog
{
    static readonly ReferenceMember[] s_guarding = [Common.Owners, Common.Domains, Common.Reviewers];

    /// <summary>One entity. 404 when there is none that <see cref="ReadOptions.Include"/> lets see.</summary>
    public async Task<Result<Document>> Get(Subject subject, string type, EntityKey key, ReadOptions options, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        var projection = Projection.Of(entity, options.Fields);
        if (!projection.Ok)
            return projection.Refusal;
        await Provide(entity, ct);
        return await _database.Read(session => Get(session, subject, entity, key, projection.Value, options), ct);
    }

    async Task<Result<Document>> Get(Session session, Subject subject, EntityType type, EntityKey key, Projection projection, ReadOptions options)
    {
        var row = await EntityReads.One(session, type, key);
        if (row is null || !Sees(options.Include, row.Deleted))
        {
            // Whoever may not look is not told what is not there.
            return Forbidden(subject, type, Operation.ViewBasic, ResourceContext.None) is { } hidden && !subject.IsAdmin ? hidden : NotFound(type, key);
        }
        ILookup<Guid, Relation>? relations = null;
        if (!subject.IsAdmin || projection.References.Count > 0)
        {
            var members = subject.IsAdmin ? projection.References : projection.References.Concat(s_guarding).Distinct();
            relations = await EntityReads.Relations(session, [row.Id, .. row.Ancestors.Select(a => a.Id)], members);
        }
        if (!subject.IsAdmin && Forbidden(subject, type, ViewOperation(options.Fields), ContextOf(type, row, relations!)) is { } refusal)
            return refusal;
        return Shown(subject, type, DocumentWriter.Write(type, row, projection, relations, options.HrefBase));
    }

    /// <summary>A page of entities of one type.</summary>
    public async Task<Result<Page>> List(Subject subject, string type, ListQuery query, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        var projection = Projection.Of(entity, query.Read.Fields);
        if (!projection.Ok)
            return projection.Refusal;
        if (query.Limit is < 0 or > 1_000_000)
            return new Refusal(RefusalKind.Invalid, query.Limit < 0 ? "limit must be greater than or equal to 0" : "limit must be less than or equal to 1000000");
        if (query is { Before: not null, After: not null })
            return new Refusal(RefusalKind.Invalid, "Only one of before or after query parameter allowed");
        if (Forbidden(subject, entity, ViewOperation(query.Read.Fields), ResourceContext.List) is { } refusal)
            return refusal;
        await Provide(entity, ct);
        return await _database.Read(async session =>
        {
            var page = await EntityLists.Page(session, entity, query);
            if (!page.Ok)
                return (Result<Page>)page.Refusal;
            var (rows, total, before, after) = page.Value;
            var relations = projection.Value.References.Count == 0 || rows.Count == 0 ? null
                : await EntityReads.Relations(session, [.. rows.SelectMany(r => r.Ancestors.Select(a => a.Id).Append(r.Id)).Distinct()], projection.Value.References);
            return new Page([.. rows.Select(r => Shown(subject, entity, DocumentWriter.Write(entity, r, projection.Value, relations, query.Read.HrefBase)))], total, before, after);
        }, ct);
    }

    /// <summary>Entities of any types by id, such as the hits of a search, as the subject may see them, without change descriptions; those that are gone or hidden are missing. In the order of the ids.</summary>
    public async Task<IReadOnlyList<Document>> GetMany(Subject subject, IReadOnlyList<Guid> ids, string? fields, string? hrefBase, CancellationToken ct) => await _database.Read(async session =>
    {
        var rows = (await EntityReads.Many(session, ids)).ToDictionary(r => r.Id);
        var found = new List<Document>();
        foreach (var group in rows.Values.GroupBy(r => r.Type))
        {
            var type = EntityTypes.Get(group.Key);
            var projection = fields == "*" ? type.FullProjection
                : Projection.Of(type, fields is null ? null : string.Join(',', fields.Split(',', StringSplitOptions.TrimEntries).Where(type.IsField))).Value!;
            var members = subject.IsAdmin ? projection.References : projection.References.Concat(s_guarding).Distinct();
            var relations = await EntityReads.Relations(session, [.. group.SelectMany(r => r.Ancestors.Select(a => a.Id).Append(r.Id)).Distinct()], members);
            found.AddRange(group
                .Where(r => Forbidden(subject, type, ViewOperation(fields), subject.IsAdmin ? ResourceContext.None : ContextOf(type, r, relations)) is null)
                .Select(r => Shown(subject, type, DocumentWriter.Write(type, r with { Changes = null }, projection, relations, hrefBase))));
        }
        var order = ids.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        return (IReadOnlyList<Document>)[.. found.OrderBy(d => order[d.Id])];
    }, ct);

    /// <summary>Every version of an entity, newest first.</summary>
    public async Task<Result<IReadOnlyList<Document>>> Versions(Subject subject, string type, EntityKey key, CancellationToken ct)
    {
        var entity = EntityTypes.Get(type);
        return await _database.Read<Result<IReadOnlyList<Document>>>(async session =>
        {
            var current = await Get(session, subject, entity, key, entity.FullProjection, ReadOptions.Everything);
            if (!current.Ok)
                return current.Refusal;
            var row = (await EntityReads.One(session, entity, current.Value.Id))!;
            var older = await EntityVersions.All(session, row);
            return (Document[])[current.Value, .. older.Select(v => Shown(subject, entity, EntityVersions.Compose(entity, v)))];
        }, ct);
    }

    /// <summary>One version of an entity, by its number such as <c>0.1</c>.</summary>
    public async Task<Result<Document>> Version(Subject subject, string type, EntityKey key, string version, CancellationToken ct)
    {
        var versions = await Versions(subject, type, key, ct);
        if (!versions.Ok)
            return versions.Refusal;
        return versions.Value.FirstOrDefault(v => decimal.TryParse(version, System.Globalization.CultureInfo.InvariantCulture, out var number) && v.Version == number) is { } found
            ? found
            : new Refusal(RefusalKind.NotFound, $"{type} instance for {key} and version {version} not found");
    }

    static OperationSet ViewOperation(string? fields) => string.IsNullOrWhiteSpace(fields) ? Operation.ViewBasic : Operation.ViewAll;

    static bool Sees(Include include, bool deleted) => include == Include.All || (include == Include.Deleted) == deleted;

    /// <summary>Secrets are in clear for bots, which need them, and masked for people.</summary>
    Document Shown(Subject subject, EntityType type, Document document)
    {
        if (type.Secrets is not { } member || document.Json.Span.IndexOf("\"enc:v1:"u8) < 0)
            return document;
        var body = document.ToObject();
        if (subject.IsBot || ReferenceEquals(subject, Subject.System))
            _secrets.Decrypt(body[member]);
        else
            SecretMembers.Hide(body[member]);
        return document with { Json = JsonSerializer.SerializeToUtf8Bytes(body, CatalogJson.Default.JsonObject) };
    }
}
