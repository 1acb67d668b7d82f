using Portico.SignOn.Http;
using Portico.SignOn.Protection;

namespace Portico.SignOn.Sessions;

/// <summary>A session as its row was when it was read; times are milliseconds of the Unix epoch.</summary>
sealed class Session
{
    public required Digest Hash { get; init; }

    public required string Id { get; init; }

    public required Guid AccountId { get; init; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required long ExpiresAt { get; init; }

    /// <summary>When the row was read.</summary>
    public required long ReadAt { get; init; }

    /// <summary>When the provider is to be asked whether the person still is signed in; <c>null</c> when it cannot be asked.</summary>
    public long? RenewAt { get; init; }

    /// <summary>When it was used last, as the table has it or will have it in a moment.</summary>
    public long SeenAt { get => Interlocked.Read(ref _seenAt); init => _seenAt = value; }

    /// <summary>Made with the account as it was last seen; replaced when the account changes.</summary>
    public CallerPrincipal? Principal { get; set; }

    long _seenAt;

    /// <summary>Whether this caller is the one who writes the use down: at most one in <paramref name="pause"/> milliseconds.</summary>
    public bool TryTouch(long now, long pause)
    {
        var seen = Interlocked.Read(ref _seenAt);
        return now - seen >= pause && Interlocked.CompareExchange(ref _seenAt, now, seen) == seen;
    }
}
