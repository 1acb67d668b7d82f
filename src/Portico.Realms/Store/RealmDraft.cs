using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Model;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>A realm while one transaction changes it. <see cref="Realm"/> shows the changes made so far; nobody else sees them before they are committed.</summary>
sealed class RealmDraft
{
    const string SetRealm = "UPDATE realm SET name = @name, document = @document, secret = @secret WHERE id = @id";

    const string SetObject = """
        INSERT INTO realm_object (realm_id, kind, id, version, document, secret) VALUES (@realm, @kind, @id, @version, @document, @secret)
        ON CONFLICT (realm_id, kind, id) DO UPDATE SET version = excluded.version, document = excluded.document, secret = excluded.secret
        """;

    readonly RealmStore _store;
    readonly long _version;
    readonly Dictionary<(ObjectKind, string), RealmObject> _changes = [];
    readonly List<RealmObject> _pending = [];
    RealmSnapshot _realm;
    JsonElement? _document;
    JsonElement? _secret;

    internal RealmDraft(RealmStore store, Session session, RealmSnapshot realm, long version)
    {
        (_store, Session, _realm, _version) = (store, session, realm, version);
    }

    /// <summary>For changes of user rows in the same transaction, and for their queries.</summary>
    public Session Session { get; }

    public RealmStore Store => _store;

    /// <summary>The realm as it will be.</summary>
    public RealmSnapshot Realm
    {
        get
        {
            if (_pending.Count > 0 || _document is not null)
            {
                _realm = new RealmSnapshot(_document ?? _realm.Document, _secret ?? _realm.Secret, _version, _pending.Count > 0 ? _realm.Index.With(_pending) : _realm.Index, _realm, _document is null);
                _pending.Clear();
                _document = null;
                _secret = null;
            }
            return _realm;
        }
    }

    /// <summary>Stores an object, new or changed.</summary>
    public void Put(RealmObject change)
    {
        // Two changes of one object cannot wait side by side: the index takes each once.
        if (_pending.Exists(p => p.Kind == change.Kind && p.Id == change.Id))
            _ = Realm;
        _changes[(change.Kind, change.Id)] = change;
        _pending.Add(change);
    }

    public void Put(ObjectKind kind, string id, JsonNode document, JsonNode? secret = null) =>
        Put(new RealmObject(kind, id, document.Deserialize(RealmJson.Default.JsonElement), secret?.Deserialize(RealmJson.Default.JsonElement)));

    public void Remove(ObjectKind kind, string id) => Put(new RealmObject(kind, id, null));

    /// <summary>Replaces the realm's own document; a null secret keeps the secret.</summary>
    public void PutRealm(JsonNode document, JsonNode? secret = null)
    {
        _ = Realm;
        _document = document.Deserialize(RealmJson.Default.JsonElement);
        _secret = secret?.Deserialize(RealmJson.Default.JsonElement);
        RealmChanged = true;
    }

    internal bool RealmChanged { get; private set; }

    internal async Task<RealmSnapshot> Save()
    {
        var realm = Realm;
        if (RealmChanged)
            await Session.Execute(SetRealm, ("id", realm.Id), ("name", realm.Name), ("document", realm.Document.GetRawText()), ("secret", realm.Secret is { } secret ? _store.Envelope.Seal(secret.GetRawText(), realm.Id) : null));
        await Session.ExecuteMany(SetObject, [.. _changes.Values.Select(c => Row(realm.Id, c))]);
        await Session.Notify("realms", $"{realm.Id} {_version}");
        // Nothing but the version changed: users were, and what the snapshot remembers of them is void.
        return realm.Version == _version ? realm : new RealmSnapshot(realm.Document, realm.Secret, _version, realm.Index, realm, sameDocument: true);
    }

    (string, object?)[] Row(string realmId, RealmObject change) =>
    [
        ("realm", realmId), ("kind", (long)change.Kind), ("id", change.Id), ("version", _version), ("document", change.Document?.GetRawText() ?? ""),
        ("secret", change.Secret is { } secret ? _store.Envelope.Seal(secret.GetRawText(), RealmStore.Purpose(realmId, change.Kind, change.Id)) : null),
    ];
}
