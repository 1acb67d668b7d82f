using System.Security.Cryptography;
using System.Text.Json;
using Portico.Storage;

namespace Portico.Server.Hosting;

/// <summary>The folder that holds all state of one installation. Readable by its owner alone: it holds keys.</summary>
sealed class DataFolder
{
    readonly string _stateFile;

    DataFolder(string path)
    {
        Root = path;
        _stateFile = Path.Combine(path, "portico.json");
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>The catalog's database, unless PostgreSQL is configured.</summary>
    public string CatalogFile => Path.Combine(Root, "catalog.db");

    /// <summary>The provider's database, unless PostgreSQL is configured.</summary>
    public string RealmsFile => Path.Combine(Root, "realms.db");

    /// <summary>The key that encrypts the provider's private keys and secrets at rest.</summary>
    public string RealmsKeyFile => Path.Combine(Root, "keys", "realms.key");

    /// <summary>The key that encrypts tokens and private keys of sign-on at rest.</summary>
    public string SignOnKeyFile => Path.Combine(Root, "keys", "signon.key");

    /// <summary>The key that encrypts secrets of service connections at rest.</summary>
    public string CatalogKeyFile => Path.Combine(Root, "keys", "catalog.key");

    /// <summary>Opens the folder, making it when it is missing.</summary>
    public static DataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.Combine(root, "keys"));
            }
            else
            {
                const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                Directory.CreateDirectory(root, ownerOnly);
                Directory.CreateDirectory(Path.Combine(root, "keys"), ownerOnly);
            }
            var probe = Path.Combine(root, $".probe-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(Errors.DataFolder, $"The data folder '{root}' cannot be written ({e.Message}). Correct its permissions, or choose another with --data.", e);
        }
        return new DataFolder(root);
    }

    /// <summary>Where a module keeps its rows.</summary>
    public static DatabaseOptions Database(string sqliteFile, string? postgresConnectionString) => postgresConnectionString is null
        ? new DatabaseOptions { SqliteFile = sqliteFile }
        : new DatabaseOptions { PostgresConnectionString = postgresConnectionString };

    /// <summary>The 32 bytes of <see cref="CatalogKeyFile"/>, made at the first call.</summary>
    public byte[] CatalogKey()
    {
        try
        {
            if (File.Exists(CatalogKeyFile))
            {
                var text = File.ReadAllText(CatalogKeyFile).Trim();
                var key = new byte[32];
                return Convert.TryFromBase64String(text, key, out var written) && written == key.Length
                    ? key
                    : throw new StartException(Errors.StateDamaged, $"The key file '{CatalogKeyFile}' is damaged: it holds no base64 of 32 bytes. Restore it from a backup.");
            }
            var fresh = RandomNumberGenerator.GetBytes(32);
            Replace(CatalogKeyFile, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(fresh))));
            return fresh;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(Errors.DataFolder, $"The key file '{CatalogKeyFile}' cannot be used ({e.Message}). Correct its permissions.", e);
        }
    }

    /// <summary>What the first start decided, or <c>null</c> before it.</summary>
    public InstallationState? ReadState()
    {
        if (!File.Exists(_stateFile))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_stateFile), StateJson.Default.InstallationState)
                ?? throw new JsonException("The file is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(Errors.StateDamaged, $"The file '{_stateFile}' cannot be read ({e.Message}). Restore it from a backup.", e);
        }
    }

    /// <summary>Keeps what the first start decided.</summary>
    public void WriteState(InstallationState state) => Replace(_stateFile, stream => JsonSerializer.Serialize(stream, state, StateJson.Default.InstallationState));

    /// <summary>Replaces a file whole, so that a crash leaves the old one or the new one; readable by its owner alone.</summary>
    static void Replace(string file, Action<Stream> write)
    {
        var fresh = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, options))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, file, overwrite: true);
    }
}
