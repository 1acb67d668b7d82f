using Portico.Realms;

namespace Portico.Server.Hosting;

/// <summary>The embedded provider alone: <c>portico realms</c>.</summary>
static class ServeRealms
{
    public static async Task<int> Run(ServeOptions options, CancellationToken ct)
    {
        var folder = DataFolder.Open(options.DataFolder);
        await using var realms = await RealmsHost.Start(Options(options, folder, Environment.GetEnvironmentVariable(FirstStart.AdministratorPasswordVariable)), ct);
        await Console.Out.WriteLineAsync($"The identity provider is ready in {Card.Elapsed()} s: {Card.Plain(realms.Address)}");
        await Notices(realms);
        if (realms.NewAdminPassword is { } password)
        {
            var shown = FirstStart.IsPreset(FirstStart.AdministratorPasswordVariable) ? $"as preset by {FirstStart.AdministratorPasswordVariable}" : $"{password}   (shown this once)";
            await Console.Out.WriteLineAsync($"  Administrator of realm master   admin / {shown}");
        }
        await Task.WhenAny(realms.Completion, Task.Delay(Timeout.Infinite, ct));
        return 0;
    }

    public static async Task<int> RotatePublished(ServeOptions options, CancellationToken ct)
    {
        var done = await RealmsHost.RotatePublished(Options(options, DataFolder.Open(options.DataFolder), null), ct);
        foreach (var line in done)
            await Console.Out.WriteLineAsync(line);
        await Console.Out.WriteLineAsync(done.Count == 0 ? "No realm keeps published secrets." : "Done. Start Portico anew if it is running.");
        return 0;
    }

    /// <summary>Says what became of the files of <c>--import-realm</c>.</summary>
    public static async Task Notices(RealmsHost realms)
    {
        foreach (var name in realms.ImportedRealms)
            await Console.Out.WriteLineAsync($"  Realm '{name}' was imported.");
        foreach (var name in realms.SkippedRealms)
            await Console.Out.WriteLineAsync($"  Realm '{name}' exists already: its import was skipped.");
    }

    /// <summary><c>portico realms export</c>: writes realms to files.</summary>
    public static async Task<int> Export(ServeOptions options, string? realm, string? file, string? folder, bool withUsers, CancellationToken ct)
    {
        if (file is null == folder is null)
            throw new StartException(Errors.BadOption, "Say where to: --file FILE for one realm, or --dir DIR for a file for each.");
        foreach (var written in await RealmsTransfer.Export(Options(options, DataFolder.Open(options.DataFolder), null), realm, file, folder, withUsers, ct))
            await Console.Out.WriteLineAsync(written);
        return 0;
    }

    public static RealmsOptions Options(ServeOptions options, DataFolder folder, string? administratorPassword) => new()
    {
        Database = DataFolder.Database(folder.RealmsFile, options.PostgresConnectionString),
        KeyFile = folder.RealmsKeyFile,
        Bind = options.Bind,
        Port = options.ProviderPort,
        AdminPassword = string.IsNullOrEmpty(administratorPassword) ? null : administratorPassword,
        ImportRealms = options.ImportRealms,
        Reach = options.Outbound,
        Verbose = options.Verbose,
        Logging = logging => CatalogHost.ConfigureLogging(logging, options.Verbose),
    };
}
