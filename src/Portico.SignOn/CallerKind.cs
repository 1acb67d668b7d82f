namespace Portico.SignOn;

/// <summary>By what a request proved who it is from.</summary>
public enum CallerKind
{
    /// <summary>The session cookie.</summary>
    Session,

    /// <summary>A bearer token of the realm.</summary>
    Bearer,

    /// <summary>A bearer token that the catalog issued: a bot's, a person's own, or a session's.</summary>
    OwnToken,
}
