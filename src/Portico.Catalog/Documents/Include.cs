namespace Portico.Catalog.Documents;

/// <summary>Whether soft-deleted entities are seen.</summary>
public enum Include
{
    /// <summary>Only live ones; the default.</summary>
    NonDeleted,

    /// <summary>Only soft-deleted ones.</summary>
    Deleted,

    /// <summary>Both.</summary>
    All,
}
