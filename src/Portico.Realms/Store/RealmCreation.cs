using System.Text.Json.Nodes;
using Portico.Realms.Defaults;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Sessions;
using Portico.Storage;

namespace Portico.Realms.Store;

/// <summary>Making and deleting realms: the realm itself, and its client and roles in realm master.</summary>
static class RealmCreation
{
    const string AddRealm = "INSERT INTO realm (id, name, version, document, secret) VALUES (@id, @name, 1, @document, @secret)";
    const string AddObject = "INSERT INTO realm_object (realm_id, kind, id, version, document, secret) VALUES (@realm, @kind, @id, 1, @document, @secret)";
    const string DeleteRealm = "DELETE FROM realm WHERE id = @id";

    /// <summary>
    /// Makes a realm of a representation and stores it. Fails with <see cref="ImportException"/>, and with a unique violation (<c>DbExceptions.IsUniqueViolation</c>) when name or id is taken.
    /// </summary>
    public static async Task<RealmSnapshot> Create(RealmStore store, PasswordHasher hasher, JsonObject given, CancellationToken ct)
    {
        var built = await RealmBuilder.Build(given, store, hasher, ct);
        var realm = new RealmSnapshot(built.Document, built.Secret, 1, new RealmIndex().With([.. built.Objects]), null);
        if (realm.IsMaster)
        {
            await store.Database.Write(session => Store(store, session, realm, built), ct);
        }
        else
        {
            var master = await store.Find("master", ct) ?? throw new InvalidOperationException("Realm master comes first.");
            await store.Change(master, async draft =>
            {
                await Store(store, draft.Session, realm, built);
                AddToMaster(draft, realm.Name);
            }, ct);
        }
        return store.Publish(realm);
    }

    /// <summary>Deletes a realm with everything in it. False when it is gone already.</summary>
    public static async Task<bool> Delete(RealmStore store, RealmSnapshot realm, CancellationToken ct)
    {
        var master = (await store.Find("master", ct))!;
        var deleted = await store.Change(master, async draft =>
        {
            if (draft.Realm.FindClient(BuiltIn.RealmClientId(realm.Name)) is { } client)
                await Configuration.RemoveClient(draft, client);
            return await draft.Session.Execute(DeleteRealm, ("id", realm.Id));
        }, ct);
        store.Drop(realm);
        return deleted > 0;
    }

    static async Task Store(RealmStore store, Session session, RealmSnapshot realm, BuiltRealm built)
    {
        await session.Execute(AddRealm, ("id", realm.Id), ("name", realm.Name), ("document", built.Document.GetRawText()), ("secret", built.Secret is { } secret ? store.Envelope.Seal(secret.GetRawText(), realm.Id) : null));
        await session.ExecuteMany(AddObject, [.. built.Objects.Select(o => ((string, object?)[])
        [
            ("realm", realm.Id), ("kind", (long)o.Kind), ("id", o.Id), ("document", o.Document!.Value.GetRawText()),
            ("secret", o.Secret is { } secret ? store.Envelope.Seal(secret.GetRawText(), RealmStore.Purpose(realm.Id, o.Kind, o.Id)) : null),
        ])]);
        await UserRows.Add(session, store.Envelope, realm, built.Users);
        if (built.Consents.Count > 0)
            await Consents.Add(session, realm.Id, built.Consents);
    }

    static void AddToMaster(RealmDraft draft, string name)
    {
        var client = BuiltIn.RealmClient(name, Guid.NewGuid().ToString());
        client["$defaultScopes"] = new JsonArray();
        client["$optionalScopes"] = new JsonArray();
        draft.Put(ObjectKind.Client, client.Text("id")!, client);
        var roles = BuiltIn.RealmClientRoles().Select(r => (Given: r, Document: BuiltIn.Role(null, r.Text("name")!, r.Text("description"), client.Text("id")))).ToArray();
        foreach (var (given, document) in roles)
        {
            var below = (given["composites"]?["client"]?["master-realm"] as JsonArray ?? []).OfType<JsonValue>().Select(n => roles.First(r => r.Document.Text("name") == Nodes.Scalar(n)).Document.Text("id")!);
            document["$composites"] = Nodes.Array(below);
            draft.Put(ObjectKind.Role, document.Text("id")!, document);
        }
        if (draft.Realm.FindRole("admin") is not { } admin)
            return;
        var composed = admin.Document.ToObject();
        composed["$composites"] = Nodes.Array(admin.CompositeIds.Concat(roles.Select(r => r.Document.Text("id")!)));
        draft.Put(ObjectKind.Role, admin.Id, composed);
    }
}
