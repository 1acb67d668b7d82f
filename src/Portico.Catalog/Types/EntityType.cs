using Portico.Catalog.Serving;
using Portico.Catalog.Shapes;

namespace Portico.Catalog.Types;

/// <summary>
/// A declared entity type: everything the engine knows about it. Members are declared as text (see <see cref="Shape"/>); names follow OpenMetadata 1.13's schemas.
/// </summary>
public sealed class EntityType
{
    const string Head = "id:uuid, fullyQualifiedName, ";
    const string Tail =
        ", version:any, updatedAt:any, updatedBy, impersonatedBy, href, deleted:bool, changeDescription:any, incrementalChangeDescription:any, entityStatus";

    readonly Lazy<Shape> _create;
    readonly Lazy<Shape> _seed;
    readonly Lazy<Shape> _entity;
    readonly Lazy<HashSet<string>> _onRequest;
    readonly Lazy<HashSet<string>> _fields;

    readonly Lazy<Dictionary<string, ReferenceMember>> _references;
    readonly Lazy<HashSet<string>> _transient;

    internal EntityType()
    {
        _references = new(() => References!.ToDictionary(r => r.Name));
        _transient = new(() => [.. Shape.Names(Transient)]);
        _create = new(() => Make("Create" + Char.ToUpperInvariant(Name![0]) + Name[1..], false, false));
        _seed = new(() => Make("Create" + Char.ToUpperInvariant(Name![0]) + Name[1..], true, false));
        _entity = new(() => Make(Char.ToUpperInvariant(Name![0]) + Name[1..], true, true));
        _onRequest = new(() => [.. Shape.Names(OnRequest), .. Shape.Names(ServerOnRequest)]);
        _fields = new(() => [.. References!.Where(r => !r.Always).Select(r => r.Name), .. _onRequest.Value, .. Shape.Names(AlsoFields)]);
    }

    /// <summary>The type's name, such as <c>table</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the collection below <c>/api/v1</c>, such as <c>services/databaseServices</c>.</summary>
    public required string Collection { get; init; }

    /// <summary>Members that a create request may have and that are always served.</summary>
    internal string Members { get; init; } = "";

    /// <summary>Members that a create request may have and that are served only when asked for.</summary>
    internal string OnRequest { get; init; } = "";

    /// <summary>Members of the entity that no create request has, always served.</summary>
    internal string Server { get; init; } = "";

    /// <summary>Members of the entity that no create request has, served only when asked for.</summary>
    internal string ServerOnRequest { get; init; } = "";

    /// <summary>Members that OpenMetadata serves only on request and that are always served here: allowed in <c>fields</c>, without effect.</summary>
    internal string AlsoFields { get; init; } = "";

    /// <summary>Members that a create request may have for the sake of the operation and that are not stored.</summary>
    internal string Transient { get; init; } = "";

    internal IReadOnlyList<ReferenceMember> References { get; init; } = [];

    /// <summary>What contains it: the first that the request names.</summary>
    internal IReadOnlyList<Container> Containers { get; init; } = [];

    /// <summary>Everything that may contain it, directly or not, as the references it shows.</summary>
    internal IReadOnlyList<(string Member, string Type)> Ancestry { get; set; } = [];

    /// <summary>How what PUT says meets what is stored, by member; others are replaced.</summary>
    internal IReadOnlyDictionary<string, PutRule> Put { get; init; } = new Dictionary<string, PutRule>();

    /// <summary>The member that holds columns; they have names, tags and versions of their own.</summary>
    internal string? Columns { get; init; }

    /// <summary>Values of members that a create request leaves out, as JSON.</summary>
    internal IReadOnlyDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>();

    /// <summary>The member that names it; <c>query</c> derives its name from its text.</summary>
    internal Func<System.Text.Json.JsonElement, string?>? NameOf { get; init; }

    /// <summary>What follows the name in the fully qualified name.</summary>
    internal string FqnSuffix { get; init; } = "";

    /// <summary>Users and bots are found whatever the case of their name.</summary>
    internal bool LowerCaseName { get; init; }

    /// <summary>Whether <c>PUT /bulk</c> and <c>DELETE /deleteStale</c> exist.</summary>
    internal bool Bulk { get; init; }

    /// <summary>Otherwise every deletion is for good.</summary>
    internal bool SoftDelete { get; init; } = true;

    /// <summary>Entities that exist without anybody creating them.</summary>
    internal Func<IReadOnlyList<System.Text.Json.Nodes.JsonObject>>? Provided { get; init; }

