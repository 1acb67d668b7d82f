namespace Portico.SignOn;

/// <summary>Whose token it is; OpenMetadata's claim <c>tokenType</c>.</summary>
public enum OwnTokenKind
{
    /// <summary>A bot's: <c>BOT</c>. A bot has one at a time.</summary>
    Bot,

    /// <summary>A person's own: <c>PERSONAL_ACCESS</c>.</summary>
    Personal,
}
