using System.Diagnostics;

namespace Portico.Server.Hosting;

/// <summary>
/// Ingests the bundled sample at the first start as any user would: the <c>metadata</c> program, a workflow file, a token of the service account, the REST API. A failure is told and
/// leaves the catalog running.
/// </summary>
static class Sample
{
    public static async Task Ingest(ServeOptions options, DataFolder folder, InstallationState state, Uri provider, Uri catalog, CancellationToken ct)
    {
        if (options.Sample)
        {
            var workflow = Path.Combine(AppContext.BaseDirectory, "examples", "sample.yaml");
            var failure = await Run(workflow, state.ClientSecret, provider, catalog, ct);
            if (failure is not null)
            {
                await Console.Error.WriteLineAsync($"{Errors.Sample}: The bundled sample was not ingested, the catalog runs without it. {failure}");
                return;
            }
            await Console.Out.WriteLineAsync("The sample database 'shop' is in the catalog.");
        }
        folder.WriteState(state with { SampleDone = true });
    }

    /// <summary><c>null</c> on success, else what went wrong.</summary>
    static async Task<string?> Run(string workflow, string secret, Uri provider, Uri catalog, CancellationToken ct)
    {
        if (Program() is not var (file, prefix) || !File.Exists(workflow))
            return $"The program 'metadata' or '{workflow}' is missing beside the server.";
        var start = new ProcessStartInfo(file, [.. prefix, "ingest", "-c", workflow, "--quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment[FirstStart.ClientSecretVariable] = secret;
        start.Environment["PORTICO_CATALOG"] = Card.Plain(catalog);
        start.Environment["PORTICO_REALM"] = new Uri(provider, $"realms/{FirstStart.Realm}").AbsoluteUri;
        using var process = Process.Start(start);
        if (process is null)
            return "The program 'metadata' did not start.";
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? null : $"{(await errors).Trim()} {(await output).Trim()} Try again with: ./metadata ingest -c examples/sample.yaml";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The program beside the server: its own executable, or through <c>dotnet</c> where the server was started so.</summary>
    static (string File, string[] Prefix)? Program()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "metadata.dll");
        if (!File.Exists(library))
            return null;
        return Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? (self, [library])
            : (Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "metadata.exe" : "metadata"), []);
    }
}
