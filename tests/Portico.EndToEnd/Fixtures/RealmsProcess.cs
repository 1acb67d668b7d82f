using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Portico.Testbed;

namespace Portico.EndToEnd.Fixtures;

/// <summary><c>portico realms</c> that is killed and started again on the same state and port, with the realm of <see cref="ProviderServer"/>.</summary>
public sealed class RealmsProcess : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string? _postgres;
    readonly int _port = FreePort.Next();
    ChildProcess _process = null!;

    RealmsProcess(string? postgres) => _postgres = postgres;

    public Uri Address => new($"http://localhost:{_port}/");

    public string Realm => $"{Address}realms/{ProviderServer.Realm}/";

    public string DataFolder => _folder.Combine("data");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };

    public int ProcessId => _process.Id;

    public static async Task<RealmsProcess> Start(string? postgres = null)
    {
        var node = new RealmsProcess(postgres);
        await File.WriteAllTextAsync(node._folder.Combine("peer.json"), ProviderServer.Export);
        await node.Restart();
        return node;
    }

    /// <summary>SIGKILL.</summary>
    public Task Kill() => _process.Kill();

    /// <summary>SIGTERM; completes when it has ended.</summary>
    public Task<int> Stop() => _process.Terminate();

    /// <summary>Starts it again; a further file is imported when it is given.</summary>
    public async Task Restart(string? import = null)
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = ChildProcess.Start(
            Programs.Server,
            ["realms", "--data", DataFolder, "--port", _port.ToString(CultureInfo.InvariantCulture), "--import-realm", _folder.Combine("peer.json"), .. import is null ? [] : new[] { "--import-realm", import }],
            environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["PORTICO_ADMIN_PASSWORD"] = "admin-password", ["PORTICO_DATABASE"] = _postgres, ["PORTICO_DATA"] = null });
        await _process.WaitForLine("is ready", TimeSpan.FromMinutes(3));
    }

    public async Task<(HttpStatusCode Status, JsonElement Json)> Post(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await Http.PostAsync(path.StartsWith("http", StringComparison.Ordinal) ? path : Realm + "protocol/openid-connect/" + path, content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
    }

    /// <summary>Tokens of Jane.</summary>
    public async Task<JsonElement> SignIn()
    {
        var (status, json) = await Post("token", ("grant_type", "password"), ("client_id", ProviderServer.Confidential), ("client_secret", ProviderServer.Secret), ("username", ProviderServer.User),
            ("password", ProviderServer.UserPassword), ("scope", "openid"));
        return status == HttpStatusCode.OK ? json : throw new InvalidOperationException($"{ProviderServer.User} cannot sign in: {json}");
    }

    public async Task<string> AdminToken() => (await Post($"{Address}realms/master/protocol/openid-connect/token",
        ("grant_type", "password"), ("client_id", "admin-cli"), ("username", "admin"), ("password", "admin-password"))).Json.GetProperty("access_token").GetString()!;

    /// <summary>A call of the admin API, below <c>/admin/realms</c>.</summary>
    public async Task<(HttpStatusCode Status, string Text)> Admin(HttpMethod method, string path, string token, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{Address}admin/realms{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<HttpStatusCode> Userinfo(string access)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Realm + "protocol/openid-connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
        _folder.Dispose();
    }
}
