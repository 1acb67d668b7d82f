using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
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
    readonly TokenSource _tokens;
    readonly Backoff _backoff;

    /// <param name="settings">Address and sign-in.</param>
    /// <param name="userAgent">What to call oneself.</param>
    /// <param name="backoff">Pauses between tries.</param>
    public CatalogClient(CatalogSettings settings, string userAgent, Backoff backoff)
    {
        (_settings, _backoff) = (settings, backoff);
        _http = new HttpClient(Handler(settings)) { Timeout = TimeSpan.FromSeconds(300) };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _tokens = new TokenSource(_http, settings.Credentials, backoff);
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

    static SocketsHttpHandler Handler(CatalogSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = !settings.Api.IsLoopback,
        };
        if (settings.VerifySsl == "ignore")
        {
#pragma warning disable CA5359, MA0039 // The workflow file asks for it: verifySSL: ignore.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (settings.CaCertificate is { } authority)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(Pem(authority));
        }
        return handler;
    }

    static string Pem(string textOrPath)
    {
        try
        {
            return textOrPath.Contains("-----BEGIN", StringComparison.Ordinal) ? textOrPath : File.ReadAllText(textOrPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestionException(Errors.BadValue, $"sslConfig.caCertificate cannot be read: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^(?<line>\d+\.\d+)\.\d+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
