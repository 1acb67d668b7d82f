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

    /// <summary>A realm cannot be exported: there is none of that name, or the file cannot be written. The message says which.</summary>
    public const string ExportFailed = "PORTICO-IDP-005";

    /// <summary>The admin API of Keycloak has this call, this server does not (yet). Nothing was changed. Use one of the calls that docs name, or a real Keycloak.</summary>
    public const string NotSupported = "PORTICO-IDP-020";

    /// <summary>
    /// A flow of authentication was to be bound, or a bound one changed, so that it means something other than the built-in flow; sign-ins here would not follow it. Nothing was changed. Flows that
    /// are not bound may be written freely; a bound one may differ in names and disabled executions. Use required actions, or a real Keycloak.
    /// </summary>
    public const string FlowNotFollowed = "PORTICO-IDP-021";

    /// <summary>
    /// An address that a realm's settings name (a client's logout address or keys, another identity provider, a mail server) is one that this provider does not go to. Link-local addresses never
    /// are; private networks and this machine itself are as <c>--outbound</c> (<c>public</c>, <c>private</c>, <c>loopback</c>) says.
    /// </summary>
    public const string AddressRefused = "PORTICO-IDP-030";

    /// <summary>A realm that has to send mail has no mail server, or no valid sender address. Set host and from in the realm's e-mail settings (<c>smtpServer</c>).</summary>
    public const string MailNotConfigured = "PORTICO-IDP-031";

    /// <summary>The realm's mail server cannot be reached, or does not speak what the settings demand: wrong host or port, no trusted certificate, no STARTTLS. The message says which.</summary>
    public const string MailUnreachable = "PORTICO-IDP-032";

    /// <summary>The realm's mail server refused the login or the mail. The message has its answer.</summary>
    public const string MailRefused = "PORTICO-IDP-033";

    /// <summary>A client that has to be told of a sign-out (back-channel logout) could not be reached before the notice expired, or refused it. It keeps its own session until that ends.</summary>
    public const string NotDelivered = "PORTICO-IDP-034";

    /// <summary>
    /// A sign-in through another identity provider failed, or cannot begin, because of that provider or its settings here: the message names provider and reason, for example a token endpoint that
    /// refuses the client, an ID token of another issuer, keys that cannot be read. Correct the identity provider's settings in the realm, or the client's at the provider.
    /// </summary>
    public const string UpstreamFailed = "PORTICO-IDP-035";

    /// <summary>
    /// A realm keeps keys or client secrets that are published, for example those of OpenMetadata's demonstration realm <c>data-sec</c>: anybody could make its tokens. It works while this provider
    /// is reached on this machine only; elsewhere it is refused. <c>portico realms rotate-published</c> makes new ones and prints the new client secrets.
    /// </summary>
    public const string PublishedSecrets = "PORTICO-IDP-036";
}
