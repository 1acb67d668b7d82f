using Portico.Keycloak;
using Portico.Realms;
using Portico.SignOn;

namespace Portico.Server.Hosting;

/// <summary>The whole system in one process: the embedded provider and the catalog, two hosts with HTTP between them.</summary>
static class Serve
{
    public static async Task<int> Run(ServeOptions options, CancellationToken ct)
    {
        var folder = DataFolder.Open(options.DataFolder);
        var settings = SignOnSettings.Read(EnvironmentVariables(), ReadConfig(options.ConfigFile));
        return options.EmbeddedProvider && !settings.NamesProvider
            ? await WithEmbeddedProvider(options, folder, settings, ct)
            : await WithOtherProvider(options, folder, settings, ct);
    }

    static async Task<int> WithEmbeddedProvider(ServeOptions options, DataFolder folder, SignOnSettings settings, CancellationToken ct)
    {
        var state = FirstStart.Decide(folder);
        var starting = RealmsHost.Start(ServeRealms.Options(options, folder, state.Pending?.Administrator), ct);
        var opening = CatalogHost.Open(options, folder, ct);
        await using var realms = await Both(starting, opening);
        var port = Listening.Port(options.CatalogPort);
        var address = CatalogHost.AddressOf(options.Bind, port);
        await using var catalog = await CatalogHost.Build(await opening, options with { CatalogPort = port }, settings.Apply(new SignOnOptions
        {
            RealmUrl = new Uri(realms.Address, $"realms/{FirstStart.Realm}").AbsoluteUri,
            ClientId = FirstStart.ClientId,
            ClientSecret = state.ClientSecret,
            KeyFile = folder.SignOnKeyFile,
            AdminPrincipals = [FirstStart.UserName],
        }), settings, ct);
        state = await Configure(folder, realms, address, state, ct);
        await catalog.Start(ct);
        if (state.Pending is { } passwords)
        {
            await Console.Out.WriteLineAsync(Card.First(address, realms.Address, state, passwords));
            state = state with { Pending = null };
            folder.WriteState(state);
        }
        else
        {
            await Console.Out.WriteLineAsync(Card.Later(address, realms.Address));
        }
        if (!state.SampleDone)
            await Sample.Ingest(options, folder, state, realms.Address, address, ct);
        await Task.WhenAny(realms.Completion, catalog.Completion, Task.Delay(Timeout.Infinite, ct));
        return 0;
    }

    static async Task<int> WithOtherProvider(ServeOptions options, DataFolder folder, SignOnSettings settings, CancellationToken ct)
    {
        if (!settings.NamesProvider)
            throw new StartException(Errors.BadOption, "--no-provider needs another provider: name its realm and client by AUTHENTICATION_AUTHORITY and AUTHENTICATION_CLIENT_ID, in the environment or in a file given with --config.");
        var port = Listening.Port(options.CatalogPort);
        var address = CatalogHost.AddressOf(options.Bind, port);
        await using var catalog = await CatalogHost.Build(
            await CatalogHost.Open(options, folder, ct), options with { CatalogPort = port }, settings.ToOptions(folder.SignOnKeyFile, Card.Plain(address)), settings, ct);
        await catalog.Start(ct);
        await Console.Out.WriteLineAsync(Card.Later(address, null));
        await Task.WhenAny(catalog.Completion, Task.Delay(Timeout.Infinite, ct));
        return 0;
    }

    /// <summary>The realm, client and user of the guide: at the first start, and the client's addresses again whenever the catalog's address has changed.</summary>
    static async Task<InstallationState> Configure(DataFolder folder, RealmsHost realms, Uri address, InstallationState state, CancellationToken ct)
    {
        if (state.Pending is null && state.CatalogAddress == address.AbsoluteUri)
            return state;
        using var keycloak = new AdminApi(realms.Address, realms.OwnerToken, TimeProvider.System);
        await FirstStart.Configure(realms.Address, address, state, keycloak, ct);
        state = state with { CatalogAddress = address.AbsoluteUri };
        folder.WriteState(state);
        return state;
    }

    /// <summary>Waits for both; when one fails the other is not left running.</summary>
    static async Task<RealmsHost> Both(Task<RealmsHost> starting, Task<CatalogHost.Opened> opening)
    {
        try
        {
            await Task.WhenAll(starting, opening);
            return await starting;
        }
        catch
        {
            if (starting.IsCompletedSuccessfully)
                await (await starting).DisposeAsync();
            if (opening.IsCompletedSuccessfully)
                await (await opening).Database.DisposeAsync();
            throw;
        }
    }

    static Dictionary<string, string> EnvironmentVariables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    static string? ReadConfig(string? file)
    {
        if (file is null)
            return null;
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(Errors.BadOption, $"The settings file '{file}' cannot be read ({e.Message}).", e);
        }
    }
}
