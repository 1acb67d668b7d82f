using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>Events that a realm keeps, newest first. A realm that has them switched off keeps none.</summary>
static class EventStore
{
    const string Insert = """
        INSERT INTO realm_event (realm_id, is_admin, time, type, resource_type, resource_path, client_id, user_id, ip, document)
        VALUES (@realm, @admin, @time, @type, @resource, @path, @client, @user, @ip, @document)
        """;

    const string Filter = """
        SELECT document FROM realm_event WHERE realm_id = @realm AND is_admin = @admin
            AND (@any_type = 1 OR $any(type, @types)) AND (@any_resource = 1 OR $any(resource_type, @resources)) AND resource_path LIKE @path ESCAPE '\'
            AND (@client = '' OR client_id = @client) AND (@user = '' OR user_id = @user) AND (@ip = '' OR ip = @ip) AND time >= @from AND time <= @to
        """;

    const string Newest = $"{Filter} ORDER BY seq DESC LIMIT @max OFFSET @first";
    const string Oldest = $"{Filter} ORDER BY seq LIMIT @max OFFSET @first";
    const string Delete = "DELETE FROM realm_event WHERE realm_id = @realm AND is_admin = @admin";
    const string Expire = "DELETE FROM realm_event WHERE realm_id = @realm AND is_admin = 0 AND time < @before";

    /// <summary>Stores a user event (<c>LOGIN</c>, <c>LOGIN_ERROR</c>, <c>CODE_TO_TOKEN</c> ...) when the realm keeps events of that type. <paramref name="details"/> are texts by name.</summary>
    public static async Task Record(
        RealmStore store, RealmSnapshot realm, string type, string? clientId, string? userId, string? sessionId, string ip, string? error, IReadOnlyDictionary<string, string>? details, CancellationToken ct)
    {
        var settings = realm.Settings;
        if (!settings.EventsEnabled || (settings.EnabledEventTypes.Count > 0 && !settings.EnabledEventTypes.Contains(type)))
            return;
        var now = store.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var document = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["time"] = now, ["type"] = type, ["realmId"] = realm.Id };
        foreach (var (name, value) in ((string, string?)[])[("clientId", clientId), ("userId", userId), ("sessionId", sessionId), ("ipAddress", ip), ("error", error)])
        {
            if (value is not null)
                document[name] = value;
        }
        if (details is { Count: > 0 })
            document["details"] = new JsonObject(details.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        await store.Database.Write(async session =>
        {
            await Add(session, realm.Id, 0, now, type, "", "", clientId, userId, ip, document);
            if (settings.EventsExpiration > 0)
                await session.Execute(Expire, ("realm", realm.Id), ("before", now - (settings.EventsExpiration * 1000)));
        }, ct);
    }

    public static Task RecordAdmin(RealmStore store, RealmSnapshot realm, string operation, string resourceType, string path, string clientId, string userId, string ip, JsonObject document, CancellationToken ct) =>
        store.Database.Write(session => Add(session, realm.Id, 1, store.Time.GetUtcNow().ToUnixTimeMilliseconds(), operation, resourceType, path, clientId, userId, ip, document), ct);

    public static Task<IReadOnlyList<string>> Find(RealmStore store, RealmSnapshot realm, EventFilter filter, CancellationToken ct) => filter.Max == 0
        ? Task.FromResult<IReadOnlyList<string>>([])
        : store.Database.Read(session => session.Query(filter.OldestFirst ? Oldest : Newest, row => row.GetString(0),
            ("realm", realm.Id), ("admin", filter.Admin ? 1L : 0L), ("any_type", filter.Types.Count == 0 ? 1L : 0L), ("types", filter.Types.ToArray()),
            ("any_resource", filter.ResourceTypes.Count == 0 ? 1L : 0L), ("resources", filter.ResourceTypes.ToArray()), ("path", filter.PathPattern), ("client", filter.ClientId ?? ""), ("user", filter.UserId ?? ""),
            ("ip", filter.Ip ?? ""), ("from", filter.From ?? 0), ("to", filter.To ?? long.MaxValue), ("max", (long)filter.Max), ("first", (long)filter.First)), ct);

    public static Task<int> Clear(RealmStore store, RealmSnapshot realm, bool admin, CancellationToken ct) =>
        store.Database.Write(session => session.Execute(Delete, ("realm", realm.Id), ("admin", admin ? 1L : 0L)), ct);

    static Task<int> Add(Session session, string realmId, long admin, long time, string type, string resourceType, string path, string? clientId, string? userId, string ip, JsonObject document) =>
        session.Execute(Insert, ("realm", realmId), ("admin", admin), ("time", time), ("type", type), ("resource", resourceType), ("path", path), ("client", clientId ?? ""), ("user", userId ?? ""), ("ip", ip),
            ("document", document.ToJsonString()));
}
