using System.Security.Cryptography;
using System.Text;

namespace Portico.Realms.Keys;

/// <summary>
/// Encrypts what must not be readable in the database or its backups: AES-256-GCM under a key that lives in a file beside it. A sealed value names its key and is bound to
/// its purpose (realm, kind, id), so that one row's secret cannot be moved into another.
/// </summary>
sealed class Envelope : IDisposable
{
    const byte Version = 1;
    const int KeyIdLength = 8;
    const int NonceLength = 12;
    const int TagLength = 16;
    const int Head = 1 + KeyIdLength + NonceLength + TagLength;
    const string FileHeader = "portico-realms-key-1";

    readonly byte[] _keyId;
    readonly ThreadLocal<AesGcm> _aes;

    internal Envelope(byte[] key)
    {
        _keyId = SHA256.HashData([.. "portico-realms-key-id"u8, .. key])[..KeyIdLength];
        KeyId = Convert.ToHexStringLower(_keyId);
        _aes = new(() => new AesGcm(key, TagLength));
    }

    /// <summary>Names the key without telling it.</summary>
    public string KeyId { get; }

    /// <summary>Reads the key file, or makes it (readable by its owner only). Fails with <see cref="RealmsException"/>.</summary>
    public static Envelope Open(string file)
    {
        try
        {
            if (!File.Exists(file))
                Create(file);
            var parts = File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var key = new byte[32];
            if (parts is not [FileHeader, var text, var check] || !Convert.TryFromBase64String(text, key, out var length) || length != key.Length || check != Check(key))
                throw new RealmsException(Errors.KeyFile, $"The key file '{file}' is damaged or is no key file of Portico. Restore it from a backup.");
            return new Envelope(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RealmsException(Errors.KeyFile, $"The key file '{file}' cannot be used: {e.Message}", e);
        }
    }

    public byte[] Seal(string plain, string purpose)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var result = new byte[Head + text.Length];
        result[0] = Version;
        _keyId.CopyTo(result, 1);
        var nonce = result.AsSpan(1 + KeyIdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        _aes.Value!.Encrypt(nonce, text, result.AsSpan(Head), result.AsSpan(1 + KeyIdLength + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        CryptographicOperations.ZeroMemory(text);
        return result;
    }

    public string Unseal(byte[] value, string purpose)
    {
        if (value.Length < Head || value[0] != Version || !value.AsSpan(1, KeyIdLength).SequenceEqual(_keyId))
            throw new RealmsException(Errors.KeyFile, "A secret in the database was encrypted with another key. Restore the key file that belongs to this database.");
        var plain = new byte[value.Length - Head];
        try
        {
            _aes.Value!.Decrypt(value.AsSpan(1 + KeyIdLength, NonceLength), value.AsSpan(Head), value.AsSpan(1 + KeyIdLength + NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new RealmsException(Errors.KeyFile, "A secret in the database was changed or moved, and is refused.", e);
        }
        return Encoding.UTF8.GetString(plain);
    }

    static void Create(string file)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes($"{FileHeader}\n{Convert.ToBase64String(key)}\n{Check(key)}\n"));
        stream.Flush(true);
    }

    static string Check(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key))[..16];

    public void Dispose() => _aes.Dispose();

    public override string ToString() => KeyId;
}
