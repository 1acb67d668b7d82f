using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;

namespace Portico.Server.Ui.Reading;

/// <summary>
/// The pages' view of the catalog for one subject: calls the catalog in process and turns its documents into records. What the catalog refuses comes back as a
/// <see cref="Refusal"/>; nothing is decided here except which controls to show.
/// </summary>
sealed class CatalogReader(MetadataCatalog catalog, Subject subject)
{
    const int PageSize = 50;

    /// <summary>An asset's document with all its members, deleted or not.</summary>
    public async Task<Result<Doc>> Read(string type, string fqn, CancellationToken ct)
    {
        var found = await catalog.Get(subject, type, fqn, ReadOptions.Everything, ct);
        return found.Ok ? Doc.Parse(found.Value.Json.Span) : found.Refusal;
    }

    /// <summary>What the subject may do to an asset.</summary>
    public Rights RightsOn(string type, Doc document)
    {
        var permissions = Permissions.On(subject, type, ResourceContext.Of(JsonObject.Create(document.Json)!));
        return new Rights { EditDescription = May(Operation.EditDescription), EditOwners = May(Operation.EditOwners) };

        // What is not named for itself is decided with all edits together.
        bool May(Operation operation) =>
            (permissions.FirstOrDefault(p => p.Operation == operation) ?? permissions.FirstOrDefault(p => p.Operation == Operation.EditAll))?.Access == Access.Allow;
    }

    /// <summary>A container with a page of what it holds.</summary>
    public async Task<Result<ContainerView>> Container(string type, string fqn, string? before, string? after, CancellationToken ct)
    {
        var document = await Read(type, fqn, ct);
        if (!document.Ok)
            return document.Refusal;
        var asset = Asset.From(type, document.Value);
        var (childType, filter) = type switch
        {
            "databaseService" => ("database", "service"),
            "database" => ("databaseSchema", "database"),
            _ => ("table", "databaseSchema"),
        };
        var children = await catalog.List(subject, childType, new ListQuery
        {
            Read = new ReadOptions { Fields = "owners,tags" },
            Limit = PageSize,
            Before = before,
            After = before is null ? after : null,
            Filters = new Dictionary<string, string>(StringComparer.Ordinal) { [filter] = asset.Fqn },
        }, ct);
        if (!children.Ok)
            return children.Refusal;
        return new ContainerView
        {
            Asset = asset,
            ChildKind = AssetKind.Of(childType),
            Children = [.. children.Value.Items.Select(child => AssetRow.From(childType, Doc.Parse(child.Json.Span)))],
            Total = children.Value.Total,
            Before = children.Value.Before,
            After = children.Value.After,
        };
    }

    /// <summary>The history of an asset, newest first.</summary>
    public async Task<Result<IReadOnlyList<VersionView>>> Versions(string type, string fqn, CancellationToken ct)
    {
        var versions = await catalog.Versions(subject, type, fqn, ct);
        return versions.Ok ? versions.Value.Select(version => VersionView.From(Doc.Parse(version.Json.Span))).ToList() : versions.Refusal;
    }

    /// <summary>How many there are of each kind that a person would count.</summary>
    public async Task<IReadOnlyList<(AssetKind Kind, long Count)>> Counts(CancellationToken ct)
    {
        var counts = new List<(AssetKind, long)>();
        foreach (var kind in AssetKind.Data)
        {
            var page = await catalog.List(subject, kind.Type, new ListQuery { Limit = 0 }, ct);
            if (page.Ok && (page.Value.Total > 0 || kind.Type != "storedProcedure"))
                counts.Add((kind, page.Value.Total));
        }
        return counts;
    }

    /// <summary>The services, by name.</summary>
    public async Task<IReadOnlyList<AssetRow>> Services(int limit, CancellationToken ct)
    {
        var page = await catalog.List(subject, "databaseService", new ListQuery { Limit = limit }, ct);
        return page.Ok ? [.. page.Value.Items.Select(service => AssetRow.From("databaseService", Doc.Parse(service.Json.Span)))] : [];
    }

    /// <summary>The documents of search hits, in their order; what is gone or hidden since is left out.</summary>
    public async Task<IReadOnlyList<(string Type, Doc Document)>> Load(IEnumerable<Portico.Catalog.Search.SearchHit> hits, string fields, CancellationToken ct)
    {
        var documents = new List<(string, Doc)>();
        foreach (var hit in hits)
        {
            var found = await catalog.Get(subject, hit.Type, hit.Id, new ReadOptions { Fields = fields }, ct);
            if (found.Ok)
                documents.Add((hit.Type, Doc.Parse(found.Value.Json.Span)));
        }
        return documents;
    }

    /// <summary>A person, by name.</summary>
    public async Task<Result<PersonView>> Person(string name, CancellationToken ct)
    {
        var user = await Read("user", name, ct);
        return user.Ok ? PersonView.From(user.Value) : user.Refusal;
    }

    /// <summary>A team, by name.</summary>
    public async Task<Result<TeamView>> Team(string name, CancellationToken ct)
    {
        var team = await Read("team", name, ct);
        return team.Ok ? TeamView.From(team.Value) : team.Refusal;
    }

    /// <summary>The people and teams who can be owners, by name; of very many the first ones.</summary>
    public async Task<IReadOnlyList<Link>> OwnerCandidates(CancellationToken ct)
    {
        const int most = 500;
        var candidates = new List<Link>();
        foreach (var type in new[] { "team", "user" })
        {
            var page = await catalog.List(subject, type, new ListQuery { Limit = most }, ct);
            if (!page.Ok)
                continue;
            foreach (var document in page.Value.Items.Select(item => Doc.Parse(item.Json.Span)).Where(d => !d.Flag("isBot") && d.Text("teamType") != "Organization"))
            {
                var asset = Asset.From(type, document);
                candidates.Add(new Link(type, asset.Id.ToString(), asset.Name, asset.Label, asset.Fqn));
            }
        }
        return candidates;
    }

    /// <summary>Changes one asset, when it still has the version that the change was made for; otherwise <see cref="RefusalKind.Stale"/>.</summary>
    /// <returns>The version after it.</returns>
    public async Task<Result<string>> Patch(Asset asset, string path, JsonElement? value, string version, CancellationToken ct)
    {
        var patch = PatchOf(path, value);
        var change = await catalog.Patch(subject, asset.Kind.Type, asset.Id, patch, new PatchOptions { IfMatch = $"W/\"{version}\"", ChangeSource = "Manual" }, ct);
        return change.Ok ? VersionView.From(Doc.Parse(change.Value.Document.Json.Span)).Version : change.Refusal;
    }

    /// <summary>The document as it was at a version; <c>null</c> when that is unknown.</summary>
    public async Task<Doc?> At(Asset asset, string version, CancellationToken ct)
    {
        var found = await catalog.Version(subject, asset.Kind.Type, asset.Id, version, ct);
        return found.Ok ? Doc.Parse(found.Value.Json.Span) : null;
    }

    /// <summary>Follows, or stops following.</summary>
    public async Task<Refusal?> Follow(Asset asset, bool follows, CancellationToken ct) =>
        (await catalog.Follow(subject, asset.Kind.Type, asset.Id, subject.Id, follows, ct)).Refusal;

    static JsonElement PatchOf(string path, JsonElement? value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("op", value is null ? "remove" : "add");
            writer.WriteString("path", path);
            if (value is { } content)
            {
                writer.WritePropertyName("value");
                content.WriteTo(writer);
            }
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
