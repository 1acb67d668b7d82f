namespace Portico.Ingestion.Workflows;

/// <summary>Block <c>sourceConfig.config</c> of type <c>DatabaseMetadata</c>.</summary>
public sealed record MetadataOptions
{
    /// <summary><c>markDeletedTables</c>: soft-delete tables that the source no longer has.</summary>
    public bool MarkDeletedTables { get; init; } = true;

    /// <summary><c>markDeletedStoredProcedures</c>.</summary>
    public bool MarkDeletedProcedures { get; init; } = true;

    /// <summary><c>markDeletedSchemas</c>.</summary>
    public bool MarkDeletedSchemas { get; init; }

    /// <summary><c>markDeletedDatabases</c>.</summary>
    public bool MarkDeletedDatabases { get; init; }

    /// <summary><c>includeTables</c>.</summary>
    public bool Tables { get; init; } = true;

    /// <summary><c>includeViews</c>.</summary>
    public bool Views { get; init; } = true;

    /// <summary><c>includeTags</c>.</summary>
    public bool Tags { get; init; } = true;

    /// <summary><c>includeStoredProcedures</c>.</summary>
    public bool Procedures { get; init; } = true;

    /// <summary><c>includeDDL</c>: keep the statement that makes a table beside it.</summary>
    public bool Ddl { get; init; }

    /// <summary><c>overrideMetadata</c>: descriptions of the source win over those of the catalog.</summary>
    public bool Override { get; init; }

    /// <summary><c>useFqnForFiltering</c>: filters see <c>service.database.schema.table</c>.</summary>
    public bool FilterByFqn { get; init; }

    /// <summary><c>databaseFilterPattern</c>.</summary>
    public FilterPattern DatabaseFilter { get; init; } = FilterPattern.All;

    /// <summary><c>schemaFilterPattern</c>.</summary>
    public FilterPattern SchemaFilter { get; init; } = FilterPattern.All;

    /// <summary><c>tableFilterPattern</c>.</summary>
    public FilterPattern TableFilter { get; init; } = FilterPattern.All;

    /// <summary><c>storedProcedureFilterPattern</c>.</summary>
    public FilterPattern ProcedureFilter { get; init; } = FilterPattern.All;
}
