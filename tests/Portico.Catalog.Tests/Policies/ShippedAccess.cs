using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Policies;
using Portico.Catalog.Seeds;

namespace Portico.Catalog.Tests.Policies;

/// <summary>The shipped roles and policies with a few teams and people, without a database.</summary>
static class ShippedAccess
{
    static readonly Dictionary<(string Type, string Name), Guid> Ids = [];
    static readonly IReadOnlyList<(string Type, JsonObject Document)> Documents = ShippedDocuments.Read();

    public static Guid Organization { get; } = Id("team", "Organization");

    public static Guid Sales { get; } = Id("team", "Sales");

    public static Guid SalesEurope { get; } = Id("team", "SalesEurope");

    public static Guid Research { get; } = Id("team", "Research");

    public static Guid Ann { get; } = Id("user", "ann");

    public static Guid Domain { get; } = Guid.NewGuid();

    public static Guid Role(string name) => Id("role", name);

    public static AccessSnapshot Snapshot() => new(
        1,
        [
            new(Organization, "Organization", true, [], [Role("DataConsumer")], Rules("OrganizationPolicy")),
            Team(Sales, "Sales", Organization),
            Team(SalesEurope, "SalesEurope", Sales),
            Team(Research, "Research", Organization),
        ],
        Documents.Where(d => d.Type == "role").Select(d => new AccessRole(
            Role((string)d.Document["name"]!), (string)d.Document["name"]!, [.. d.Document["policies"]!.AsArray().SelectMany(p => Rules((string)p!))])),
        []);

    public static AccessSnapshot WithTeamOnly() => new(
        1,
        [
            new(Organization, "Organization", true, [], [Role("DataConsumer")], Rules("OrganizationPolicy")),
            new(Sales, "Sales", false, [Organization], [], Rules("TeamOnlyPolicy")),
            Team(SalesEurope, "SalesEurope", Sales),
            Team(Research, "Research", Organization),
        ],
        [new(Role("DataConsumer"), "DataConsumer", Rules("DataConsumerPolicy"))],
        [(Id("user", "bob"), [SalesEurope]), (Id("user", "rita"), [Research])]);

    public static AccessSnapshot With(JsonArray rules) => new(
        1, [new(Organization, "Organization", true, [], [], PolicyRules.Compile("test", JsonSerializer.SerializeToElement(rules), (_, e) => throw new InvalidOperationException(e)))], [], []);

    public static Subject Person(AccessSnapshot snapshot, string name, params string[] roles) =>
        snapshot.Resolve(new(Id("user", name), name, false, false, [.. roles.Select(Role)], [], []));

    public static Subject Member(AccessSnapshot snapshot, string name, params Guid[] teams) => snapshot.Resolve(new(Id("user", name), name, false, false, [], teams, []));

    public static Subject Bot(AccessSnapshot snapshot, params string[] roles) => snapshot.Resolve(new(Id("user", "bot"), "bot", false, true, [.. roles.Select(Role)], [], []));

    public static Subject Admin(AccessSnapshot snapshot) => snapshot.Resolve(new(Id("user", "root"), "root", true, false, [], [], []));

    public static Guid Id(string type, string name)
    {
        lock (Ids)
        {
            if (!Ids.TryGetValue((type, name), out var id))
                Ids[(type, name)] = id = Guid.NewGuid();
            return id;
        }
    }

    static AccessTeam Team(Guid id, string name, Guid parent) => new(id, name, false, [parent], [], []);

    static IReadOnlyList<Rule> Rules(string policy) => PolicyRules.Compile(
        policy,
        JsonSerializer.SerializeToElement(Documents.Single(d => d.Type == "policy" && (string)d.Document["name"]! == policy).Document["rules"]),
        (rule, error) => throw new InvalidOperationException($"{rule}: {error}"));
}
