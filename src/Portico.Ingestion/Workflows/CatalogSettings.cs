namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>workflowConfig.openMetadataServerConfig</c>.</summary>
public sealed record CatalogSettings
{
    /// <summary><c>hostPort</c> with <c>apiVersion</c>: the address under which the collections lie, with a slash at the end.</summary>
    public required Uri Api { get; init; }

    /// <summary>How to sign in.</summary>
    public required CatalogCredentials Credentials { get; init; }

    /// <summary><c>verifySSL</c>: no-ssl, ignore or validate.</summary>
    public string VerifySsl { get; init; } = "no-ssl";

    /// <summary>Path of a certificate authority's certificate that the catalog's is signed by.</summary>
    public string? CaCertificate { get; init; }

    /// <summary><c>enableVersionValidation</c>: refuse a catalog of another major or minor version.</summary>
    public bool CheckVersion { get; init; } = true;

    /// <summary><c>storeServiceConnection</c>: the catalog keeps the connection, so that later workflows need none.</summary>
    public bool StoreConnection { get; init; } = true;

    /// <summary><c>forceEntityOverwriting</c>: write the service although it exists.</summary>
    public bool OverwriteService { get; init; }

    /// <summary><c>extraHeaders</c>: sent with every call.</summary>
    public IReadOnlyDictionary<string, string> ExtraHeaders { get; init; } = new Dictionary<string, string>();
}
