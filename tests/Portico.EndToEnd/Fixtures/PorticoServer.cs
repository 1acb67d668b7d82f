using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary>The whole system as its users start it: the server's executable, a data folder and ports of its own, passwords preset through the environment.</summary>
public sealed class PorticoServer : IAsyncDisposable
{
    static readonly TimeSpan s_ready = TimeSpan.FromMinutes(3);

    readonly TemporaryFolder? _folder;
    readonly string[] _arguments;
    readonly IReadOnlyDictionary<string, string?> _environment;
    ChildProcess _process;

    PorticoServer(PorticoOptions options)
    {
        _folder = options.DataFolder is null ? new TemporaryFolder() : null;
        DataFolder = options.DataFolder ?? _folder!.Combine("data");
        var catalogPort = FreePort.Next();
        var providerPort = FreePort.Next();
        Catalog = new Uri($"http://localhost:{catalogPort}");
        Provider = options.ExternalProvider ?? new Uri($"http://localhost:{providerPort}");
        ClientSecret = options.ClientSecret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PORTICO_ADMIN_PASSWORD"] = AdminPassword,
            ["PORTICO_USER_PASSWORD"] = UserPassword,
            ["PORTICO_CLIENT_SECRET"] = ClientSecret,
            ["PORTICO_DATA"] = null,
            ["PORTICO_DATABASE"] = options.PostgresConnectionString,
            ["PORTICO_CONFIG"] = null,
            ["PORTICO_BIND"] = null,
        };
        foreach (var (name, value) in options.Environment)
            environment[name] = value?.Replace("{catalog}", Catalog.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        _environment = environment;
        _arguments =
        [
            "--data", DataFolder,
            "--catalog-port", catalogPort.ToString(CultureInfo.InvariantCulture),
            "--provider-port", providerPort.ToString(CultureInfo.InvariantCulture),
            .. options.Sample ? (string[])[] : ["--no-sample"],
            .. options.ExternalProvider is null ? (string[])[] : ["--no-provider"],
            .. options.Arguments,
        ];
        _process = Launch();
    }

    /// <summary>Address of the catalog, <c>http://localhost:PORT</c>.</summary>
    public Uri Catalog { get; }

    /// <summary>Address of the embedded provider, <c>http://localhost:PORT</c>.</summary>
    public Uri Provider { get; }

    /// <summary>Address of the catalog's realm: the issuer.</summary>
    public Uri Realm => new(Provider, "/realms/data-sec");

    /// <summary>The state's folder.</summary>
    public string DataFolder { get; }

    /// <summary>Password of <c>admin</c> in realm <c>master</c>.</summary>
    public string AdminPassword { get; } = "Admin-" + Guid.NewGuid().ToString("N");

    /// <summary>Password of <c>admin-user</c> in realm <c>data-sec</c>.</summary>
    public string UserPassword { get; } = "User-" + Guid.NewGuid().ToString("N");

    /// <summary>Secret of the client <c>open-metadata</c>.</summary>
    public string ClientSecret { get; }

    /// <summary>The process id of the running server.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What the running server wrote so far.</summary>
    public string Output => _process.Output;

    /// <summary>Talks to the server; follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Starts the server and waits until it says that catalog and provider listen.</summary>
    public static async Task<PorticoServer> Start(PorticoOptions? options = null)
    {
        var server = new PorticoServer(options ?? new PorticoOptions());
        try
        {
            await server.WaitUntilReady();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM, as a service manager does; returns the exit code.</summary>
    public Task<int> Stop() => _process.Terminate();

    /// <summary>SIGKILL: nothing is finished or flushed.</summary>
    public Task Kill() => _process.Kill();

    /// <summary>Starts the server again on the same data and the same ports, ending it first (SIGTERM) when it still runs.</summary>
    public async Task Restart()
    {
        if (!_process.HasExited)
            await Stop();
        await _process.DisposeAsync();
        _process = Launch();
        await WaitUntilReady();
    }

    /// <summary>Waits for a line of the server's output.</summary>
    public Task<string> WaitForLine(string text, TimeSpan? timeout = null) => _process.WaitForLine(text, timeout);

    /// <summary>An access token of the service account of <c>open-metadata</c> (client credentials).</summary>
    public Task<string> ServiceToken() => Token(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_id"] = "open-metadata", ["client_secret"] = ClientSecret });

    /// <summary>An answer of the realm's token endpoint that must be a success: its <c>access_token</c>.</summary>
    public async Task<string> Token(IReadOnlyDictionary<string, string> form)
    {
        using var answer = await Http.PostAsync(new Uri($"{Realm}/protocol/openid-connect/token"), new FormUrlEncodedContent(form));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.TryGetProperty("access_token", out var token)
            ? token.GetString()!
            : throw new InvalidOperationException($"The token endpoint answered {(int)answer.StatusCode}: {body}");
    }

    /// <summary>A request to the catalog's API with a bearer token.</summary>
    /// <param name="method">GET, PUT, ...</param>
    /// <param name="path">Path and query, <c>/api/v1/...</c>.</param>
    /// <param name="token">Bearer token, or <c>null</c> to ask anonymously.</param>
    /// <param name="body">JSON text.</param>
    public async Task<HttpResponseMessage> Api(HttpMethod method, string path, string? token, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(Catalog, path));
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, contentType);
        return await Http.SendAsync(request);
    }

    /// <summary>A GET of the catalog's API that must succeed: its JSON.</summary>
    public async Task<JsonElement> Get(string path, string? token)
    {
        using var answer = await Api(HttpMethod.Get, path, token);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"GET {path} answered {(int)answer.StatusCode}: {text}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
        _folder?.Dispose();
    }

    ChildProcess Launch() => ChildProcess.Start(Programs.Server, _arguments, environment: _environment);

    async Task WaitUntilReady() => await _process.WaitForLine("Portico is ready", s_ready);
}
