using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Portico.Server.Hosting;

/// <summary>Where the catalog listens.</summary>
static class Listening
{
    /// <summary>The port to use: the wanted one, or a free one for 0 (a dynamic port cannot be shared by both loopback addresses, so it is chosen here).</summary>
    public static int Port(int wanted)
    {
        if (wanted != 0)
            return wanted;
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>The address by which people on this machine reach a host.</summary>
    public static Uri Address(string bind, int port) => new($"http://{(bind is "localhost" or "*" ? "localhost" : bind.Contains(':', StringComparison.Ordinal) ? $"[{bind}]" : bind)}:{port}/");

    public static void Configure(KestrelServerOptions kestrel, string bind, int port)
    {
        kestrel.AddServerHeader = false;
        if (bind == "localhost")
            kestrel.ListenLocalhost(port);
        else if (bind == "*")
            kestrel.ListenAnyIP(port);
        else if (IPAddress.TryParse(bind, out var address))
            kestrel.Listen(address, port);
        else
            throw new StartException(Errors.BadOption, $"--bind is '{bind}', which is neither an IP address nor 'localhost' nor '*'.");
    }

    /// <summary>Starts, with a clear sentence when the port is taken or may not be used.</summary>
    public static async Task Start(WebApplication app, string bind, int port, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartException(Errors.PortBusy, $"Port {port} is in use by another process. Stop it, or choose another with --catalog-port.", e);
        }
        catch (SocketException e)
        {
            throw new StartException(Errors.PortBusy, $"Cannot listen on {bind}:{port}: {e.Message}. Choose another address with --bind or another port with --catalog-port.", e);
        }
    }
}
