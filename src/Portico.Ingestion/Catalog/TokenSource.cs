using System.Net;
using System.Text.Json;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>
/// The bearer token of a run. For a service account: client credentials in the form body (as OpenMetadata's client sent them), renewed before it expires and after a 401,
/// one request at a time however many wait. A fixed token is read once: its text, or the file it names.
/// </summary>
sealed class TokenSource(HttpClient http, CatalogCredentials credentials, Backoff backoff) : IDisposable
{
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _one = new(1);
    string? _token;
    DateTimeOffset _renewAt = DateTimeOffset.MaxValue;

    /// <summary>Whether a refused token can be replaced by a new one.</summary>
    public bool CanRenew => credentials is ClientCredentials;

    /// <summary>A token that is good for a request now.</summary>
    /// <exception cref="IngestionException">There is none to be had.</exception>
    public async ValueTask<string> Get(Patience patience, CancellationToken ct)
    {
        if (_token is { } ready && backoff.Time.GetUtcNow() < _renewAt)
            return ready;
        await _one.WaitAsync(ct);
        try
        {
            if (_token is { } made && backoff.Time.GetUtcNow() < _renewAt)
                return made;
            return _token = credentials is ClientCredentials client ? await Request(client, patience, ct) : await Fixed((FixedToken)credentials, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets a token that the catalog refused.</summary>
    public void Refused(string token)
    {
        if (_token == token && CanRenew)
            _renewAt = DateTimeOffset.MinValue;
    }

    public void Dispose() => _one.Dispose();

    async Task<string> Request(ClientCredentials client, Patience patience, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                using var form = new FormUrlEncodedContent(
                [
                    new("grant_type", "client_credentials"), new("client_id", client.ClientId), new("client_secret", client.Secret),
                ]);
                using var request = new HttpRequestMessage(HttpMethod.Post, client.TokenEndpoint) { Content = form };
                using var answer = await http.SendAsync(request, ct);
                var body = await answer.Content.ReadAsStringAsync(ct);
                if (!Backoff.IsWorthAnotherTry(answer.StatusCode))
                    return Read(client, answer.StatusCode, body);
                if (attempt >= patience.Attempts)
                    throw new IngestionException(Errors.TokenEndpointUnreachable, $"The token endpoint {client.TokenEndpoint} answers {(int)answer.StatusCode} and did not recover.");
                pause = backoff.Pause(attempt, answer.Headers.RetryAfter);
            }
            catch (Exception e) when (Backoff.IsWorthAnotherTry(e, ct))
            {
                if (attempt >= patience.Attempts)
                {
                    throw new IngestionException(
                        Errors.TokenEndpointUnreachable, $"No identity provider answers at {client.TokenEndpoint}: {CatalogClient.Reason(e)}. Start it, or correct securityConfig.tokenEndpoint.", e);
                }
                pause = backoff.Pause(attempt, null);
            }
            await backoff.Wait(pause, ct);
        }
    }

    string Read(ClientCredentials client, HttpStatusCode status, string body)
    {
        using var document = Parse(body);
        var answer = document?.RootElement is { ValueKind: JsonValueKind.Object } element ? element : default;
        var error = Text(answer, "error");
        var description = Text(answer, "error_description") is { } said ? $" ({said.TrimEnd('.')})" : "";
        if (status == HttpStatusCode.OK && Text(answer, "access_token") is { Length: > 0 } token)
        {
            // A provider that names no lifetime is asked again after a minute (RFC 6749, 5.1 leaves it optional).
            var lifetime = TimeSpan.FromSeconds(Number(answer, "expires_in") ?? 60);
            _renewAt = backoff.Time.GetUtcNow() + lifetime - (lifetime / 3 < Margin ? lifetime / 3 : Margin);
            return token;
        }
        throw error is "invalid_client" or "unauthorized_client" or "invalid_grant" || (error is not null && status == HttpStatusCode.Unauthorized)
            ? new IngestionException(
                Errors.TokenRefused,
                $"The identity provider refuses client '{client.ClientId}': {error}{description}. Check clientId and secretKey, and that the client has a service account.")
            : new IngestionException(
                Errors.TokenEndpointWrong,
                $"{client.TokenEndpoint} gives no token: it answers {(int)status}{(error is null ? "" : $" {error}")}{description}. A Keycloak token endpoint is https://host/realms/REALM/protocol/openid-connect/token.");
    }

    static async Task<string> Fixed(FixedToken token, CancellationToken ct)
    {
        var text = token.TokenOrPath;
        if (text.Count(c => c == '.') != 2 && File.Exists(text))
            text = await File.ReadAllTextAsync(text, ct);
        text = text.Trim();
        return text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c > 126)
            ? text
            : throw new IngestionException(Errors.NotAuthenticated, "securityConfig.jwtToken is neither a token nor the path of a file that holds one.");
    }

    static JsonDocument? Parse(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Some providers write the number as a text.</summary>
    static double? Number(JsonElement answer, string name) => !answer.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), out var number) => number,
        _ => null,
    };
}
