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
        // Ports are chosen before anything listens, so that the two hosts can start at the same time.
        options = options with { CatalogPort = Listening.Port(options.CatalogPort), ProviderPort = Listening.Port(options.ProviderPort) };
        var address = Listening.Address(options.Bind, options.CatalogPort);
        var provider = Listening.Address(options.Bind, options.ProviderPort);
        var signOn = settings.Apply(new SignOnOptions
        {
            RealmUrl = new Uri(provider, $"realms/{FirstStart.Realm}").AbsoluteUri,
            ClientId = FirstStart.ClientId,
            ClientSecret = state.ClientSecret,
            KeyFile = folder.SignOnKeyFile,
            AdminPrincipals = [FirstStart.UserName],
        });
        // Much of a start is synchronous (SQLite, keys, the just-in-time compiler): each host has a thread of its own.
        var starting = Task.Run(() => RealmsHost.Start(ServeRealms.Options(options, folder, state.Pending?.Administrator), ct), ct);
        var building = Task.Run(() => CatalogHost.Build(options, folder, signOn, settings, ct), ct);
        await Both(starting, building);
        await using var realms = await starting;
        await using var catalog = await building;
        state = await Configure(folder, realms, address, state, ct);
        await catalog.Start(ct);
        await ServeRealms.Notices(realms);
        if (state.Pending is { } passwords)
        {
            await Console.Out.WriteLineAsync(Card.First(address, provider, state, passwords));
            state = state with { Pending = null };
            folder.WriteState(state);
        }
        else
        {
            await Console.Out.WriteLineAsync(Card.Later(address, provider));
        }
        if (!state.SampleDone)
            await Sample.Ingest(options, folder, state, provider, address, ct);
        await Task.WhenAny(realms.Completion, catalog.Completion, Task.Delay(Timeout.Infinite, ct));
        return 0;
    }

    static async Task<int> WithOtherProvider(ServeOptions options, DataFolder folder, SignOnSettings settings, CancellationToken ct)
    {
        if (!settings.NamesProvider)
            throw new StartException(Errors.BadOption, "--no-provider needs another provider: name its realm and client by AUTHENTICATION_AUTHORITY and AUTHENTICATION_CLIENT_ID, in the environment or in a file given with --config.");
        options = options with { CatalogPort = Listening.Port(options.CatalogPort) };
        var address = Listening.Address(options.Bind, options.CatalogPort);
        await using var catalog = await CatalogHost.Build(options, folder, settings.ToOptions(folder.SignOnKeyFile, Card.Plain(address)), settings, ct);
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
    static async Task Both(Task<RealmsHost> starting, Task<CatalogHost> building)
    {
        try
        {
            await Task.WhenAll(starting, building);
        }
        catch
        {
            if (starting.IsCompletedSuccessfully)
                await (await starting).DisposeAsync();
            if (building.IsCompletedSuccessfully)
                await (await building).DisposeAsync();
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
