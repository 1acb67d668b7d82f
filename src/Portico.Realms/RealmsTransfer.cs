using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Realms.Admin;
using Portico.Realms.Model;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms;

/// <summary>Exports realms as Keycloak's <c>kc.sh export</c> does: with users, hashed passwords, secrets and private keys, so that an import makes the same realm of it.</summary>
public static class RealmsTransfer
{
    static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>
    /// Writes realms to files that only their owner may read: <c>NAME-realm.json</c> in a folder, or one file with one realm. Returns the files. On PostgreSQL a provider may run beside it; a SQLite database has one user at a time.
    /// Fails with <see cref="RealmsException"/> (<see cref="Errors.ExportFailed"/>, <see cref="Errors.KeyFile"/>) or <see cref="StorageException"/>.
    /// </summary>
    /// <param name="options">Database and key file; the rest is not used.</param>
    /// <param name="realm">The realm, or <c>null</c> for all of them.</param>
    /// <param name="file">The file to write, or <c>null</c>; then <paramref name="folder"/> counts.</param>
    /// <param name="folder">The folder to write to, made when it is missing.</param>
    /// <param name="withUsers">Whether users are written, too.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<string>> Export(RealmsOptions options, string? realm, string? file, string? folder, bool withUsers, CancellationToken ct)
    {
        await using var database = await Database.Open(options.Database, RealmsHost.Migrations, options.Time, NullLoggerFactory.Instance, ct);
        await using var store = await RealmStore.Open(database, options.KeyFile, options.Time, NullLoggerFactory.Instance, ct);
        var names = realm is null ? await store.ListNames(ct) : [realm];
        if (file is not null && names.Count != 1)
            throw new RealmsException(Errors.ExportFailed, $"One file takes one realm, and there are {names.Count}: {string.Join(", ", names)}. Name one with --realm, or give a folder with --dir.");
        var written = new List<string>();
        foreach (var name in names)
        {
            var found = await store.Find(name, ct) ?? throw new RealmsException(Errors.ExportFailed, $"There is no realm '{name}'.");
            var target = Path.GetFullPath(file ?? Path.Combine(folder!, FileName(name)));
            try
            {
                await Write(target, await Everything(store, found, withUsers, ct), ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RealmsException(Errors.ExportFailed, $"'{target}' cannot be written: {e.Message}", e);
            }
            written.Add(target);
        }
        return written;
    }

    internal static async Task<JsonObject> Everything(RealmStore store, RealmSnapshot realm, bool withUsers, CancellationToken ct)
    {
        var export = RealmExport.Everything(await store.WithAllKeys(realm, ct));
        if (!withUsers)
            return export;
        var (users, consents) = await store.Database.Read(async session => (await UserDump.Of(session, store.Envelope, realm.Id), await Consents.OfRealm(session, realm.Id)), ct);
        export["users"] = new JsonArray([.. users.Select(u => (JsonNode)UserExport.Of(realm, u, consents[u.Id]))]);
        return export;
    }

    internal static ReadOnlyMemory<byte> Text(JsonObject export)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, s_json))
            export.WriteTo(writer);
        return text.WrittenMemory;
    }

    static string FileName(string realm) => string.Concat(realm.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '_' : c)) + "-realm.json";

    /// <summary>Whole or not at all: beside its place first, then moved there.</summary>
    static async Task Write(string file, JsonObject export, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(fresh, options))
        {
            await stream.WriteAsync(Text(export), ct);
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, file, overwrite: true);
    }
}
