using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portico.Realms;

/// <summary>The embedded identity provider: a web host of its own with its own port, beside whatever else the process runs.</summary>
public sealed class RealmsHost : IAsyncDisposable
{
    readonly WebApplication _app;

    RealmsHost(WebApplication app, Uri address, string? newAdminPassword)
    {
        _app = app;
        Address = address;
        NewAdminPassword = newAdminPassword;
        Completion = HostingAbstractionsHostExtensions.WaitForShutdownAsync(app, CancellationToken.None);
    }

    /// <summary>Where it listens, for example <c>http://localhost:8080/</c>; the path is empty.</summary>
    public Uri Address { get; }

    /// <summary>The password of realm master's user <c>admin</c>, when this start created that user; else <c>null</c>.</summary>
    public string? NewAdminPassword { get; }

    /// <summary>Ends when the host has stopped.</summary>
    public Task Completion { get; }

    /// <summary>Starts the provider; it answers when the task completes. Fails with <see cref="RealmsException"/> or <see cref="Portico.Storage.StorageException"/>.</summary>
    public static async Task<RealmsHost> Start(RealmsOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        var app = builder.Build();
        app.MapGet("/", () => Results.Text("Portico"));
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new RealmsException(Errors.PortInUse, $"Port {options.Port} is in use. Stop the process that has it, or choose another with --provider-port.", e);
        }
        catch (SocketException e)
        {
            await app.DisposeAsync();
            throw new RealmsException(Errors.CannotListen, $"Cannot listen on {options.Bind}:{options.Port}: {e.Message}.", e);
        }
        return new RealmsHost(app, AddressOf(app, options), null);
    }

    static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, RealmsOptions options)
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

    /// <summary>Answers what is being asked, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
