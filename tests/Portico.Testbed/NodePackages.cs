using System.Security.Cryptography;

namespace Portico.Testbed;

/// <summary>Installs the locked packages of a folder with package.json and package-lock.json, once per lock file, whichever test process asks first.</summary>
public static class NodePackages
{
    /// <summary>Why a test is skipped or fails where node is missing.</summary>
    public const string Missing = "node and npm are not installed. Run ./test.sh, which installs what is missing, or: apt-get install nodejs npm";

    /// <summary>Whether node and npm can be started.</summary>
    public static bool Available { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':') is var path && path.Any(p => File.Exists(Path.Combine(p, "node"))) && path.Any(p => File.Exists(Path.Combine(p, "npm")));

    /// <summary>Runs <c>npm ci</c> in the folder unless its node_modules are those of its lock file.</summary>
    /// <param name="folder">Relative to the checkout.</param>
    /// <returns>The folder's absolute path; scripts in it resolve the packages.</returns>
    public static async Task<string> Install(string folder)
    {
        if (!Available)
            throw new InvalidOperationException(Missing);
        var path = RepositoryRoot.Combine(folder);
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(path, "package-lock.json"))));
        var stamp = Path.Combine(path, "node_modules", ".portico-installed");
        await using var held = await Hold(Path.Combine(Path.GetTempPath(), $"portico-npm-{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(path)))[..16]}.lock"));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
            return path;
        var (exitCode, output) = await ChildProcess.Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], path, timeout: TimeSpan.FromMinutes(5));
        if (exitCode != 0)
            throw new InvalidOperationException($"npm ci in {folder} failed with exit code {exitCode}:\n{output}");
        await File.WriteAllTextAsync(stamp, wanted);
        return path;
    }

    static Task<FileStream> Hold(string file) => Eventually.Answers<FileStream>(
        () =>
        {
            try
            {
                return Task.FromResult<FileStream?>(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                return Task.FromResult<FileStream?>(null);
            }
        },
        "another process installs node packages",
        TimeSpan.FromMinutes(6));
}
