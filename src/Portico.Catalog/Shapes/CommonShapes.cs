namespace Portico.Catalog.Shapes;

/// <summary>Shapes and alternatives that entity types share, with OpenMetadata 1.13's members.</summary>
static class CommonShapes
{
    static readonly Dictionary<string, HashSet<string>> s_alternatives = new()
    {
        ["dataType"] = Set(
            "NUMBER|TINYINT|SMALLINT|INT|BIGINT|BYTEINT|BYTES|FLOAT|DOUBLE|DECIMAL|NUMERIC|TIMESTAMP|TIMESTAMPZ|TIME|DATE|DATETIME|INTERVAL|STRING|MEDIUMTEXT|TEXT|CHAR|LONG|" +
            "VARCHAR|BOOLEAN|BINARY|VARBINARY|ARRAY|BLOB|LONGBLOB|MEDIUMBLOB|MAP|STRUCT|UNION|SET|GEOGRAPHY|ENUM|JSON|UUID|VARIANT|GEOMETRY|BYTEA|AGGREGATEFUNCTION|ERROR|FIXED|" +
            "RECORD|NULL|SUPER|HLLSKETCH|PG_LSN|PG_SNAPSHOT|TSQUERY|TXID_SNAPSHOT|XML|MACADDR|TSVECTOR|UNKNOWN|CIDR|INET|CLOB|ROWID|LOWCARDINALITY|YEAR|POINT|POLYGON|TUPLE|" +
            "SPATIAL|TABLE|NTEXT|IMAGE|IPV4|IPV6|DATETIMERANGE|HLL|LARGEINT|QUANTILE_STATE|AGG_STATE|BITMAP|UINT|BIT|MONEY|MEASURE HIDDEN|MEASURE VISIBLE|MEASURE|KPI|HEIRARCHY|HIERARCHYID"),
        ["tableType"] = Set("Regular|External|Dynamic|View|SecureView|MaterializedView|Iceberg|Local|Partitioned|Foreign|Transient|Stream|Stage"),
        ["databaseServiceType"] = Set(
            "BigQuery|BigTable|Mysql|Redshift|Snowflake|Postgres|Timescale|Mssql|MicrosoftAccess|Oracle|Athena|Hive|Impala|Presto|Trino|Vertica|Glue|MariaDB|Druid|Db2|Clickhouse|" +
            "Databricks|AzureSQL|DynamoDB|SingleStore|SQLite|DeltaLake|Salesforce|PinotDB|Datalake|DomoDatabase|QueryLog|CustomDatabase|Dbt|SapHana|MongoDB|Cassandra|Couchbase|" +
            "Greenplum|Doris|StarRocks|UnityCatalog|SAS|Teradata|SapErp|Synapse|Exasol|Cockroach|SSAS|Epic|ServiceNow|Dremio|MicrosoftFabric|BurstIQ|Informix|Iomete"),
        ["partitionInterval"] = Set("TIME-UNIT|INTEGER-RANGE|INGESTION-TIME|COLUMN-VALUE|INJECTED|ENUM|OTHER"),
        ["fileFormat"] = Set("csv|csv.gz|tsv|avro|parquet|pq|pqt|parq|parquet.snappy|json|json.gz|json.zip|jsonl|jsonl.gz|jsonl.zip|MF4"),
        ["provider"] = Set("system|user|automation"),
    };

    static readonly Dictionary<string, Func<Shape>> s_shapes = new()
    {
        ["column"] = () => Column!,
        ["tableConstraint"] = () => TableConstraint!,
        ["tablePartition"] = () => TablePartition!,
        ["partitionColumn"] = () => PartitionColumn!,
        ["accessDetails"] = () => AccessDetails!,
        ["lifeCycle"] = () => LifeCycle!,
        ["style"] = () => Style!,
        ["storedProcedureCode"] = () => StoredProcedureCode!,
        ["rule"] = () => Rule!,
        ["testConnectionStep"] = () => TestConnectionStep!,
    };

    public static Shape TagLabel { get; } = Shape.Parse(
        "TagLabel",
        "tagFQN*:fqn, name, displayName, description, style:style, source:Classification|Glossary|Tag, labelType:Manual|Propagated|Automated|Derived|Generated, " +
        "state:Suggested|Confirmed, href, reason, appliedAt:any, appliedBy, metadata:object",
        Find);

    public static Shape Column { get; } = Shape.Parse(
        "Column",
        "name*, displayName, dataType*:dataType, arrayDataType:dataType, dataLength:int, precision:int, scale:int, dataTypeDisplay, description, fullyQualifiedName, tags:tag[], " +
        "constraint:NULL|NOT_NULL|UNIQUE|PRIMARY_KEY, ordinalPosition:int, jsonSchema, children:column[], profile:object, customMetrics:object[], extension:object",
        Find);

    static Shape TableConstraint { get; } = Shape.Parse(
        "TableConstraint",
        "constraintType:UNIQUE|PRIMARY_KEY|FOREIGN_KEY|SORT_KEY|DIST_KEY|CLUSTER_KEY, columns:text[], referredColumns:fqn[], " +
        "relationshipType:ONE_TO_ONE|ONE_TO_MANY|MANY_TO_ONE|MANY_TO_MANY",
        Find);

    static Shape TablePartition { get; } = Shape.Parse("TablePartition", "columns:partitionColumn[], intervalType:partitionInterval, interval", Find);

    static Shape PartitionColumn { get; } = Shape.Parse("PartitionColumnDetails", "columnName, intervalType:partitionInterval, interval", Find);

    static Shape AccessDetails { get; } = Shape.Parse("AccessDetails", "timestamp*:time, accessedBy:ref, accessedByAProcess", Find);

    static Shape LifeCycle { get; } = Shape.Parse("LifeCycle", "created:accessDetails, updated:accessDetails, accessed:accessDetails", Find);

    static Shape Style { get; } = Shape.Parse("Style", "color, iconURL, coverImage:object", Find);

    static Shape StoredProcedureCode { get; } = Shape.Parse("StoredProcedureCode", "language, code", Find);

    static Shape Rule { get; } = Shape.Parse(
        "Rule", "name*, fullyQualifiedName, description, effect*:allow|deny, operations*:text[], resources*:text[], condition", Find);

    static Shape TestConnectionStep { get; } = Shape.Parse(
        "TestConnectionStep", "name*, description*, errorMessage, mandatory*:bool, shortCircuit:bool, category", Find);

    /// <summary>A shape (<c>Func&lt;Shape&gt;</c>) or a list of alternatives by its name.</summary>
    public static object? Find(string name) =>
        s_shapes.TryGetValue(name, out var shape) ? shape : s_alternatives.TryGetValue(name, out var values) ? values : null;

    static HashSet<string> Set(string values) => [.. values.Split('|')];
}
