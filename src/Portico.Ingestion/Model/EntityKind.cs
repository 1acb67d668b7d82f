namespace Portico.Ingestion.Model;

/// <summary>The kinds of entities that a workflow writes.</summary>
public enum EntityKind
{
    /// <summary>A database.</summary>
    Database,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A table or view.</summary>
    Table,

    /// <summary>A stored procedure or function.</summary>
    Procedure,
}
