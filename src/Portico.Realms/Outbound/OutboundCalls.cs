using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Portico.Realms.Outbound;

/// <summary>
/// The only way out of the provider. A name is resolved here, every address is judged, and the connection goes to an address that was judged, so that a name cannot point elsewhere a moment
/// later (DNS rebinding). Redirects are not followed, proxies of the environment are not used, cookies are not kept, answers have a largest size.
/// </summary>
sealed class OutboundCalls : IDisposable
{
    const int LargestAnswer = 1024 * 1024;

    /// <summary>How long one call may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly HttpClient _http;

    public OutboundCalls(Reach reach)
    {
        Reach = reach;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, ct) => new NetworkStream(await Connect(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct), ownsSocket: true),
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    public Reach Reach { get; }

    /// <summary>A connection to the first address of the host that is allowed and answers. Fails with <see cref="UnreachableException"/> or <see cref="SocketException"/>.</summary>
    public async Task<Socket> Connect(string host, int port, CancellationToken ct)
    {
        var all = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        var allowed = all.Where(a => AddressRules.Allows(a, Reach)).ToArray();
        if (allowed.Length == 0)
            throw new UnreachableException($"{Errors.AddressRefused}: {host} is {(all.Length == 0 ? "no known host" : $"at {string.Join(", ", all.Select(a => a.ToString()))}, where this provider does not go")}. See --outbound.");
        for (var i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed[i], port, ct);
                return socket;
            }
            catch (SocketException) when (i + 1 < allowed.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sends a request and reads the whole answer. A failure to get one is <c>Failure</c>, in words for a log.</summary>
    public async Task<OutboundAnswer> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            return new OutboundAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new OutboundAnswer(0, "", Reason(e));
        }
    }

    /// <summary>GETs a JSON object.</summary>
    public async Task<(JsonElement? Json, string? Failure)> GetJson(Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        return (await Send(request, ct)).ReadJson();
    }

    static string Reason(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is UnreachableException)
                return inner.Message;
        }
        return e is OperationCanceledException ? "no answer in time" : e.InnerException?.Message ?? e.Message;
    }

    public void Dispose() => _http.Dispose();
}
