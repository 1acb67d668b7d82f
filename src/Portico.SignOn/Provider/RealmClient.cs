using System.Net;
using System.Text.Json;

namespace Portico.SignOn.Provider;

/// <summary>Calls of this server to the provider. Each is bounded in time and size, and fails with a sentence that names the address.</summary>
sealed class RealmClient : IDisposable
{
    const int LargestAnswer = 1 << 20;
    readonly SignOnOptions _options;

    public RealmClient(SignOnOptions options)
    {
        _options = options;
        var local = Uri.TryCreate(options.BackchannelRealmUrl ?? options.RealmUrl, UriKind.Absolute, out var address) && address.IsLoopback;
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = options.ProviderTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = !local,
        })
        {
            MaxResponseContentBufferSize = LargestAnswer,
            Timeout = options.ProviderTimeout,
        };
    }

    /// <summary>For Microsoft's sign-in handler, which has its own way to redeem codes.</summary>
    public HttpClient Http { get; }

    /// <summary>The body of a successful GET.</summary>
    public async Task<string> Get(string address)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(address));
            if (answer.IsSuccessStatusCode)
                return await answer.Content.ReadAsStringAsync();
            throw answer.StatusCode >= HttpStatusCode.InternalServerError
                ? new SignOnException(Errors.ProviderUnavailable, $"The identity provider answered {(int)answer.StatusCode} at {address}. It is tried again with the next request.")
                : new SignOnException(Errors.NoDiscovery, $"The identity provider answered {(int)answer.StatusCode} at {address}. Check the realm's name and address.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            throw Unavailable(address, e);
        }
    }

    /// <summary>
    /// Posts a form with the client's credentials to an endpoint. The answer's JSON (empty when there is none) whatever the status; fails only when nothing was answered, or a server error.
    /// </summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> Post(string address, IEnumerable<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> fields = [.. form, new("client_id", _options.ClientId)];
        if (_options.ClientSecret is { } secret)
            fields.Add(new("client_secret", secret));
        try
        {
            using var body = new FormUrlEncodedContent(fields);
            using var answer = await Http.PostAsync(new Uri(address), body, ct);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                throw new SignOnException(Errors.ProviderUnavailable, $"The identity provider answered {(int)answer.StatusCode} at {address}.");
            var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
            try
            {
                using var document = JsonDocument.Parse(bytes);
                return (answer.StatusCode, document.RootElement.Clone());
            }
            catch (JsonException)
            {
                return (answer.StatusCode, default);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw Unavailable(address, e);
        }
    }

    public void Dispose() => Http.Dispose();

    SignOnException Unavailable(string address, Exception e) => new(Errors.ProviderUnavailable, e is TaskCanceledException
        ? $"The identity provider did not answer at {address} within {_options.ProviderTimeout.TotalSeconds:0.#} seconds. Check that it runs."
        : $"The identity provider cannot be reached at {address} ({e.Message}). Check that it runs and that the address is right.", e);
}
