namespace Portico.Catalog.Types;

/// <summary>Database services and what they contain.</summary>
static class DatabaseTypes
{
    static readonly ReferenceMember[] s_service = [Common.Owners, Common.Domains, Common.DataProducts, Common.Followers];

    static readonly ReferenceMember[] s_asset = [.. s_service, Common.Votes];

    public static EntityType Service { get; } = new()
    {
        Name = "databaseService",
        Collection = "services/databaseServices",
        Members = Common.Described + ", serviceType*:databaseServiceType, connection:object",
        OnRequest = "tags:tag[]",
        Server = "testConnectionResult:object",
        References = [.. s_service, new("ingestionRunner", "ingestionRunner") { Many = false, Put = PutRule.KeepWhenAbsent }, new("pipelines", "ingestionPipeline") { Children = true, Writable = false }],
        Put = Common.PutWith(("connection", PutRule.KeepWhenAbsent), ("serviceType", PutRule.KeepWhenAbsent)),
        Secrets = "connection",
        Filters = new Dictionary<string, string> { ["serviceType"] = "serviceType" },
    };

    public static EntityType Database { get; } = new()
    {
        Name = "database",
        Collection = "databases",
        Containers = [new("service", "databaseService")],
        Members = Common.Described + ", default:bool, retentionPeriod, " + Common.Sourced,
        OnRequest = "tags:tag[], extension:object, lifeCycle:lifeCycle",
        Server = "databaseProfilerConfig:object",
        ServerOnRequest = "certification:object, usageSummary:object",
        AlsoFields = "sourceHash, location, databaseProfilerConfig",
        References = [.. s_asset, new("databaseSchemas", "databaseSchema") { Children = true, Writable = false }],
        Put = Common.Put,
        ShowsServiceType = true,
        Bulk = true,
        Within = ["service"],
    };

    public static EntityType Schema { get; } = new()
    {
        Name = "databaseSchema",
        Collection = "databaseSchemas",
        Containers = [new("database", "database")],
        Members = Common.Described + ", retentionPeriod, " + Common.Sourced,
        OnRequest = "tags:tag[], extension:object, lifeCycle:lifeCycle",
        Server = "databaseSchemaProfilerConfig:object",
        ServerOnRequest = "certification:object, usageSummary:object",
        AlsoFields = "sourceHash, databaseSchemaProfilerConfig",
        References = [.. s_asset, new("tables", "table") { Children = true, Writable = false }],
        Put = Common.Put,
        ShowsServiceType = true,
        Bulk = true,
        Within = ["database", "service"],
    };

    public static EntityType Table { get; } = new()
    {
        Name = "table",
        Collection = "tables",
        Containers = [new("databaseSchema", "databaseSchema")],
        Members = Common.Described + ", tableType:tableType, columns*:column[], locationPath, tableConstraints:tableConstraint[], tablePartition:tablePartition, schemaDefinition, " +
            "retentionPeriod, fileFormat:fileFormat, " + Common.Sourced,
        OnRequest = "tags:tag[], extension:object, lifeCycle:lifeCycle, dataModel:object, tableProfilerConfig:object",
        Server = "compressionEnabled:bool, compressionCodec, compressionStrategy:object, processedLineage:bool, queries:text[]",
        ServerOnRequest = "certification:object, usageSummary:object, joins:object, customMetrics:object[], testSuite:object, profile:object, sampleData:object, pipelineObservability:object[]",
        AlsoFields = "tableConstraints, tablePartition, columns, schemaDefinition, sourceHash, location, viewDefinition, queries, processedLineage",
        References = s_asset,
        Put = Common.PutWith(
            ("columns", PutRule.Columns), ("tableConstraints", PutRule.Constraints), ("dataModel", PutRule.KeepWhenAbsent), ("tableProfilerConfig", PutRule.KeepWhenAbsent)),
        Columns = "columns",
        Defaults = new Dictionary<string, string> { ["tableType"] = "\"Regular\"" },
        ShowsServiceType = true,
        Bulk = true,
        Within = ["database", "databaseSchema", "service"],
    };

    public static EntityType StoredProcedure { get; } = new()
    {
        Name = "storedProcedure",
        Collection = "storedProcedures",
        Containers = [new("databaseSchema", "databaseSchema")],
        Members = Common.Described + ", storedProcedureCode*:storedProcedureCode, storedProcedureType:StoredProcedure|UDF|StoredPackage|Function, " + Common.Sourced,
        OnRequest = "tags:tag[], extension:object, lifeCycle:lifeCycle",
        Server = "code, processedLineage:bool",
        ServerOnRequest = "certification:object",
        AlsoFields = "sourceHash, code",
        References = s_asset,
        Put = Common.Put,
        Defaults = new Dictionary<string, string> { ["storedProcedureType"] = "\"StoredProcedure\"" },
        ShowsServiceType = true,
        Bulk = true,
        Within = ["databaseSchema", "database", "service"],
    };

    public static EntityType Query { get; } = new()
    {
        Name = "query",
        Collection = "queries",
        Containers = [new("service", "databaseService")],
        Members = Common.Described + ", query*, query_type, exclude_usage:bool, duration:number, usedBy:text[], queryDate:time, processedLineage:bool",
        OnRequest = "tags:tag[]",
        Server = "checksum",
        Transient = "dialect",
        References =
        [
            Common.Owners, Common.Domains, Common.Followers, Common.Votes, new("users", "user") { Put = PutRule.KeepWhenAbsent },
            new("queryUsedIn", "table", "dashboardDataModel") { Put = PutRule.KeepWhenAbsent }, new("triggeredBy", "storedProcedure", "table") { Many = false, Put = PutRule.KeepWhenAbsent },
        ],
        Put = Common.PutWith(("usedBy", PutRule.KeepWhenAbsent)),
        NameOf = request => request.TryGetProperty("query", out var text) && text.GetString() is { } sql ? QueryNames.Of(sql) : null,
        Bulk = true,
        SoftDelete = false,
        Within = ["service"],
    };
}
