using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Portico.Realms;
using Portico.Storage;

namespace Portico.Testing;

/// <summary>
/// A Keycloak-compatible identity provider in the process of a test: its own port on 127.0.0.1, its own state, gone when it is disposed. Many run side by side.
/// <code>await using var keycloak = await TestProvider.Start(realms: "shop-realm.json");</code>
/// </summary>
public sealed class TestProvider : IAsyncDisposable
{
    readonly string _folder;
    readonly RealmsHost _host;
    readonly HttpClient _http;

    TestProvider(string folder, RealmsHost host)
    {
        (_folder, _host) = (folder, host);
        _http = new HttpClient { BaseAddress = host.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.OwnerToken);
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address => _host.Address;

    /// <summary>Password of the user <c>admin</c> of realm <c>master</c>, for code under test that signs in as administrator.</summary>
    public string AdminPassword { get; private init; } = "";

    /// <summary>An HTTP client with every right in every realm, for the admin REST API: <c>Admin.PostAsJsonAsync("admin/realms/shop/users", ...)</c>.</summary>
    public HttpClient Admin => _http;

    /// <summary>Starts a provider; it answers when the task completes. Fails with <see cref="RealmsException"/> when a realm cannot be imported.</summary>
    /// <param name="realms">Keycloak realm exports (files or folders) or realm representations as JSON text, from <c>{"realm": "shop", "enabled": true}</c> on.</param>
    public static Task<TestProvider> Start(params string[] realms) => Start(logging: null, time: null, CancellationToken.None, realms);

    /// <inheritdoc cref="Start(string[])"/>
    /// <param name="logging">Adds log providers; by default nothing is logged.</param>
    /// <param name="time">The provider's clock, for tests of expiry.</param>
    /// <param name="ct">Stops the start.</param>
    /// <param name="realms">Keycloak realm exports or JSON.</param>
    public static async Task<TestProvider> Start(Action<ILoggingBuilder>? logging, TimeProvider? time, CancellationToken ct, params string[] realms)
    {
        var folder = Directory.CreateTempSubdirectory("portico-testing-").FullName;
        var password = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12));
        try
        {
            var host = await RealmsHost.Start(new RealmsOptions
            {
                Database = new DatabaseOptions { SqliteFile = Path.Combine(folder, "realms.db") },
                KeyFile = Path.Combine(folder, "realms.key"),
                Bind = "127.0.0.1",
                AdminPassword = password,
                ImportRealms = [.. realms.Select((realm, i) => IsJson(realm) ? Written(folder, i, realm) : realm)],
                Logging = logging ?? (static builder => builder.ClearProviders()),
                Time = time ?? TimeProvider.System,
            }, ct);
            return new TestProvider(folder, host) { AdminPassword = password };
        }
        catch
        {
            Delete(folder);
            throw;
        }
    }

    /// <summary>The issuer of a realm, without a trailing slash: what an application is given as authority.</summary>
    public string Issuer(string realm) => $"{Address}realms/{Uri.EscapeDataString(realm)}";

    /// <summary>Makes a realm of a representation while the provider runs. Fails with <see cref="HttpRequestException"/>, whose message says why.</summary>
    public async Task CreateRealm(string json, CancellationToken ct = default)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("admin/realms", UriKind.Relative), body, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"The realm was refused ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(ct)}", null, answer.StatusCode);
    }

    /// <summary>An access token of a client's service account, or with a user of that user (direct access grant). Fails with <see cref="HttpRequestException"/>, whose message says why.</summary>
    public async Task<string> AccessToken(string realm, string clientId, string? clientSecret = null, string? username = null, string? password = null, string scope = "openid", CancellationToken ct = default)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = username is null ? "client_credentials" : "password", ["client_id"] = clientId, ["scope"] = scope };
        if (clientSecret is not null)
            form["client_secret"] = clientSecret;
        if (username is not null)
            (form["username"], form["password"]) = (username, password ?? "");
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(new Uri($"{Issuer(realm)}/protocol/openid-connect/token"), content, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"No token ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(ct)}", null, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Stops it and deletes its state.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        Delete(_folder);
    }

    static bool IsJson(string realm) => realm.AsSpan().TrimStart() is ['{' or '[', ..];

    static string Written(string folder, int number, string json)
    {
        var file = Path.Combine(folder, $"realm-{number}.json");
        File.WriteAllText(file, json);
        return file;
    }

    static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The system's temporary folder is emptied by the system.
        }
    }
}
