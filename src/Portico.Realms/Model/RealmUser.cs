namespace Portico.Realms.Model;

/// <summary>A user row with everything that a sign-in or a token needs, read in one round trip.</summary>
sealed record RealmUser
{
    public required string Id { get; init; }

    /// <summary>Lower case.</summary>
    public required string Username { get; init; }

    /// <summary>Lower case.</summary>
    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public bool Enabled { get; init; }

    public bool EmailVerified { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Seconds; tokens issued before are stale.</summary>
    public long NotBefore { get; init; }

    /// <summary>The client whose service account this is, or null.</summary>
    public string? ServiceAccountClientId { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; } = System.Collections.Frozen.FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    public IReadOnlyList<string> RequiredActions { get; init; } = [];

    /// <summary>Roles given directly; <see cref="RealmSnapshot.EffectiveRoles(RealmUser)"/> adds groups and composites.</summary>
    public IReadOnlyList<string> RoleIds { get; init; } = [];

    public IReadOnlyList<string> GroupIds { get; init; } = [];

    /// <summary>In order of priority.</summary>
    public IReadOnlyList<Credential> Credentials { get; init; } = [];

    /// <summary>Links to add with a new user; a user that was read has none here, see <see cref="Store.FederatedIdentities"/>.</summary>
    public IReadOnlyList<FederatedIdentity> FederatedIdentities { get; init; } = [];

    /// <summary>Unknown members of an imported representation, as JSON text, or null.</summary>
    public string? Extra { get; init; }

    public Credential? Password => Credentials.FirstOrDefault(c => c.Type == "password");

    public string? Attribute(string name) => Attributes.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public override string ToString() => Username;
}
