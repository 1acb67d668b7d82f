namespace Portico.Catalog.Documents;

/// <summary>Kinds of change; the names on the wire are OpenMetadata's event types (<c>entityCreated</c> ...).</summary>
public enum ChangeKind
{
    /// <summary>A new entity.</summary>
    Created,

    /// <summary>A new version.</summary>
    Updated,

    /// <summary>The write said what was there already.</summary>
    NoChange,

    /// <summary>Something changed that has no versions: followers, votes.</summary>
    FieldsChanged,

    /// <summary>Marked as deleted, restorable.</summary>
    SoftDeleted,

    /// <summary>Gone.</summary>
    Deleted,

    /// <summary>Undeleted.</summary>
    Restored,
}
