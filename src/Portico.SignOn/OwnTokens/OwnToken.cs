namespace Portico.SignOn;

/// <summary>A token that the catalog issued and can take back.</summary>
public sealed record OwnToken
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>Bot's or person's.</summary>
    public required OwnTokenKind Kind { get; init; }

    /// <summary>The name that its person gave it.</summary>
    public string? Name { get; init; }

    /// <summary>The signed JWT.</summary>
    public required string Jwt { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it lapses; <c>null</c> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"OwnToken {Id} of {AccountId} ({Kind})";
}
