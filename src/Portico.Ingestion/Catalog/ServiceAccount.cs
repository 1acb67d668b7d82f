using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>Signs a service account in, outside of a run.</summary>
public static class ServiceAccount
{
    /// <summary>An access token by client credentials (RFC 6749, 4.4).</summary>
    /// <exception cref="IngestionException">The provider gives none.</exception>
    public static async Task<string> Token(ClientCredentials client, TimeProvider time, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), UseProxy = !client.TokenEndpoint.IsLoopback });
        using var tokens = new TokenSource(http, client, new Backoff(time, Random.Shared));
        return await tokens.Get(Patience.AtStart, ct);
    }
}
