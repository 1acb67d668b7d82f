using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>Calls the catalog: bearer token, another try where that helps, one new token after a 401. No redirects, as OpenMetadata's client follows none.</summary>
sealed partial class CatalogClient : IDisposable
{
    /// <summary>The OpenMetadata line that is spoken; major and minor must be the server's.</summary>
    public const string Version = "1.13";

    readonly CatalogSettings _settings;
    readonly HttpClient _http;
    readonly HttpClient _tokenHttp;
    readonly TokenSource _tokens;
    readonly Backoff _backoff;

    /// <param name="settings">Address and sign-in.</param>
    /// <param name="userAgent">What to call oneself.</param>
    /// <param name="backoff">Pauses between tries.</param>
    public CatalogClient(CatalogSettings settings, string userAgent, Backoff backoff)
    {
        (_settings, _backoff) = (settings, backoff);
        _http = Transport.To(settings.Api, settings);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _tokenHttp = settings.Credentials is ClientCredentials client ? Transport.To(client.TokenEndpoint, settings) : _http;
        _tokens = new TokenSource(_tokenHttp, settings.Credentials, backoff);
    }

    /// <summary>Gets a token and asks for the version: proves that catalog and identity provider are there and fit, before anything is written.</summary>
    /// <returns>The catalog's version.</returns>
    /// <exception cref="IngestionException">They are not.</exception>
    public async Task<string> Open(CancellationToken ct)
    {
        var answer = await Send(HttpMethod.Get, "system/version", null, Patience.AtStart, ct);
        using var json = answer.Json();
        var version = answer.IsSuccess && json?.RootElement is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("version", out var value) ? value.ToString() : null;
        if (version is null || VersionPattern().Match(version) is not { Success: true } match)
        {
            throw new IngestionException(
                Errors.CatalogVersion, $"What answers at {_settings.Api} is no OpenMetadata catalog ({(answer.IsSuccess ? "no version" : answer.Message())}). hostPort ends in /api.");
        }
        if (_settings.CheckVersion && match.Groups["line"].Value != Version)
        {
            throw new IngestionException(
                Errors.CatalogVersion, $"The catalog runs version {version}, this client speaks {Version}; major and minor should match (enableVersionValidation: false tries anyway).");
        }
        return version;
    }

    /// <summary>A token for the catalog, as the workflow would use it.</summary>
    public async Task<string> Token(CancellationToken ct) => await _tokens.Get(Patience.AtStart, ct);

    /// <summary>Sends a request until there is an answer worth having; the caller judges its status, but 401 is an exception.</summary>
    /// <exception cref="IngestionException">No answer, or no valid token.</exception>
    public async Task<CatalogAnswer> Send(HttpMethod method, string path, ReadOnlyMemory<byte>? body, Patience patience, CancellationToken ct)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            var token = await _tokens.Get(patience, ct);
            try
            {
                using var request = Request(method, path, body, token);
                using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
                if (answer.StatusCode == HttpStatusCode.Unauthorized && _tokens.CanRenew && !renewed)
                {
                    renewed = true;
                    _tokens.Refused(token);
                    continue;
                }
                var result = new CatalogAnswer(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(ct));
                if (result.Status == HttpStatusCode.Unauthorized)
                    throw new IngestionException(Errors.NotAuthenticated, $"The catalog does not accept the token: {result.Message()}.");
                if (!Backoff.IsWorthAnotherTry(result.Status))
                    return result;
                if (attempt >= patience.Attempts)
                    throw new IngestionException(Lost(patience), $"The catalog at {_settings.Api} answers {result.Code} and did not recover: {result.Message()}.");
                pause = _backoff.Pause(attempt, answer.Headers.RetryAfter);
            }
            catch (Exception e) when (Backoff.IsWorthAnotherTry(e, ct))
            {
                if (attempt >= patience.Attempts)
                {
                    throw new IngestionException(Lost(patience), patience == Patience.AtStart
                        ? $"No catalog answers at {_settings.Api}: {Reason(e)}. Start it, or correct hostPort."
                        : $"The catalog at {_settings.Api} stopped answering: {Reason(e)}.", e);
                }
                pause = _backoff.Pause(attempt, null);
            }
            await _backoff.Wait(pause, ct);
        }
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _tokenHttp.Dispose();
        _http.Dispose();
    }

    /// <summary>Why a connection failed, in few words.</summary>
    public static string Reason(Exception e) => e switch
    {
        TaskCanceledException => "no answer in time",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "connection refused",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => "the host name is unknown",
        { InnerException: AuthenticationException inner } => inner.Message.TrimEnd('.'),
        { InnerException: { } inner } => inner.Message.TrimEnd('.'),
        _ => e.Message.TrimEnd('.'),
    };

    static string Lost(Patience patience) => patience == Patience.AtStart ? Errors.CatalogUnreachable : Errors.CatalogLost;

    HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string token)
    {
        var request = new HttpRequestMessage(method, new Uri(_settings.Api, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in _settings.ExtraHeaders)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return request;
    }

    [GeneratedRegex(@"^(?<line>\d+\.\d+)\.\d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
