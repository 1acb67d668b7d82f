using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Model;
using Portico.Realms.Passwords;
using Portico.Realms.Sessions;
using Portico.Realms.Store;

namespace Portico.Realms.Keys;

/// <summary>Replaces what of the realms is published: keys, secrets of clients, the password that came with them. Sessions end, because whoever had the keys could have made them.</summary>
static class PublishedRotation
{
    const string PublishedUser = "admin";

    /// <summary>A line for each thing that was replaced, with the new secret where somebody has to know it.</summary>
    public static async Task<IReadOnlyList<string>> Run(RealmStore store, PasswordHasher hasher, SessionStore sessions, CancellationToken ct)
    {
        var done = new List<string>();
        foreach (var name in await store.ListNames(ct))
        {
            if (await store.Find(name, ct) is not { } realm)
                continue;
            var user = await store.Users.FindByUsername(realm, PublishedUser, ct);
            var isPublished = user?.Credentials.Any(PublishedSecrets.Knows) is true;
            if (PublishedSecrets.Of(realm).Count == 0 && !isPublished)
                continue;
            done.AddRange(await store.Change(realm, draft => Task.FromResult(Replace(draft, store)), ct));
            if (isPublished)
            {
                var password = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
                await store.Users.SetPassword(realm, user!.Id, await hasher.Hash(realm, password, ct), temporary: true, history: 0, ct);
                done.Add($"realm {name}: password of user {user.Username} is now {password} (to be changed at the first sign-in)");
            }
            await sessions.EndOfRealm(realm, ct);
        }
        return done;
    }

    static List<string> Replace(RealmDraft draft, RealmStore store)
    {
        var (realm, done) = (draft.Realm, new List<string>());
        foreach (var key in realm.Components.Where(PublishedSecrets.Knows).ToArray())
        {
            var component = key.Document.ToObject();
            component["id"] = Guid.NewGuid().ToString();
            component["providerId"] = key.ProviderId switch { "rsa" => "rsa-generated", "rsa-enc" => "rsa-enc-generated", var other => other };
            if (component["config"] is JsonObject config)
            {
                config.Remove("certificate");
                config.Remove("kid");
            }
            var secrets = KeyMaker.Secrets(component, realm.Name, store.Pool, store.Time.GetUtcNow());
            draft.Remove(ObjectKind.Component, key.Id);
            draft.Put(ObjectKind.Component, component.Text("id")!, component, secrets);
            done.Add($"realm {realm.Name}: key {key.Name} is new");
        }
        foreach (var client in realm.Clients.Where(c => PublishedSecrets.Knows(c.Secret)).ToArray())
        {
            var secret = ClientBuilder.NewSecret();
            draft.Put(ObjectKind.Client, client.Id, client.Document.ToObject(), new JsonObject { ["secret"] = secret });
            done.Add($"realm {realm.Name}: secret of client {client.ClientId} is now {secret}");
        }
        return done;
    }
}
