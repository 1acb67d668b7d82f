using Portico.Realms.Model;
using Portico.Realms.Store;

namespace Portico.Realms.Protocol;

/// <summary>What a request learned about who is acting, for the realm's event log. Filled in as phases find out; written once, at the end.</summary>
sealed class Trail(RealmSnapshot realm)
{
    readonly Dictionary<string, string>? _details = realm.Settings.EventsEnabled ? new(StringComparer.Ordinal) { ["auth_method"] = "openid-connect" } : null;

    public string? UserId { get; set; }

    public string? SessionId { get; set; }

    /// <summary>Keycloak's code for what went wrong, where it is more exact than the OAuth error.</summary>
    public string? Error { get; set; }

    public Trail Note(string name, string? value)
    {
        if (_details is not null && value is not null)
            _details[name] = value;
        return this;
    }

    public Trail User(RealmUser? user, string? login)
    {
        UserId = user?.Id ?? UserId;
        return Note("username", login?.ToLowerInvariant());
    }

    /// <summary>Stores the event if the realm keeps events of its type.</summary>
    public Task Write(Call call, string type, Client? client, string? error = null) => _details is not null
        ? EventStore.Record(call.Provider.Realms, realm, type, client?.ClientId, UserId, SessionId, call.Ip, error is null ? null : Error ?? error, _details, call.Aborted)
        : Task.CompletedTask;
}
