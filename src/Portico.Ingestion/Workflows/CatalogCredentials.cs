namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>securityConfig</c>. Never shows a secret.</summary>
public abstract record CatalogCredentials;

/// <summary>A service account of an OpenID Connect provider: <c>authProvider: custom-oidc</c>.</summary>
public sealed record ClientCredentials(string ClientId, string Secret, Uri TokenEndpoint) : CatalogCredentials
{
    /// <inheritdoc/>
    public override string ToString() => $"client '{ClientId}' of {TokenEndpoint}";
}

/// <summary>A token that was made before: its text, or the path of a file that holds it.</summary>
public sealed record FixedToken(string TokenOrPath) : CatalogCredentials
{
    /// <inheritdoc/>
    public override string ToString() => "a fixed token";
}
