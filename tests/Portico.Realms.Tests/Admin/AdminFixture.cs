using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Admin;

/// <summary>A provider for the tests of one class; each test makes its own realm in it.</summary>
public sealed class AdminFixture : IAsyncLifetime
{
    const string Password = "admin-password";

    readonly TemporaryFolder _folder = new();
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    RealmsHost _host = null!;

    /// <summary>For bodies that no JSON writer would write.</summary>
    public HttpClient Http => _http;

    public async ValueTask InitializeAsync()
    {
        _host = await RealmsHost.Start(new RealmsOptions
        {
            Database = new DatabaseOptions { SqliteFile = _folder.Combine("realms.db") }, KeyFile = _folder.Combine("realms.key"), Bind = "127.0.0.1", AdminPassword = Password, Logging = static logging => logging.ClearProviders(),
        }, CancellationToken.None);
        _http.BaseAddress = _host.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A token of realm master's administrator.</summary>
    public Task<string> MasterToken() => Token("master", "admin", Password);

    public async Task<string> Token(string realm, string username, string password)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = username, ["password"] = password });
        using var response = await _http.PostAsync(new Uri($"/realms/{realm}/protocol/openid-connect/token", UriKind.Relative), form);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }

    /// <summary>Makes a realm with the users that are named, each with password <c>pw</c> and the realm-management roles that are given. Returns its name.</summary>
    public async Task<string> Realm(params (string User, string[] Roles)[] users)
    {
        var name = "r" + Guid.NewGuid().ToString("N")[..8];
        var realm = new JsonObject
        {
            ["realm"] = name, ["enabled"] = true,
            ["users"] = new JsonArray([.. users.Select(u => (JsonNode)new JsonObject
            {
                ["username"] = u.User, ["enabled"] = true, ["email"] = u.User + "@example.org", ["firstName"] = "F", ["lastName"] = "L",
                ["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = "pw" }),
                ["clientRoles"] = new JsonObject { ["realm-management"] = new JsonArray([.. u.Roles.Select(r => (JsonNode)r)]) },
            })]),
        };
        (await Send("POST", "/admin/realms", await MasterToken(), realm)).Status.ShouldBe(HttpStatusCode.Created);
        return name;
    }

    public async Task<Answer> Send(string method, string path, string? token, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text.Length > 0 && response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null, response.Headers.Location);
    }

    public sealed record Answer(HttpStatusCode Status, JsonNode? Body, Uri? Location)
    {
        public string Id => Location!.Segments[^1];
    }
}
