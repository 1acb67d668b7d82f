namespace Portico.SignOn;

/// <summary>What sign-on needs to know of an account of the catalog.</summary>
public sealed record Account
{
    /// <summary>The account's id; never reused.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Name that is shown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Administrator of the catalog.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>A program, not a person.</summary>
    public bool IsBot { get; init; }

    /// <summary>Deleted (softly): whoever holds its sessions or tokens is refused.</summary>
    public bool Deleted { get; init; }
}
