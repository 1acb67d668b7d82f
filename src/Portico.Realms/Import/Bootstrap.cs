using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Portico.Realms.Passwords;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms.Import;

/// <summary>What a start does before the first request: realm master with its administrator, and the realms that are to be imported.</summary>
static class Bootstrap
{
    const int PasswordLength = 20;
    const string PasswordLetters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Makes realm master with the user <c>admin</c> unless it is there. Returns the password when this call made the user: the given one, or a new one.</summary>
    public static async Task<string?> EnsureMaster(RealmStore store, PasswordHasher hasher, string? adminPassword, CancellationToken ct)
    {
        if (await store.Find("master", ct) is not null)
            return null;
        var password = adminPassword ?? RandomNumberGenerator.GetString(PasswordLetters, PasswordLength);
        var master = new JsonObject
        {
            ["realm"] = "master", ["enabled"] = true,
            ["users"] = new JsonArray(new JsonObject
            {
                ["username"] = "admin", ["enabled"] = true, ["realmRoles"] = new JsonArray("admin", "default-roles-master"),
                ["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = password }),
            }),
        };
        try
        {
            await RealmCreation.Create(store, hasher, master, ct);
        }
        catch (System.Data.Common.DbException e) when (DbExceptions.IsUniqueViolation(e))
        {
            // Another node was first; its password counts.
            return null;
        }
        return password;
    }

    /// <summary>
    /// Imports realm files or folders of them (Keycloak's export format: a realm, or a list of realms). Realms that exist are skipped, and so is master.
    /// Fails with <see cref="RealmsException"/>, naming the file and the place in it.
    /// </summary>
    public static async Task<(IReadOnlyList<string> Imported, IReadOnlyList<string> Skipped)> ImportFiles(RealmStore store, PasswordHasher hasher, IReadOnlyList<string> paths, CancellationToken ct)
    {
        var (imported, skipped) = (new List<string>(), new List<string>());
        foreach (var file in paths.SelectMany(RealmFiles.List))
        {
            foreach (var (realm, place) in await RealmFiles.Read(file, ct))
            {
                var name = realm.Text("realm") is { Length: > 0 } text ? text : throw new RealmsException(Errors.ImportFailed, $"{file}: {place} has no name: the member 'realm' is missing or empty.");
                if (name == "master" || await store.Find(name, ct) is not null)
                {
                    skipped.Add(name);
                    continue;
                }
                try
                {
                    await RealmCreation.Create(store, hasher, realm, ct);
                    imported.Add(name);
                }
                catch (ImportException e)
                {
                    throw new RealmsException(Errors.ImportFailed, $"{file}: realm '{name}': {e.Message}", e);
                }
                catch (System.Data.Common.DbException e) when (DbExceptions.IsUniqueViolation(e))
                {
                    if (await store.Find(name, ct) is null)
                        throw new RealmsException(Errors.ImportFailed, $"{file}: realm '{name}': its id, or an id, name or address of one of its users, is taken.", e);
                }
                catch (Exception e) when (e is FormatException or CryptographicException or InvalidOperationException)
                {
                    throw new RealmsException(Errors.ImportFailed, $"{file}: realm '{name}': {e.Message}", e);
                }
            }
        }
        return (imported, skipped);
    }
}
