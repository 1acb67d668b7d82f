using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>The key that encrypts the catalog's tokens and private keys at rest.</summary>
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
    public DatabaseOptions Database(string sqliteFile, string? postgresConnectionString) => postgresConnectionString is null
        ? new DatabaseOptions { SqliteFile = sqliteFile }
        : new DatabaseOptions { PostgresConnectionString = postgresConnectionString };

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

    /// <summary>Replaces the file whole, so that a crash leaves the old one or the new one.</summary>
    public void WriteState(InstallationState state)
    {
        var fresh = _stateFile + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(stream, state, StateJson.Default.InstallationState);
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, _stateFile, overwrite: true);
    }
}

/// <summary>What the first start decided and every later one needs.</summary>
sealed record InstallationState
{
    /// <summary>Secret of the catalog's client on the embedded provider.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Ports for which the client's redirect addresses and the realm's address were last set.</summary>
    public required int CatalogPort { get; init; }

    /// <summary>Whether the bundled sample was ingested, or declined.</summary>
    public bool SampleDone { get; init; }

    public override string ToString() => $"InstallationState (port {CatalogPort}, secret withheld)";
}

[JsonSerializable(typeof(InstallationState))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
sealed partial class StateJson : JsonSerializerContext;
