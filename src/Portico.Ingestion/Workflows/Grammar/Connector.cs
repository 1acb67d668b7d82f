using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows.Grammar;

/// <summary>A kind of source: its word in a workflow file, its name as a service type, and the keys of its connection.</summary>
sealed record Connector(string SourceType, string ServiceType, BlockShape Connection)
{
    /// <summary>OpenMetadata 1.13's other database connectors: their names are right, and they are not here.</summary>
    static readonly string[] Elsewhere =
    [
        "athena", "azuresql", "bigquery", "bigtable", "burstiq", "cassandra", "clickhouse", "cockroach", "couchbase", "databricks", "datalake", "db2", "dbt", "deltalake", "domodatabase", "doris",
        "dremio", "druid", "dynamodb", "epic", "exasol", "glue", "greenplum", "hive", "iceberg", "impala", "informix", "iomete", "mariadb", "microsoftaccess", "microsoftfabric", "mongodb",
        "mssql", "mysql", "oracle", "pinotdb", "presto", "query-log", "redshift", "salesforce", "saperp", "saphana", "sas", "servicenow", "singlestore", "snowflake", "ssas", "starrocks",
        "synapse", "teradata", "timescale", "trino", "unitycatalog", "vertica",
    ];

    public static Connector Postgres { get; } = new("postgres", "Postgres", new BlockShape(
    [
        new Member("type", Shape.OneOf("Postgres")),
        new Member("scheme", Shape.OneOf("postgresql+psycopg2", "pgspider+psycopg2")),
        new Member("username", Shape.Text, true),
        new Member("authType", AuthType),
        new Member("hostPort", Shape.Text with { Check = WhyNoHostPort }, true),
        new Member("database", Shape.Text, true),
        new Member("ingestAllDatabases", Shape.Boolean),
        .. Filters,
        new Member("storedProcedureFilterPattern", WorkflowGrammar.Filter),
        new Member("sslMode", Shape.OneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full")),
        new Member("sslConfig", WorkflowGrammar.SslConfig),
        new Member("classificationName", Shape.Text),
        new Member("queryStatementSource", Shape.Text),
        .. Common,
        new Member("supportsUsageExtraction", Shape.Boolean),
        new Member("supportsLineageExtraction", Shape.Boolean),
        new Member("supportsDatabase", Shape.Boolean),
        new Member("supportsDataDiff", Shape.Boolean),
    ]));

    public static Connector Sqlite { get; } = new("sqlite", "SQLite", new BlockShape(
    [
        new Member("type", Shape.OneOf("SQLite")),
        new Member("scheme", Shape.OneOf("sqlite+pysqlite")),
        new Member("username", Shape.Text),
        new Member("password", Shape.Secret),
        new Member("hostPort", Shape.Text),
        new Member("database", Shape.Text),
        new Member("databaseMode", Shape.Text with { Check = text => text == ":memory:" ? "a database in memory is empty; give the path of a file." : null }, true),
        .. Filters,
        .. Common,
        new Member("supportsViewLineageExtraction", Shape.Boolean),
    ]));

    static IEnumerable<Member> Filters =>
    [
        new Member("schemaFilterPattern", WorkflowGrammar.Filter),
        new Member("tableFilterPattern", WorkflowGrammar.Filter),
        new Member("databaseFilterPattern", WorkflowGrammar.Filter),
    ];

    static IEnumerable<Member> Common =>
    [
        new Member("connectionOptions", Shape.TextMap),
        new Member("connectionArguments", new MapShape(Shape.Anything)),
        new Member("supportsMetadataExtraction", Shape.Boolean),
        new Member("supportsDBTExtraction", Shape.Boolean),
        new Member("supportsProfiler", Shape.Boolean),
        new Member("supportsQueryComment", Shape.Boolean),
        new Member("sampleDataStorageConfig", new MapShape(Shape.Anything)),
    ];

    /// <summary>The connector of a source type, or <c>null</c> when there is none.</summary>
    public static Connector? Find(string? sourceType) =>
        new[] { Postgres, Sqlite }.FirstOrDefault(c => string.Equals(c.SourceType, sourceType, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a source type cannot be used, or <c>null</c>.</summary>
    public static string? WhyNot(string sourceType) =>
        Find(sourceType) is not null ? null
        : Elsewhere.Contains(sourceType, StringComparer.OrdinalIgnoreCase) ? "OpenMetadata has this connector, Portico does not. Available: postgres, sqlite."
        : Nearest.Of(sourceType, [Postgres.SourceType, Sqlite.SourceType]) is { } near ? $"did you mean '{near}'?"
        : "available are postgres and sqlite.";

    static Shape AuthType(YamlMapping connection)
    {
        var block = connection.Block("authType");
        var other = block?["awsConfig"] is not null ? "AWS IAM" : block?["azureConfig"] is not null ? "Azure" : null;
        return other is null
            ? new BlockShape(new Member("password", Shape.Secret))
            : new RefusedShape(Errors.NotAvailable, $"Signing in to PostgreSQL through {other} is not available; use authType.password.");
    }

    static string? WhyNoHostPort(string text) => HostPort.TryParse(text, 5432, out _) ? null : "it is no host:port, such as localhost:5432.";
}
