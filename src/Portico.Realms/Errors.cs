namespace Portico.Realms;

/// <summary>The error ids of this project; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>The provider's port is taken by another process. Stop that process, or choose another port with <c>--provider-port</c>.</summary>
    public const string PortInUse = "PORTICO-IDP-001";

    /// <summary>The provider cannot listen on the address it was given: it does not belong to this machine, or the port needs more rights. Choose another address or a port above 1023.</summary>
    public const string CannotListen = "PORTICO-IDP-002";

    /// <summary>
    /// The key file that protects the realms' private keys cannot be read or written, or it is not one. Restore it together with the database it belongs to; without it the
    /// realms' signing keys are lost and have to be made anew.
    /// </summary>
    public const string KeyFile = "PORTICO-IDP-003";

    /// <summary>A realm file named by <c>--import-realm</c> cannot be read, or is no realm export. The message names the file and the place in it.</summary>
    public const string ImportFailed = "PORTICO-IDP-004";

    /// <summary>The admin API of Keycloak has this call, this server does not (yet). Nothing was changed. Use one of the calls that docs name, or a real Keycloak.</summary>
    public const string NotSupported = "PORTICO-IDP-020";
}
