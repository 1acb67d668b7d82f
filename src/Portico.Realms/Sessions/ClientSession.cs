namespace Portico.Realms.Sessions;

/// <summary>One client's part in a <see cref="UserSession"/>.</summary>
sealed record ClientSession
{
    /// <summary>The client's UUID.</summary>
    public required string ClientUuid { get; init; }

    public long Started { get; init; }

    public long LastAccess { get; init; }

    /// <summary>Authentication context class of the latest sign-in for this client: <c>1</c> with credentials, <c>0</c> by the browser's session.</summary>
    public required string Acr { get; init; }
}
