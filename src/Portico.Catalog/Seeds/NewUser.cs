namespace Portico.Catalog.Seeds;

/// <summary>A user that the catalog creates because somebody came for the first time.</summary>
public sealed record NewUser
{
    /// <summary>The id that the user gets.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name; stored in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Name that is shown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Administrator of the catalog.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>A program, not a person.</summary>
    public bool IsBot { get; init; }

    /// <summary>Names of its roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
