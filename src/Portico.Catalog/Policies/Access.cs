namespace Portico.Catalog.Policies;

/// <summary>What the rules say about an operation, in the order of precedence.</summary>
public enum Access
{
    /// <summary>A rule denies it.</summary>
    Deny,

    /// <summary>A rule allows it.</summary>
    Allow,

    /// <summary>A rule denies it when its condition holds.</summary>
    ConditionalDeny,

    /// <summary>A rule allows it when its condition holds.</summary>
    ConditionalAllow,

    /// <summary>No rule speaks of it.</summary>
    NotAllow,
}
