using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Portico.SignOn.Protection;
using Portico.Storage;

namespace Portico.SignOn.SignIn;

/// <summary>
/// Sign-ins that are at the provider, each on its own under its random <c>state</c>: several tabs do not disturb each other, a restart or another node finishes what one began,
/// and each can be finished once.
/// </summary>
sealed class PendingSignIns(Database database, Vault vault, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    const string Purpose = "pending sign-in";
    const string Insert = "INSERT INTO signon_pending (state_hash, sealed, expires_at) VALUES (@hash, @sealed, @expires)";
    const string Read = "SELECT sealed FROM signon_pending WHERE state_hash = @hash AND expires_at > @now";
    const string Delete = "DELETE FROM signon_pending WHERE state_hash = @hash";
    const string Purge = "DELETE FROM signon_pending WHERE expires_at <= @now";

    public static string NewState() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public Task Add(string state, AuthenticationProperties properties, CancellationToken ct)
    {
        var hash = Digest.Of(state).ToString();
        var bytes = vault.Seal(Purpose, hash, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?>(properties.Items), PendingJson.Default.DictionaryStringString));
        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds();
        return database.Write(session => session.Execute(Insert, ("hash", hash), ("sealed", bytes), ("expires", expires)), ct);
    }

    /// <summary>Takes the sign-in away; <c>null</c> when it is unknown, was taken before or took too long.</summary>
    public async Task<AuthenticationProperties?> Take(string state, CancellationToken ct)
    {
        var hash = Digest.Of(state).ToString();
        var found = await database.Write(async session =>
        {
            var row = await session.QueryFirst(Read, row => (byte[])row[0], ("hash", hash), ("now", time.GetUtcNow().ToUnixTimeMilliseconds()));
            return await session.Execute(Delete, ("hash", hash)) == 1 ? row : null;
        }, ct);
        return found is not null && vault.TryOpen(Purpose, hash, found) is { } clear && JsonSerializer.Deserialize(clear, PendingJson.Default.DictionaryStringString) is { } items
            ? new AuthenticationProperties(items)
            : null;
    }

    public Task DeleteLapsed(CancellationToken ct) => database.Write(session => session.Execute(Purge, ("now", time.GetUtcNow().ToUnixTimeMilliseconds())), ct);
}

[JsonSerializable(typeof(Dictionary<string, string?>))]
sealed partial class PendingJson : JsonSerializerContext;
