namespace Portico.Catalog.Search;

/// <summary>What search knows about one entity. References are given by fully qualified name, because that is what people filter by.</summary>
public sealed record SearchDocument
{
    /// <summary>The entity's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The entity type, such as <c>table</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name, the heaviest in ranking.</summary>
    public required string Name { get; init; }

    /// <summary>Fully qualified name.</summary>
    public required string FullyQualifiedName { get; init; }

    /// <summary>Display name; <c>null</c> when there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Markdown; the lightest in ranking. Descriptions of columns belong here too.</summary>
    public string? Description { get; init; }

    /// <summary>Names of columns, or of what else the entity is made of.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Names of the owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Fully qualified names of tags and glossary terms, without the tier.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Fully qualified names of the domains.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Fully qualified name of the tier, such as <c>Tier.Tier1</c>.</summary>
    public string? Tier { get; init; }

    /// <summary>Name of the service.</summary>
    public string? Service { get; init; }

    /// <summary>Type of the service, such as <c>Postgres</c>.</summary>
    public string? ServiceType { get; init; }

    /// <summary>Name of the database.</summary>
    public string? Database { get; init; }

    /// <summary>Name of the database schema.</summary>
    public string? DatabaseSchema { get; init; }

    /// <summary>Type of the table, such as <c>View</c>.</summary>
    public string? TableType { get; init; }

    /// <summary>E-mail address of a user or a team.</summary>
    public string? Email { get; init; }

    /// <summary>Whether it is soft deleted.</summary>
    public bool Deleted { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long UpdatedAt { get; init; }
}
