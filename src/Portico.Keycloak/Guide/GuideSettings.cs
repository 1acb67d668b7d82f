namespace Portico.Keycloak.Guide;

/// <summary>What the Keycloak SSO guide asks for: a realm, the catalog's client in it, and a first user.</summary>
public sealed record GuideSettings
{
    /// <summary>The realm of the catalog's people; never <c>master</c>.</summary>
    public string Realm { get; init; } = "data-sec";

    /// <summary>The catalog's client id.</summary>
    public string ClientId { get; init; } = "open-metadata";

    /// <summary>The client's secret; <c>null</c> keeps the one it has, or lets Keycloak make one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Where browsers reach the catalog, for example <c>http://localhost:8585</c>.</summary>
    public required Uri Catalog { get; init; }

    /// <summary>The first user, or <c>null</c> for none.</summary>
    public GuideUser? User { get; init; }

    internal string CatalogRoot => Catalog.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public override string ToString() => $"realm '{Realm}', client '{ClientId}', catalog {Catalog}";
}

/// <summary>A user of the realm. The name, e-mail and both names are what the realm's user profile requires of people who sign in.</summary>
public sealed record GuideUser
{
    /// <summary>User name, lower case.</summary>
    public string Username { get; init; } = "admin-user";

    /// <summary>E-mail address.</summary>
    public string Email { get; init; } = "admin-user@open-metadata.org";

    /// <summary>First name.</summary>
    public string FirstName { get; init; } = "Admin";

    /// <summary>Last name.</summary>
    public string LastName { get; init; } = "User";

    /// <summary>The password; set only when the user is created.</summary>
    public required string Password { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"user '{Username}'";
}
