namespace Portico.Realms.Keys;

/// <summary>What a key may be used for.</summary>
enum KeyStatus
{
    /// <summary>Signs and verifies.</summary>
    Active,

    /// <summary>Verifies only (<c>active=false</c>).</summary>
    Passive,

    /// <summary>Neither (<c>enabled=false</c>).</summary>
    Disabled,
}
