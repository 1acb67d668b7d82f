namespace Portico.SignOn;

/// <summary>An account that is created because an identity of the provider came for the first time.</summary>
public sealed record NewAccount
{
    /// <summary>The id that the account gets. Creating twice with one id gives the first.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address, in lower case.</summary>
    public required string Email { get; init; }

    /// <summary>Name that is shown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Administrator of the catalog.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>The client's service account: a bot that ingests.</summary>
    public bool IsBot { get; init; }
}
