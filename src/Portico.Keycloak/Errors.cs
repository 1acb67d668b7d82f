namespace Portico.Keycloak;

/// <summary>The error ids of the Keycloak client; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>The Keycloak server does not answer. Check its address, that it runs, and that this machine reaches it (proxy, certificate).</summary>
    public const string Unreachable = "PORTICO-KC-001";

    /// <summary>The Keycloak server refused the administrator's credentials. Check user name and password, or the client id and secret, and that they belong to the realm that the message names.</summary>
    public const string SignInRefused = "PORTICO-KC-002";

    /// <summary>The signed-in account may not do what the message names. Give it the realm's <c>realm-admin</c> role, or use an administrator of <c>master</c>.</summary>
    public const string Forbidden = "PORTICO-KC-003";

    /// <summary>The Keycloak server refused a change; the message carries its reason.</summary>
    public const string Refused = "PORTICO-KC-004";

    /// <summary>The server's answer is not Keycloak's. Check the address: it ends before <c>/realms</c>, and older servers need the <c>/auth</c> prefix.</summary>
    public const string NotKeycloak = "PORTICO-KC-005";

    /// <summary>The realm <c>master</c> is for the administration of Keycloak alone. Choose another realm for the catalog.</summary>
    public const string MasterRealm = "PORTICO-KC-006";
}
