namespace Portico.Catalog.Policies;

/// <summary>Who acts, with everything that decides what they may: a snapshot, taken once per request from <see cref="AccessControl"/>.</summary>
public sealed class Subject
{
    /// <summary>The catalog itself: seeds and provisioning. May do everything.</summary>
    public static Subject System { get; } = new() { Id = Guid.Empty, Name = "admin", IsAdmin = true };

    /// <summary>Id of the user entity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the user entity, what <c>updatedBy</c> shows.</summary>
    public required string Name { get; init; }

    /// <summary>Administrators may do everything.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Bots keep what people wrote, see secrets unmasked, and may do what their role says.</summary>
    public bool IsBot { get; init; }

    /// <summary>Own roles, and the default roles of the teams up to the organization.</summary>
    public IReadOnlySet<Guid> RoleIds { get; init; } = new HashSet<Guid>();

    /// <summary>The teams the subject is a member of, without their ancestors.</summary>
    public IReadOnlySet<Guid> TeamIds { get; init; } = new HashSet<Guid>();

    /// <summary>Ids of the domains of the user.</summary>
    public IReadOnlySet<Guid> DomainIds { get; init; } = new HashSet<Guid>();

    /// <summary>Every rule that speaks about the subject, with the team or role that brought it.</summary>
    internal IReadOnlyList<GrantedRule> Rules { get; init; } = [];

    /// <summary>The teams, roles and policies as they were when the subject was taken.</summary>
    internal AccessSnapshot Snapshot { get; init; } = AccessSnapshot.Empty;
}
