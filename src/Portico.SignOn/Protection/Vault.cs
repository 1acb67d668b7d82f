using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Portico.Storage;

namespace Portico.SignOn.Protection;

/// <summary>
/// Encrypts what is kept at rest: AES-256-GCM under keys that are derived (HKDF-SHA256) from the key file, one for each purpose. Each text is bound to its place
/// (a row's key), so that a value copied to another row does not open.
/// </summary>
sealed class Vault
{
    const int KeySize = 32;
    const int NonceSize = 12;
    const int TagSize = 16;
    const string Marker = "portico signon";

    readonly byte[] _master;
    readonly string _file;
    readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    Vault(byte[] master, string file) => (_master, _file) = (master, file);

    /// <summary>Reads the key file, making it when it is missing.</summary>
    public static Vault Open(string file)
    {
        try
        {
            if (!File.Exists(file))
                Create(file);
            var key = new byte[KeySize];
            return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), key, out var length) && length == KeySize
                ? new Vault(key, file)
                : throw new SignOnException(Errors.KeyFile, $"The file '{file}' is no key file. Restore it from a backup; without it, sessions, tokens and keys in the database cannot be read.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SignOnException(Errors.KeyFile, $"The key file '{file}' cannot be read or made ({e.Message}). Correct its folder's permissions.", e);
        }
    }

    public byte[] Seal(string purpose, string place, ReadOnlySpan<byte> clear)
    {
        var result = new byte[NonceSize + clear.Length + TagSize];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(purpose), TagSize);
        cipher.Encrypt(nonce, clear, result.AsSpan(NonceSize, clear.Length), result.AsSpan(NonceSize + clear.Length), Encoding.UTF8.GetBytes(place));
        return result;
    }

    /// <summary>The clear bytes, or <c>null</c> when the key, the place or the bytes are not those that were sealed.</summary>
    public byte[]? TryOpen(string purpose, string place, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
            return null;
        var clear = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(Key(purpose), TagSize);
        try
        {
            cipher.Decrypt(sealedBytes[..NonceSize], sealedBytes[NonceSize..^TagSize], sealedBytes[^TagSize..], clear, Encoding.UTF8.GetBytes(place));
            return clear;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The database belongs to this key file, or is marked as belonging to it now.</summary>
    public async Task Check(Database database, CancellationToken ct)
    {
        const string read = "SELECT sealed FROM signon_key_check WHERE id = 1";
        const string mark = "INSERT INTO signon_key_check (id, sealed) VALUES (1, @sealed) ON CONFLICT (id) DO NOTHING";
        var found = await database.Read(session => session.QueryFirst(read, row => (byte[])row[0]), ct);
        if (found is null)
        {
            var fresh = Seal(Marker, "check", Encoding.UTF8.GetBytes(Marker));
            found = await database.Write(async session =>
            {
                await session.Execute(mark, ("sealed", fresh));
                return await session.QueryFirst(read, row => (byte[])row[0]);
            }, ct);
        }
        if (TryOpen(Marker, "check", found) is null)
        {
            throw new SignOnException(Errors.ForeignKeyFile,
                $"The database was encrypted with another key than that of '{_file}'. Nodes on one database share the key file: copy it from the first node, or restore it from a backup.");
        }
    }

    byte[] Key(string purpose) =>
        _keys.GetOrAdd(purpose, static (purpose, master) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeySize, info: Encoding.UTF8.GetBytes(purpose)), _master);

    /// <summary>Written whole under another name first: a crash leaves no half key, and of two processes one wins.</summary>
    static void Create(string file)
    {
        var fresh = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize)) + "\n"));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(fresh, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(fresh);
        }
    }
}
