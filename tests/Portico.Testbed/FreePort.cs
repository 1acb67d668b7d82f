using System.Net;
using System.Net.Sockets;

namespace Portico.Testbed;

/// <summary>Ports for processes that must be told one. A host inside the test process listens on port 0 instead.</summary>
public static class FreePort
{
    static readonly HashSet<int> Given = [];

    /// <summary>A TCP port of 127.0.0.1 that nobody listens on and that this process has not handed out before.</summary>
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Given)
            {
                if (Given.Add(port))
                    return port;
            }
        }
    }
}
