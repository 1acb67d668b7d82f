namespace Portico.Catalog.Documents;

/// <summary>The kinds of change on the wire.</summary>
public static class ChangeKinds
{
    /// <summary>OpenMetadata's event type, which is also the value of the header <c>X-OpenMetadata-Change</c>.</summary>
    public static string EventType(this ChangeKind kind) => kind switch
    {
        ChangeKind.Created => "entityCreated",
        ChangeKind.Updated => "entityUpdated",
        ChangeKind.NoChange => "entityNoChange",
        ChangeKind.FieldsChanged => "entityFieldsChanged",
        ChangeKind.SoftDeleted => "entitySoftDeleted",
        ChangeKind.Deleted => "entityDeleted",
        _ => "entityRestored",
    };
}
