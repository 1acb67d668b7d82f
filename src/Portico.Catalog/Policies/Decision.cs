namespace Portico.Catalog.Policies;

/// <summary>The verdict on one request.</summary>
/// <param name="Allowed">Whether it may go on.</param>
/// <param name="Reason">Why not, in OpenMetadata's words (the message of the 403); empty when allowed.</param>
public readonly record struct Decision(bool Allowed, string Reason)
{
    /// <summary>It may go on.</summary>
    public static Decision Allow => new(true, "");

    /// <summary>It may not, and why.</summary>
    public static Decision Deny(string reason) => new(false, reason);
}
