namespace Portico.Catalog.Policies;

/// <summary>A user as sign-on and access see it: known from memory.</summary>
/// <param name="Id">Id of the user entity.</param>
/// <param name="Name">Name, in lower case.</param>
/// <param name="IsAdmin">Administrators may do everything.</param>
/// <param name="IsBot">A program, not a person.</param>
/// <param name="Roles">Own roles.</param>
/// <param name="Teams">Direct teams.</param>
/// <param name="Domains">Domains.</param>
public sealed record AccessUser(Guid Id, string Name, bool IsAdmin, bool IsBot, IReadOnlyList<Guid> Roles, IReadOnlyList<Guid> Teams, IReadOnlyList<Guid> Domains)
{
    /// <summary>E-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Name that is shown; <c>null</c> when there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether it is soft deleted: then it acts no more.</summary>
    public bool Deleted { get; init; }
}
