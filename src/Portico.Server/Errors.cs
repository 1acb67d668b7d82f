namespace Portico.Server;

/// <summary>The error ids of the host; each has a paragraph in docs/errors.md.</summary>
public static class Errors
{
    /// <summary>A port is in use by another process. Stop it, or choose another with <c>--catalog-port</c> or <c>--provider-port</c>.</summary>
    public const string PortBusy = "PORTICO-SRV-001";

    /// <summary>The data folder cannot be created or written. Correct its permissions, or choose another with <c>--data</c>.</summary>
    public const string DataFolder = "PORTICO-SRV-002";

    /// <summary>The file that keeps the settings of the first start is damaged. Restore it from a backup; the message names it.</summary>
    public const string StateDamaged = "PORTICO-SRV-003";

    /// <summary>The realm of the catalog could not be prepared on the embedded provider. The message carries the provider's reason.</summary>
    public const string FirstStart = "PORTICO-SRV-004";

    /// <summary>The bundled sample could not be ingested; the catalog runs without it. The message names the command that tries again.</summary>
    public const string Sample = "PORTICO-SRV-005";

    /// <summary>An option has a value that cannot be used; the message says which and why.</summary>
    public const string BadOption = "PORTICO-SRV-006";

    /// <summary>The host stopped because of something nobody foresaw; the log has the details.</summary>
    public const string Unexpected = "PORTICO-SRV-007";
}
