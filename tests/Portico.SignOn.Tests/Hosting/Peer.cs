using System.Net.Http.Json;
using System.Text.Json;
using Portico.Testbed;

namespace Portico.SignOn.Tests.Hosting;

/// <summary>npm <c>oidc-provider</c> in Keycloak's URL layout, in a process of its own. The one that tests share is never stopped or slowed by any of them.</summary>
sealed class Peer : IAsyncDisposable
{
    public const string ClientId = "open-metadata";
    public const string ClientSecret = "a-secret-of-the-tests";

    static readonly Lazy<Task<Peer>> SharedPeer = new(Start);
    static readonly HttpClient Http = new();

    readonly ChildProcess _process;

    Peer(ChildProcess process, int port) => (_process, Origin) = (process, $"http://localhost:{port}");

    public static Task<Peer> Shared => SharedPeer.Value;

    public string Origin { get; }

    public string RealmUrl => $"{Origin}/realms/test";

    string TokenEndpoint => $"{RealmUrl}/protocol/openid-connect/token";

    public static async Task<Peer> Start()
    {
        var folder = await NodePackages.Install("tests/peers/oidc-provider");
        var port = FreePort.Next();
        var process = ChildProcess.Start("node", ["server.mjs", port.ToString()], folder, killAtExit: false);
        await process.WaitForLine("ready ");
        return new Peer(process, port);
    }

    /// <summary><c>up</c>, <c>down</c> (answers 503) or <c>hang</c> (never answers).</summary>
    public Task Mode(string mode) => Post($"/test/mode/{mode}", null);

    public Task Disable(string subject) => Post($"/test/disable/{subject}", null);

    /// <summary>Publishes a further key, which signs from now on what <see cref="Sign"/> makes.</summary>
    public Task Rotate() => Post("/test/rotate", null);

    /// <summary>A token with any claims. <paramref name="foreign"/>: with a key that the realm does not publish; <c>"same kid"</c>: under the id of one that it does.</summary>
    public async Task<string> Sign(object claims, object? header = null, object? foreign = null)
    {
        using var answer = await Post("/test/sign", new { claims, header = header ?? new { }, foreign = foreign ?? false });
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>An access token of a client's service account.</summary>
    public async Task<string> ClientToken(string client = ClientId, string secret = ClientSecret)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret });
        using var answer = await Http.PostAsync(TokenEndpoint, form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>The realm's public keys, as published.</summary>
    public async Task<JsonElement> Keys() => await Http.GetFromJsonAsync<JsonElement>($"{RealmUrl}/protocol/openid-connect/certs");

    /// <summary>How often the realm's keys were read.</summary>
    public async Task<int> KeyReads() => int.Parse(await Http.GetStringAsync($"{Origin}/test/key-reads"));

    public async ValueTask DisposeAsync()
    {
        _process.CloseInput();
        await _process.WaitForExit();
        await _process.DisposeAsync();
    }

    async Task<HttpResponseMessage> Post(string path, object? body)
    {
        var answer = await Http.PostAsync($"{Origin}{path}", body is null ? null : JsonContent.Create(body));
        return answer.EnsureSuccessStatusCode();
    }
}
