using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Portico.Ingestion.Workflows;

namespace Portico.Ingestion.Catalog;

/// <summary>Makes the HTTP client for an address: no redirects, no cookies, no proxy on the way to this machine, and the certificates that the workflow trusts.</summary>
static class Transport
{
    /// <param name="address">Where it will talk to.</param>
    /// <param name="settings"><c>verifySSL</c> and <c>sslConfig</c>; <c>null</c>: the system's certificates.</param>
    /// <exception cref="IngestionException">The certificate of the workflow cannot be read.</exception>
    public static HttpClient To(Uri address, CatalogSettings? settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = !address.IsLoopback,
        };
        if (settings?.VerifySsl == "ignore")
        {
#pragma warning disable CA5359, MA0039 // The workflow file asks for it: verifySSL: ignore.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (settings?.CaCertificate is { } authority)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(Pem(authority));
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, trusted);
        }
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(300) };
    }

    /// <summary>The workflow's authority counts beside the system's, for the certificate's chain alone: its name must be right in any case.</summary>
    static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        return chain.Build(server);
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
}
