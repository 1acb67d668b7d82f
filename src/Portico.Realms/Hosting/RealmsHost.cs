using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Portico.Realms.Hosting;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Mail;
using Portico.Realms.Outbound;
using Portico.Realms.Outbox;
using Portico.Realms.Passwords;
using Portico.Realms.Protocol;
using Portico.Realms.Protocol.Actions;
using Portico.Realms.Protocol.Brokering;
using Portico.Realms.Sessions;
using Portico.Realms.Store;
using Portico.Realms.Tokens;
using Portico.Storage;

namespace Portico.Realms;

/// <summary>The embedded identity provider: a web host of its own with its own port, beside whatever else the process runs.</summary>
public sealed class RealmsHost : IAsyncDisposable
{
    static readonly MigrationSet s_sessions = new("realms-sessions", typeof(RealmsHost).Assembly, "Portico.Realms.Sessions.Migrations");

    /// <summary>Everything that the provider keeps in its database.</summary>
    internal static IReadOnlyList<MigrationSet> Migrations { get; } = [RealmStore.Migrations, s_sessions];

    readonly WebApplication _app;
    readonly Stack<IAsyncDisposable> _owned;

    RealmsHost(WebApplication app, Stack<IAsyncDisposable> owned, Uri address, string? newAdminPassword, OwnerAccess owner, PasswordHasher passwords)
    {
        (_app, _owned) = (app, owned);
        Address = address;
        NewAdminPassword = newAdminPassword;
        OwnerToken = owner.Token;
        Passwords = passwords;
        Completion = HostingAbstractionsHostExtensions.WaitForShutdownAsync(app, CancellationToken.None);
    }

    /// <summary>Where it listens, for example <c>http://localhost:8080/</c>; the path is empty.</summary>
    public Uri Address { get; }

    /// <summary>The password of realm master's user <c>admin</c>, when this start created that user; else <c>null</c>.</summary>
    public string? NewAdminPassword { get; }

    /// <summary>Names of the realms that this start imported.</summary>
    public IReadOnlyList<string> ImportedRealms { get; private init; } = [];

    /// <summary>Names of the realms that were to be imported and are there already; they are as they were.</summary>
    public IReadOnlyList<string> SkippedRealms { get; private init; } = [];

    /// <summary>A bearer token with which this process may administer every realm through the admin REST API, while it runs. It is kept nowhere.</summary>
    public string OwnerToken { get; }

    /// <summary>The hasher of all sign-ins, whose work tests count.</summary>
    internal PasswordHasher Passwords { get; }

    /// <summary>Ends when the host has stopped.</summary>
    public Task Completion { get; }

