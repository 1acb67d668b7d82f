namespace Portico.SignOn;

/// <summary>The error ids of this project; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>A setting of sign-on is impossible. The message names every such setting, its value and what is possible. Correct them and start again.</summary>
    public const string BadSetting = "PORTICO-SSO-001";

    /// <summary>The file of the key that encrypts tokens at rest cannot be read, cannot be made or is no such key. Correct its permissions, or restore it from a backup.</summary>
    public const string KeyFile = "PORTICO-SSO-002";

    /// <summary>The database was encrypted with another key file. Nodes on one database share the file: copy it from the node that was first, or restore it from a backup.</summary>
    public const string ForeignKeyFile = "PORTICO-SSO-003";

    /// <summary>The identity provider did not answer in time, or not at all. Check that it runs and that this server reaches the realm's address; sign-in works again as soon as it answers.</summary>
    public const string ProviderUnavailable = "PORTICO-SSO-004";

    /// <summary>The realm's discovery document is missing or is no such document. Check the realm's name and address, and that the realm is enabled.</summary>
    public const string NoDiscovery = "PORTICO-SSO-005";

    /// <summary>The provider refused the request. The message carries its error; often the client's redirect address, flow or secret does not match the realm's client.</summary>
    public const string ProviderRefused = "PORTICO-SSO-006";

    /// <summary>The sign-in is unknown, was used before or took too long (ten minutes). Start again from the catalog.</summary>
    public const string UnknownSignIn = "PORTICO-SSO-007";

    /// <summary>The answer arrived in a browser that did not ask: its cookie is missing. Allow cookies for the catalog, open it under its configured address and start again.</summary>
    public const string ForeignBrowser = "PORTICO-SSO-008";

    /// <summary>The provider's token or answer is not acceptable: signature, issuer, audience, nonce or time. The message names the reason; compare the realm's address and client with the configuration, and the clocks.</summary>
    public const string BadToken = "PORTICO-SSO-009";

    /// <summary>The person is known to the provider but may not enter: no user exists and self sign-up is off, the e-mail domain is not allowed, or the account was deleted. An administrator of the catalog decides.</summary>
    public const string NotAllowed = "PORTICO-SSO-010";

    /// <summary>The address to return to after sign-in is missing or foreign. Only the catalog's own pages and the configured trusted addresses are possible.</summary>
    public const string BadRedirect = "PORTICO-SSO-011";

    /// <summary>A changing request with the session's cookie came from another site, and was refused. Repeat it from the catalog's own pages; programs send a bearer token.</summary>
    public const string CrossSite = "PORTICO-SSO-012";
}
