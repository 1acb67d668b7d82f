namespace Portico.Catalog.Types;

/// <summary>A member that refers to other entities. Its rows are in the relation table, its JSON is made when it is served.</summary>
sealed record ReferenceMember(string Name, params string[] Targets)
{
    /// <summary>The kind of the rows; by default the member's own name.</summary>
    public string Kind { get => field ?? Name; init; }

    /// <summary>A list, or one.</summary>
    public bool Many { get; init; } = true;

    /// <summary>The rows belong to the other side (a role's users are the users whose roles it is among); not written from here.</summary>
    public bool Inverse { get; init; }

    /// <summary>Children by containment rather than rows of the relation table.</summary>
    public bool Children { get; init; }

    /// <summary>Served even when nobody asks.</summary>
    public bool Always { get; init; }

    /// <summary>Whether a create request and a patch may set it.</summary>
    public bool Writable { get; init; } = true;

    public bool Required { get; init; }

    /// <summary>What an update by PUT does with it.</summary>
    public PutRule Put { get; init; } = PutRule.Replace;

    /// <summary>Whether a change makes a version. Followers do not.</summary>
    public bool Versioned { get; init; } = true;
}
