namespace Portico.Realms.Sessions;

/// <summary>A person's (or service account's) session in a realm. Times are seconds since 1970. Offline sessions have rows of their own under the same id.</summary>
sealed record UserSession
{
    public required string Id { get; init; }

    public bool Offline { get; init; }

    public required string RealmId { get; init; }

    public required string UserId { get; init; }

    public required string LoginName { get; init; }

    public required string Ip { get; init; }

    public long Started { get; init; }

    public long LastAccess { get; init; }

    /// <summary>When credentials were last given in a browser; 0 for sessions of the password grant.</summary>
    public long AuthTime { get; init; }

    public bool RememberMe { get; init; }
}
