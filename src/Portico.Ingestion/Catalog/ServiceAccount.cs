using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>Signs a service account in, outside of a run.</summary>
public static class ServiceAccount
{
    /// <summary>An access token by client credentials (RFC 6749, 4.4).</summary>
    /// <param name="client">Who asks, and where.</param>
    /// <param name="settings">Whose certificates are trusted; <c>null</c>: the system's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="IngestionException">The provider gives none.</exception>
    public static async Task<string> Token(ClientCredentials client, CatalogSettings? settings, TimeProvider time, CancellationToken ct)
    {
        using var http = Transport.To(client.TokenEndpoint, settings);
        using var tokens = new TokenSource(http, client, new Backoff(time, Random.Shared));
        return await tokens.Get(Patience.AtStart, ct);
    }
}
