namespace Portico.Catalog.Documents;

/// <summary>Names one entity of a known type: by id or by fully qualified name.</summary>
public readonly record struct EntityKey
{
    EntityKey(Guid? id, string? fqn) => (Id, Fqn) = (id, fqn);

    /// <summary>The id, when the key is an id.</summary>
    public Guid? Id { get; }

    /// <summary>The fully qualified name, when the key is a name.</summary>
    public string? Fqn { get; }

    /// <summary>Names by id.</summary>
    public static implicit operator EntityKey(Guid id) => Of(id);

    /// <summary>Names by fully qualified name, quoted as OpenMetadata does.</summary>
    public static implicit operator EntityKey(string fqn) => Of(fqn);

    /// <summary>Names by id.</summary>
    public static EntityKey Of(Guid id) => new(id, null);

    /// <summary>Names by fully qualified name.</summary>
    public static EntityKey Of(string fqn) => new(null, fqn);

    /// <summary>The key as messages show it.</summary>
    public override string ToString() => Fqn ?? Id?.ToString() ?? "";
}
