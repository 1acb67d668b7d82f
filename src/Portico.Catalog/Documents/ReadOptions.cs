namespace Portico.Catalog.Documents;

/// <summary>What a read shows.</summary>
public sealed record ReadOptions
{
    /// <summary>Core members of live entities.</summary>
    public static readonly ReadOptions Default = new();

    /// <summary>Every member of entities, deleted ones too.</summary>
    public static readonly ReadOptions Everything = new() { Fields = "*", Include = Include.All };

    /// <summary>Comma list of the members to add, or <c>*</c>; members that are always served need no naming. An unknown name is refused.</summary>
    public string? Fields { get; init; }

    /// <summary>Whether soft-deleted entities are seen.</summary>
    public Include Include { get; init; }

    /// <summary>Base of the member <c>href</c>, such as <c>http://localhost:8585/api/v1</c>; without it there is none.</summary>
    public string? HrefBase { get; init; }
}