    /// <summary>Checks the members before they are written, and puts them in order; what is wrong, or <c>null</c>.</summary>
    internal Func<System.Text.Json.Nodes.JsonObject, string, string?>? Prepare { get; init; }

    /// <summary>Whether search finds it.</summary>
    internal bool Searchable { get; init; } = true;

    /// <summary>Whether people cannot create it over REST.</summary>
    internal bool ReadOnly { get; init; }

    /// <summary>Whether there is <c>PUT /bulk</c> and <c>DELETE /deleteStale</c>.</summary>
    public bool HasBulk => Bulk;

    /// <summary>Whether it can only be read.</summary>
    public bool IsReadOnly => ReadOnly;

    /// <summary>Whether a deletion can be taken back.</summary>
    public bool CanRestore => SoftDelete;

    /// <summary>Whether one can vote for it.</summary>
    public bool CanBeVotedFor => Reference("votes") is not null;

    /// <summary>Whether it has followers.</summary>
    public bool CanBeFollowed => Reference("followers") is not null;

    /// <summary>List filters that compare a member: query parameter to path of the member.</summary>
    internal IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();

    /// <summary>List filters that name something that contains it: query parameter to whether its direct container is meant, or any.</summary>
    internal IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>The member that holds secrets in its depths.</summary>
    internal string? Secrets { get; init; }

    /// <summary>Whether the service type of the containing service is shown.</summary>
    internal bool ShowsServiceType { get; init; }

    /// <summary>What a read shows without <c>fields</c>.</summary>
    internal Projection PlainProjection => field ??= Projection.Plain(this);

    /// <summary>What a read shows with <c>fields=*</c>.</summary>
    internal Projection FullProjection => field ??= Projection.Full(this);

    internal Shape Create => _create.Value;

    /// <summary>What the system itself may create: server members too.</summary>
    internal Shape Seed => _seed.Value;

    /// <summary>The whole entity, what a patch must result in.</summary>
    internal Shape Entity => _entity.Value;

    /// <summary>Whether an entity of this type always lies in another.</summary>
    internal bool RequiresContainer => Containers.All(c => !c.Optional) || Name == "tag";

    /// <summary>The member's name today, for the names of older versions: <c>owner</c> is <c>owners</c>.</summary>
    internal string CanonicalMember(string member) => member switch
    {
        "owner" => "owners",
        "domain" => "domains",
        "viewDefinition" when Name == "table" => "schemaDefinition",
        _ => member,
    };

    /// <summary>The members that an update by PUT speaks about: those of the create request.</summary>
    internal IReadOnlyList<string> Puttable => field ??= [.. Shape.Names(Members), .. Shape.Names(OnRequest), .. References.Where(r => r.Writable).Select(r => r.Name)];

    /// <summary>The reference member of that name.</summary>
    internal ReferenceMember? Reference(string member) => _references.Value.GetValueOrDefault(member);

    /// <summary>Whether the member names what contains it.</summary>
    internal bool IsContainer(string member) => Containers.Any(c => c.Member == member);

    /// <summary>Whether the member is read and not kept.</summary>
    internal bool IsTransient(string member) => _transient.Value.Contains(member);

    /// <summary>Whether the member is served only when asked for.</summary>
    internal bool IsOnRequest(string member) => _onRequest.Value.Contains(member);

    /// <summary>Whether <c>fields</c> may name it.</summary>
    internal bool IsField(string member) => _fields.Value.Contains(member);

    Shape Make(string name, bool server, bool whole)
    {
        var text = "name" + (NameOf is null ? "*" : "") + ":name, " + Members + ", " + OnRequest;
        if (server)
            text += ", " + Server + ", " + ServerOnRequest;
        if (!whole)
            text += ", " + Transient;
        if (whole && ShowsServiceType)
            text += ", serviceType";
        foreach (var reference in References.Where(r => r.Writable || whole))
            text += $", {reference.Name}{(reference.Required ? "*" : "")}:any";
        foreach (var container in Containers.Where(c => !whole || c.Shown))
            text += $", {container.Member}{(container.Optional || whole ? "" : "*")}:any";
        if (whole)
            text = Head + text + Tail + string.Concat(Ancestry.Select(a => $", {a.Member}:any"));
        var seen = new HashSet<string>();
        var members = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(m => seen.Add(m.Split(':')[0].TrimEnd('*')));
        return Shape.Parse(name, string.Join(',', members), CommonShapes.Find);
    }
}
