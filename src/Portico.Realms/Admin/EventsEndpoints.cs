using System.Globalization;
using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Store;

namespace Portico.Realms.Admin;

/// <summary>User events and admin events: what is kept, and what was.</summary>
static class EventsEndpoints
{
    static readonly string[] s_listeners = ["jboss-logging", "email"];
    static readonly string[] s_members = ["eventsEnabled", "eventsExpiration", "eventsListeners", "enabledEventTypes", "adminEventsEnabled", "adminEventsDetailsEnabled"];

    public static void Map(AdminRoutes routes)
    {
        routes.Get("events/config", Config);
        routes.Put("events/config", SetConfig);
        routes.Get("events", r => List(r, admin: false));
        routes.Delete("events", r => Clear(r, admin: false));
        routes.Get("admin-events", r => List(r, admin: true));
        routes.Delete("admin-events", r => Clear(r, admin: true));
    }

    static AdminAnswer Config(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanViewEvents || request.Access.CanViewRealm);
        var document = request.Realm.Document.ToObject();
        var view = new JsonObject();
        foreach (var name in s_members)
        {
            if (document[name] is { } value)
                view[name] = value.DeepClone();
        }
        if (request.Realm.Settings.EnabledEventTypes.Count == 0)
            view["enabledEventTypes"] = JsonNode.Parse(Resource.Get("event-types.json").GetRawText());
        return AdminAnswer.Ok(view);
    }

    static async Task<AdminAnswer> SetConfig(AdminRequest request)
    {
        AdminRequest.Require(request.Access.CanManageEvents);
        var given = await request.Body(Shape.EventsConfig);
        if (given.Texts("eventsListeners").Any(l => !s_listeners.Contains(l)))
            return AdminAnswer.Error(400, "Unknown event listener");
        await request.Change(draft =>
        {
            var document = draft.Realm.Document.ToObject();
            foreach (var (name, value) in given)
            {
                if (value is not null)
                    document[name] = value.DeepClone();
            }
            draft.PutRealm(document);
        });
        return AdminAnswer.NoContent;
    }

    static async Task<AdminAnswer> List(AdminRequest request, bool admin)
    {
        AdminRequest.Require(request.Access.CanViewEvents);
        var (first, max) = request.Page(100);
        var types = request.QueryAll(admin ? "operationTypes" : "type");
        if (!admin && types.Any(t => !Resource.Get("event-types.json").EnumerateArray().Any(k => k.GetString() == t)))
            return AdminAnswer.BadRequest;
        var found = await EventStore.Find(request.Store, request.Realm, new EventFilter
        {
            Admin = admin, Types = types, ResourceTypes = request.QueryAll("resourceTypes"), Path = request.Query("resourcePath"), ClientId = request.Query(admin ? "authClient" : "client"),
            UserId = request.Query(admin ? "authUser" : "user"), Ip = request.Query(admin ? "authIpAddress" : "ipAddress"), From = Time(request.Query("dateFrom"), TimeSpan.Zero), To = Time(request.Query("dateTo"), TimeSpan.FromDays(1)),
            First = first, Max = max, OldestFirst = request.Query("direction") == "asc",
        }, request.Ct);
        return AdminAnswer.Ok(new JsonArray([.. found.Select(e => JsonNode.Parse(e))]));
    }

    /// <summary>Milliseconds, or a day (the end of it for an upper bound).</summary>
    static long? Time(string? text, TimeSpan more) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? (day + more).ToUnixTimeMilliseconds() : null;

    static async Task<AdminAnswer> Clear(AdminRequest request, bool admin)
    {
        AdminRequest.Require(request.Access.CanManageEvents);
        await EventStore.Clear(request.Store, request.Realm, admin, request.Ct);
        return AdminAnswer.NoContent;
    }
}
