using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Portico.SignOn.Protection;
using Portico.Storage;

namespace Portico.SignOn.OwnTokens;

/// <summary>
/// The catalog's own RSA keys: made at the first start in the background, sealed in the database, the newest signs, all verify. Never configuration, and trusted in process:
/// nobody has to list them anywhere.
/// </summary>
sealed class OwnKeys(Database database, Vault vault, TimeProvider time, ILoggerFactory logs)
{
    const string Purpose = "own key";
    const int Bits = 2048;
    const long ReloadPause = 5_000;
    const string ReadAll = "SELECT kid, sealed FROM signon_own_key ORDER BY created_at DESC, kid";

    const string InsertFirst = """
        INSERT INTO signon_own_key (kid, sealed, created_at) SELECT @kid, @sealed, @now WHERE NOT EXISTS (SELECT 1 FROM signon_own_key)
        """;

    readonly ILogger _log = logs.CreateLogger("Portico.SignOn");
    readonly Lock _lock = new();
    Task<IReadOnlyList<RsaSecurityKey>>? _keys;
    long _loadedAt;

    /// <summary>All keys, the signing one first.</summary>
    public Task<IReadOnlyList<RsaSecurityKey>> All()
    {
        lock (_lock)
        {
            if (_keys is null or { IsFaulted: true } or { IsCanceled: true })
                _keys = Task.Run(Load);
            return _keys;
        }
    }

    public async Task<SigningCredentials> Signing() => new((await All())[0], SecurityAlgorithms.RsaSha256);

    /// <summary>The key of that id, or <c>null</c>; another node's newer key is looked for in the database, at most every few seconds.</summary>
    public async ValueTask<RsaSecurityKey?> Find(string kid)
    {
        if (Of(await All(), kid) is { } key)
            return key;
        lock (_lock)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now - _loadedAt < ReloadPause)
                return null;
            (_keys, _loadedAt) = (null, now);
        }
        return Of(await All(), kid);
    }

    static RsaSecurityKey? Of(IReadOnlyList<RsaSecurityKey> keys, string kid)
    {
        foreach (var key in keys)
        {
            if (key.KeyId == kid)
                return key;
        }
        return null;
    }

    async Task<IReadOnlyList<RsaSecurityKey>> Load()
    {
        var rows = await Read();
        if (rows.Count == 0)
        {
            using var rsa = RSA.Create(Bits);
            var kid = new RsaSecurityKey(rsa.ExportParameters(false)).ComputeJwkThumbprint();
            var name = Base64UrlEncoder.Encode(kid);
            var bytes = vault.Seal(Purpose, name, rsa.ExportPkcs8PrivateKey());
            var made = await database.Write(
                session => session.Execute(InsertFirst, ("kid", name), ("sealed", bytes), ("now", time.GetUtcNow().ToUnixTimeMilliseconds())), CancellationToken.None);
            if (made == 1)
                Log.OwnKeyMade(_log, name);
            rows = await Read();
        }
        _loadedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. rows.Select(row => Open(row.Kid, row.Sealed))];
    }

    Task<IReadOnlyList<(string Kid, byte[] Sealed)>> Read() =>
        database.Read(session => session.Query(ReadAll, row => (row.GetString(0), (byte[])row[1])), CancellationToken.None);

    RsaSecurityKey Open(string kid, byte[] sealedBytes)
    {
        var clear = vault.TryOpen(Purpose, kid, sealedBytes) ?? throw new SignOnException(Errors.ForeignKeyFile, "The catalog's signing key was encrypted with another key file.");
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(clear, out _);
        CryptographicOperations.ZeroMemory(clear);
        return new RsaSecurityKey(rsa) { KeyId = kid };
    }
}
