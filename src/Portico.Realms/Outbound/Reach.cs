namespace Portico.Realms;

/// <summary>
/// How far the provider goes where an administrator of a realm names the address: logout notices, keys of clients, other identity providers, mail servers. Such an address must not turn the
/// provider into a way to what only this machine or its cloud can reach. Link-local addresses, where clouds keep their metadata services, are never gone to.
/// </summary>
public enum Reach
{
    /// <summary>Public addresses only.</summary>
    Public,

    /// <summary>Private networks, too (RFC 1918, RFC 6598, RFC 4193): the usual choice of a server.</summary>
    Private,

    /// <summary>This machine, too: the usual choice while the provider itself listens on loopback only.</summary>
    Loopback,
}
