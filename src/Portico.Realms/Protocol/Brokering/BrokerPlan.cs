using Portico.Realms.Model;

namespace Portico.Realms.Protocol.Brokering;

/// <summary>What the mappers of a provider do to a user: changes of its own members, and ids of roles and groups to give and take.</summary>
sealed record BrokerPlan
{
    public IReadOnlyList<Func<RealmUser, RealmUser>> Changes { get; init; } = [];

    public List<string> Grant { get; } = [];

    public List<string> Revoke { get; } = [];

    public List<string> Join { get; } = [];

    public List<string> Leave { get; } = [];

    public RealmUser Change(RealmUser user) => Changes.Aggregate(user, static (u, change) => change(u));
}
