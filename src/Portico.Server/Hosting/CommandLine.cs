using System.CommandLine;
using Portico.Keycloak;
using Portico.Realms;
using Portico.SignOn;
using Portico.Storage;

namespace Portico.Server.Hosting;

/// <summary>The command line of <c>portico</c>: options of a run, and <c>portico realms</c> for the provider alone.</summary>
static class CommandLine
{
    public static Task<int> Run(string[] args)
    {
        var data = new Option<string>("--data") { Description = "Folder of the state (databases, keys). Default: ./data, or PORTICO_DATA", HelpName = "DIR" };
        var catalogPort = Port("--catalog-port", 8585, "Port of the catalog; 0 takes a free one");
        var providerPort = Port("--provider-port", 8080, "Port of the embedded identity provider; 0 takes a free one");
        var bind = new Option<string>("--bind")
        {
            Description = "Address to listen on: localhost, an IP address, or * for all. Default: localhost, or PORTICO_BIND",
            HelpName = "ADDRESS",
        };
        var noSample = new Option<bool>("--no-sample") { Description = "Do not ingest the bundled sample at the first start" };
        var noProvider = new Option<bool>("--no-provider") { Description = "Do not start the embedded provider; a Keycloak elsewhere is configured by OpenMetadata's settings" };
        var database = new Option<string>("--database")
        {
            Description = "PostgreSQL connection string in place of SQLite (Host=...;Username=...;Password=...;Database=...). Also PORTICO_DATABASE",
            HelpName = "CONNECTION",
        };
        var importRealm = new Option<string[]>("--import-realm")
        {
            Description = "Keycloak realm export, or a folder of them, to import at start; realms that exist are left alone",
            HelpName = "FILE|DIR",
        };
        var config = new Option<string>("--config") { Description = "An openmetadata.yaml to read settings from. Also PORTICO_CONFIG", HelpName = "FILE" };
        var outbound = new Option<string>("--outbound")
        {
            Description = "Where the provider goes when a realm's settings name an address: public, private (private networks too) or loopback (this machine too). Default: loopback while it listens on loopback, else private. Also PORTICO_OUTBOUND",
            HelpName = "REACH",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Log every request" };

        var root = new RootCommand("Portico: a metadata catalog behind Keycloak single sign-on, in one process.")
        {
            data, catalogPort, providerPort, bind, noSample, noProvider, database, importRealm, config, outbound, verbose,
        };
        root.SetAction((parsed, ct) => Guard(() => Serve.Run(
            new ServeOptions
            {
                DataFolder = Folder(parsed.GetValue(data)),
                CatalogPort = parsed.GetValue(catalogPort),
                ProviderPort = parsed.GetValue(providerPort),
                Bind = parsed.GetValue(bind) ?? Environment("PORTICO_BIND") ?? "localhost",
                Sample = !parsed.GetValue(noSample),
                EmbeddedProvider = !parsed.GetValue(noProvider),
                PostgresConnectionString = parsed.GetValue(database) ?? Environment("PORTICO_DATABASE"),
                ImportRealms = parsed.GetValue(importRealm) ?? [],
                Outbound = Reach(parsed.GetValue(outbound) ?? Environment("PORTICO_OUTBOUND")),
                ConfigFile = parsed.GetValue(config) ?? Environment("PORTICO_CONFIG"),
                Verbose = parsed.GetValue(verbose),
            }, ct)));

        var realmsPort = Port("--port", 8080, "Port to listen on; 0 takes a free one");
        var realms = new Command("realms", "Start the identity provider alone.") { data, realmsPort, bind, database, importRealm, outbound, verbose };
        realms.SetAction((parsed, ct) => Guard(() => ServeRealms.Run(
            new ServeOptions
            {
                DataFolder = Folder(parsed.GetValue(data)),
                ProviderPort = parsed.GetValue(realmsPort),
                Bind = parsed.GetValue(bind) ?? Environment("PORTICO_BIND") ?? "localhost",
                PostgresConnectionString = parsed.GetValue(database) ?? Environment("PORTICO_DATABASE"),
                ImportRealms = parsed.GetValue(importRealm) ?? [],
                Outbound = Reach(parsed.GetValue(outbound) ?? Environment("PORTICO_OUTBOUND")),
                Verbose = parsed.GetValue(verbose),
            }, ct)));
        var rotate = new Command("rotate-published", "Replace keys and client secrets of realms that are published, such as those of the demonstration realm data-sec, and print the new ones.") { data, database };
        rotate.SetAction((parsed, ct) => Guard(() => ServeRealms.RotatePublished(
            new ServeOptions { DataFolder = Folder(parsed.GetValue(data)), PostgresConnectionString = parsed.GetValue(database) ?? Environment("PORTICO_DATABASE") }, ct)));
        realms.Add(rotate);
        realms.Add(Export(data, database));
        root.Add(realms);
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
    }

    static Command Export(Option<string> data, Option<string> database)
    {
        var realm = new Option<string>("--realm") { Description = "The realm to export. Default: all of them", HelpName = "NAME" };
        var file = new Option<string>("--file") { Description = "File to write one realm to", HelpName = "FILE" };
        var folder = new Option<string>("--dir") { Description = "Folder to write NAME-realm.json to, for each realm", HelpName = "DIR" };
        var noUsers = new Option<bool>("--no-users") { Description = "Leave users out" };
        var export = new Command("export", "Write realms to files in Keycloak's export format, with users, password hashes, secrets and private keys.") { data, database, realm, file, folder, noUsers };
        export.SetAction((parsed, ct) => Guard(() => ServeRealms.Export(
            new ServeOptions { DataFolder = Folder(parsed.GetValue(data)), PostgresConnectionString = parsed.GetValue(database) ?? Environment("PORTICO_DATABASE") },
            parsed.GetValue(realm), parsed.GetValue(file), parsed.GetValue(folder), !parsed.GetValue(noUsers), ct)));
        return export;
    }

    static Option<int> Port(string name, int usual, string description)
    {
        var option = new Option<int>(name) { Description = $"{description}. Default: {usual}", HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var port) && port is >= 0 and <= 65535))
                result.AddError($"{Errors.BadOption}: {name} is '{text}', which is no port. Give a number from 0 to 65535.");
        });
        return option;
    }

    static Reach? Reach(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "public" => Realms.Reach.Public,
        "private" => Realms.Reach.Private,
        "loopback" => Realms.Reach.Loopback,
        _ => throw new StartException(Errors.BadOption, $"--outbound is '{text}'. Give public, private or loopback."),
    };

    static string Folder(string? option) => option ?? Environment("PORTICO_DATA") ?? "data";

    static string? Environment(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>What stops a start is said in one sentence on standard error, with exit code 1; only the unforeseen shows a trace.</summary>
    static async Task<int> Guard(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is StartException or StorageException or SignOnException or RealmsException or KeycloakException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{Errors.Unexpected}: Portico stopped unexpectedly. {e}");
            return 1;
        }
    }
}