    /// <summary>Starts the provider; it answers when the task completes. Fails with <see cref="RealmsException"/> or <see cref="StorageException"/>.</summary>
    public static async Task<RealmsHost> Start(RealmsOptions options, CancellationToken ct)
    {
        // The web host needs no database and the database no web host: they come up side by side.
        var building = Task.Run(() => Build(options), CancellationToken.None);
        var owned = new Stack<IAsyncDisposable>();
        try
        {
            var logs = LoggerFactory.Create(logging => ConfigureLogging(logging, options));
            owned.Push(new Disposing(logs));
            var database = Own(owned, await Database.Open(options.Database, Migrations, options.Time, logs, ct));
            var realms = Own(owned, await RealmStore.Open(database, options.KeyFile, options.Time, logs, ct));
            var hasher = new PasswordHasher(options.Time, new Blacklists(options.BlacklistFolder));
            var adminPassword = await Bootstrap.EnsureMaster(realms, hasher, options.AdminPassword, ct);
            var (imported, skipped) = await Bootstrap.ImportFiles(realms, hasher, options.ImportRealms, ct);
            var log = logs.CreateLogger("Portico.Realms");
            var isPublic = !IsLoopback(options.Bind);
            await CheckPublished(realms, isPublic, log, ct);
            var sessions = new SessionStore(database, options.Time);
            owned.Push(new Purger(sessions, options.Time, log));
            var tokens = new TokenIssuer(realms);
            var outbound = new OutboundCalls(options.Reach ?? (isPublic ? Reach.Private : Reach.Loopback));
            owned.Push(new Disposing(outbound));
            var backchannel = new BackchannelLogout(realms, tokens, outbound, options.Time);
            var mails = new ActionMails(realms, tokens, new Mailer(outbound), options.Time);
            var outbox = Own(owned, new OutboxSender(database, realms.Envelope, options.Time, log, new() { [BackchannelLogout.Kind] = backchannel.Send, [ActionMails.ResetKind] = mails.SendReset, [UpstreamLogout.Kind] = (item, stop) => UpstreamLogout.Send(realms, outbound, item, stop) }));
            var provider = new Provider(realms, database, sessions, tokens, hasher, backchannel, outbound, new RemoteKeys(outbound, options.Time), outbox, mails, options.Time, log) { IsPublic = isPublic };
            var owner = new OwnerAccess();
            var app = await building;
            Pipeline.Map(app, provider, owner, options.Verbose);
            await Listen(app, options, ct);
            return new RealmsHost(app, owned, AddressOf(app, options), adminPassword, owner, hasher) { ImportedRealms = imported, SkippedRealms = skipped };
        }
        catch
        {
            await (await building).DisposeAsync();
            while (owned.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    static async Task CheckPublished(RealmStore realms, bool isPublic, ILogger log, CancellationToken ct)
    {
        foreach (var name in await realms.ListNames(ct))
        {
            if (await realms.Find(name, ct) is not { } realm || PublishedSecrets.Of(realm) is not { Count: > 0 } found)
                continue;
            if (isPublic)
                throw new RealmsException(Errors.PublishedSecrets, $"Realm {name} keeps what is published ({string.Join(", ", found)}), and the provider would be reached from elsewhere. Replace it: portico realms rotate-published");
            Protocol.Log.SecretsPublished(log, name, string.Join(", ", found));
        }
    }

    /// <summary>
    /// Replaces published keys and secrets of all realms, without listening anywhere. Returns a line for each, with the new secret where somebody has to know it; none when all was in order.
    /// A server that runs on the same SQLite database has to be started anew. Fails with <see cref="RealmsException"/> or <see cref="StorageException"/>.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RotatePublished(RealmsOptions options, CancellationToken ct)
    {
        using var logs = LoggerFactory.Create(options.Logging ?? (static logging => logging.AddSimpleConsole()));
        await using var database = await Database.Open(options.Database, [RealmStore.Migrations, s_sessions], options.Time, logs, ct);
        await using var realms = await RealmStore.Open(database, options.KeyFile, options.Time, logs, ct);
        using var hasher = new PasswordHasher(options.Time);
        return await PublishedRotation.Run(realms, hasher, new SessionStore(database, options.Time), ct);
    }

    static WebApplication Build(RealmsOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        ConfigureLogging(builder.Logging, options);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        return builder.Build();
    }

    static void ConfigureLogging(ILoggingBuilder logging, RealmsOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning);
        if (options.Logging is null)
            logging.AddSimpleConsole();
        else
            options.Logging(logging);
        // The framework logs whole addresses; in a provider's there are ID tokens and codes. Log.Answered tells method, path and status.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It has nothing to say that the pipeline does not say itself, and makes an activity and a scope for each request as long as it could.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    static async Task Listen(WebApplication app, RealmsOptions options, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new RealmsException(Errors.PortInUse, $"Port {options.Port} is in use. Stop the process that has it, or choose another with --provider-port.", e);
        }
        catch (SocketException e)
        {
            throw new RealmsException(Errors.CannotListen, $"Cannot listen on {options.Bind}:{options.Port}: {e.Message}.", e);
        }
    }

    static void Listen(KestrelServerOptions kestrel, RealmsOptions options)
    {
        kestrel.AddServerHeader = false;
        switch (options.Bind)
        {
            case "localhost":
                kestrel.ListenLocalhost(options.Port == 0 ? FreeLoopbackPort() : options.Port);
                break;
            case "*":
                kestrel.ListenAnyIP(options.Port);
                break;
            default:
                if (!IPAddress.TryParse(options.Bind, out var address))
                    throw new RealmsException(Errors.CannotListen, $"'{options.Bind}' is no IP address, 'localhost' or '*'.");
                kestrel.Listen(address, options.Port);
                break;
        }
    }

    // Kestrel cannot give the same dynamic port to both loopback addresses.
    static int FreeLoopbackPort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    static Uri AddressOf(WebApplication app, RealmsOptions options)
    {
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal));
        return options.Bind == "localhost" ? new Uri($"http://localhost:{bound.Port}/") : bound;
    }

    static bool IsLoopback(string bind) => bind == "localhost" || (IPAddress.TryParse(bind, out var address) && IPAddress.IsLoopback(address));

    static T Own<T>(Stack<IAsyncDisposable> owned, T part)
        where T : IAsyncDisposable
    {
        owned.Push(part);
        return part;
    }

    sealed class Disposing(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Answers what is being asked, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        while (_owned.TryPop(out var part))
            await part.DisposeAsync();
    }
}
