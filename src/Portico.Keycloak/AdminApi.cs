using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Keycloak;

/// <summary>
/// Keycloak's admin REST API over HTTP: representations in, representations out, errors as <see cref="KeycloakException"/>. The token is taken when it is first
/// needed and again when it lapses or is refused, as older servers do after a realm was created.
/// </summary>
public sealed class AdminApi : IDisposable
{
    static readonly TimeSpan s_renewBefore = TimeSpan.FromSeconds(10);

    readonly HttpClient _http;
    readonly Uri _server;
    readonly AdminCredentials? _credentials;
    readonly TimeProvider _time;
    string? _token;
    DateTimeOffset _lapses;

    /// <summary>Signs in with credentials at the server's root address (before <c>/realms</c>).</summary>
    public AdminApi(Uri server, AdminCredentials credentials, TimeProvider time, HttpMessageHandler? handler = null)
        : this(server, time, handler) => _credentials = credentials;

    /// <summary>Uses an access token that somebody else obtained; it is not renewed.</summary>
    public AdminApi(Uri server, string accessToken, TimeProvider time, HttpMessageHandler? handler = null)
        : this(server, time, handler) => (_token, _lapses) = (accessToken, DateTimeOffset.MaxValue);

    AdminApi(Uri server, TimeProvider time, HttpMessageHandler? handler)
    {
        _server = new Uri(server.AbsoluteUri.TrimEnd('/') + "/");
        _time = time;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The representation at a path below <c>/admin/realms</c>, or <c>null</c> when the server answers 404.</summary>
    public async Task<JsonNode?> Get(string path, CancellationToken ct)
    {
        using var answer = await Send(HttpMethod.Get, path, null, ct);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        await Accept(answer, $"read {path}", ct);
        return await Read(answer, ct);
    }

    /// <summary>Creates; returns the last segment of the Location (the id, for a realm its name), or <c>null</c> when it exists already (409).</summary>
    public async Task<string?> Create(string path, JsonNode body, CancellationToken ct)
    {
        using var answer = await Send(HttpMethod.Post, path, body, ct);
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return null;
        await Accept(answer, $"create in {path}", ct);
        return answer.Headers.Location is { } location ? Uri.UnescapeDataString(location.OriginalString[(location.OriginalString.LastIndexOf('/') + 1)..]) : "";
    }

    /// <summary>Replaces the representation at a path.</summary>
    public async Task Put(string path, JsonNode? body, CancellationToken ct)
    {
        using var answer = await Send(HttpMethod.Put, path, body, ct);
        await Accept(answer, $"change {path}", ct);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> Send(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, new Uri(_server, path.Length == 0 ? "admin/realms" : $"admin/realms/{path}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Token(ct));
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), null, "application/json");
            var answer = await Ask(request, ct);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && attempt == 1 && _credentials is not null)
            {
                answer.Dispose();
                _token = null;
                continue;
            }
            return answer;
        }
    }

    async Task<string> Token(CancellationToken ct)
    {
        if (_token is not null && (_credentials is null || _time.GetUtcNow() < _lapses))
            return _token;
        var credentials = _credentials!;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, $"realms/{Uri.EscapeDataString(credentials.Realm)}/protocol/openid-connect/token"))
        {
            Content = new FormUrlEncodedContent(credentials.TokenRequest()),
        };
        using var answer = await Ask(request, ct);
        var body = await Read(answer, ct) as JsonObject;
        if (!answer.IsSuccessStatusCode)
        {
            var reason = body?["error_description"]?.ToString() ?? body?["error"]?.ToString() ?? $"HTTP {(int)answer.StatusCode}";
            throw new KeycloakException(Errors.SignInRefused, $"{_server} refused {credentials}: {reason}.");
        }
        _token = body?["access_token"]?.ToString() ?? throw NotKeycloak("the token answer has no access_token");
        _lapses = _time.GetUtcNow() + TimeSpan.FromSeconds(body["expires_in"]?.GetValue<int>() ?? 60) - s_renewBefore;
        return _token;
    }

    async Task<HttpResponseMessage> Ask(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new KeycloakException(Errors.Unreachable, $"Keycloak at {_server} does not answer: {e.Message}", e);
        }
    }

    async Task Accept(HttpResponseMessage answer, string what, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode)
            return;
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new KeycloakException(Errors.Forbidden, $"{(object?)_credentials ?? "The given token"} may not {what} at {_server}.");
        var body = await Read(answer, ct) as JsonObject;
        var reason = body?["errorMessage"]?.ToString() ?? body?["error_description"]?.ToString() ?? body?["error"]?.ToString() ?? "no reason given";
        throw new KeycloakException(Errors.Refused, $"Keycloak would not {what}: HTTP {(int)answer.StatusCode}, {reason}");
    }

    async Task<JsonNode?> Read(HttpResponseMessage answer, CancellationToken ct)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        if (bytes.Length == 0)
            return null;
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw NotKeycloak($"HTTP {(int)answer.StatusCode} without JSON", e);
        }
    }

    KeycloakException NotKeycloak(string why, Exception? inner = null) =>
        new(Errors.NotKeycloak, $"What answers at {_server} is not a Keycloak ({why}). Check the address.", inner);
}
