using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Catalog.Secrets;
using Portico.Catalog.Storing;
using Portico.Catalog.Types;
using Portico.Catalog.Writing;
using Portico.Storage;

namespace Portico.Catalog.Engine;

/// <summary>
/// The catalog: one engine for every declared entity type. Every operation names its acting <see cref="Subject"/> and is authorized here, whether it comes over HTTP
/// or in process; expected failures are <see cref="Refusal"/>s. Safe for use by many threads.
/// </summary>
public sealed partial class MetadataCatalog : IAsyncDisposable
{
    /// <summary>How often a write is prepared again when others come first.</summary>
    const int MostTries = 8;

    /// <summary>How often reading and writing are apart before they become one transaction.</summary>
    const int TriesApart = 2;

    readonly Database _database;
    readonly Authorizer _authorizer;
    readonly TimeProvider _time;
    readonly SecretMembers _secrets;
    readonly SearchBacklog _backlog;

    /// <summary>Uses a database that was opened with <see cref="Migrations"/>.</summary>
    public MetadataCatalog(Database database, Authorizer authorizer, SearchIndex search, CatalogOptions options)
    {
        _database = database;
        _authorizer = authorizer;
        Search = search;
        _time = options.Time;
        _secrets = new SecretMembers(options.SecretKey);
        _backlog = new SearchBacklog(database, options.Time);
    }

    /// <summary>The tables of the catalog; they refer to nobody else's.</summary>
    public static MigrationSet Migrations { get; } = new("catalog", typeof(MetadataCatalog).Assembly, "Portico.Catalog.Migrations");

    /// <summary>The search of its entities.</summary>
    public SearchIndex Search { get; }

    /// <summary>Takes up what an earlier process left to be indexed; in the background.</summary>
    public void ResumeIndexing() => _backlog.Touch();

    /// <summary>Completes when search knows everything that was written in bulk.</summary>
    public Task Indexed() => _backlog.Settled();

    /// <summary>Stops what runs in the background; it is taken up at the next start.</summary>
    public ValueTask DisposeAsync() => _backlog.DisposeAsync();

    long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    Refusal? Forbidden(Subject subject, EntityType type, OperationSet operations, ResourceContext context) =>
        subject.IsAdmin || _authorizer.Check(subject, type.Name, operations, context) is { Allowed: true } ? null
            : new Refusal(RefusalKind.Forbidden, _authorizer.Check(subject, type.Name, operations, context).Reason);

    static Refusal NotFound(EntityType type, EntityKey key) => new(RefusalKind.NotFound, $"{type.Name} instance for {key} not found");

    /// <summary>What rules may ask about a stored entity.</summary>
    static ResourceContext ContextOf(EntityType type, EntityRow row, ILookup<Guid, Relation> relations)
    {
        List<Relation> Of(ReferenceMember member)
        {
            var own = Serving.DocumentWriter.Of(relations, row.Id, member);
            return own.Count > 0 ? own : row.Ancestors.Select(a => Serving.DocumentWriter.Of(relations, a.Id, member)).FirstOrDefault(f => f.Count > 0) ?? [];
        }

        var owners = Of(Common.Owners).Select(r => new Principal(r.To.Id, r.To.Type == "team"));
        return new ResourceContext
        {
            // A user owns itself.
            Owners = type.Name == "user" ? [new Principal(row.Id, false)] : [.. owners],
            Reviewers = [.. Of(Common.Reviewers).Select(r => new Principal(r.To.Id, r.To.Type == "team"))],
            Domains = [.. Of(Common.Domains).Select(r => r.To.Id)],
            Tags = Tags(row),
            IsAdminUser = type.Name == "user" && row.Core.AsSpan().IndexOf("\"isAdmin\":true"u8) >= 0,
        };
    }

    static string[] Tags(EntityRow row)
    {
        if (row.Extra is null || row.Extra.AsSpan().IndexOf("\"tagFQN\""u8) < 0)
            return [];
        using var extra = System.Text.Json.JsonDocument.Parse(row.Extra);
        return extra.RootElement.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(t => t.GetProperty("tagFQN").GetString()!)] : [];
    }

    void Committed(EntityType type)
    {
        if (Authorizer.Concerns(type.Name))
            _authorizer.Invalidate();
    }
}
