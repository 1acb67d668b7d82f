using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows.Grammar;

/// <summary>
/// The grammar of a metadata workflow: the keys of OpenMetadata 1.13's schemas <c>metadataIngestion/workflow.json</c>, <c>databaseServiceMetadataPipeline.json</c> and
/// <c>openMetadataConnection.json</c>, and the block that <c>authProvider: custom-oidc</c> had until 1.2 (<c>customOidcSSOClientConfig.json</c>).
/// </summary>
static class WorkflowGrammar
{
    // In this order: a static member is made from those above it.
    public static BlockShape SslConfig { get; } = new(
        new Member("caCertificate", Shape.Secret),
        new Member("sslCertificate", Shape.Secret),
        new Member("sslKey", Shape.Secret));

    public static BlockShape Filter { get; } = new(
        new Member("includes", new ListShape(Shape.Text with { Check = WhyNoPattern })),
        new Member("excludes", new ListShape(Shape.Text with { Check = WhyNoPattern })));

    static readonly string[] OtherPipelines =
    [
        "ApiMetadata", "Application", "AutoClassification", "DBT", "DashboardMetadata", "DatabaseLineage", "DatabaseUsage", "DriveMetadata", "McpMetadata",
        "MessagingMetadata", "MetadataToElasticSearch", "MlModelMetadata", "PipelineMetadata", "Profiler", "ReverseIngestion", "SearchMetadata", "SecurityMetadata",
        "StorageMetadata", "TestSuite", "dataInsight",
    ];

    static BlockShape DatabaseMetadata { get; } = new(
        new Member("type", Shape.OneOf("DatabaseMetadata")),
        new Member("markDeletedTables", Shape.Boolean),
        new Member("markDeletedStoredProcedures", Shape.Boolean),
        new Member("markDeletedSchemas", Shape.Boolean),
        new Member("markDeletedDatabases", Shape.Boolean),
        new Member("includeTables", Shape.Boolean),
        new Member("includeViews", Shape.Boolean),
        new Member("includeTags", Shape.Boolean),
        new Member("includeOwners", Shape.Boolean),
        new Member("ownerConfig", new BlockShape(
            new Member("default", Shape.Text),
            new Member("service", Shape.Text),
            new Member("database", Shape.Anything),
            new Member("databaseSchema", Shape.Anything),
            new Member("table", Shape.Anything),
            new Member("enableInheritance", Shape.Boolean))),
        new Member("includeStoredProcedures", Shape.Boolean),
        new Member("includeDDL", Shape.Boolean),
        new Member("overrideMetadata", Shape.Boolean),
        new Member("queryLogDuration", Shape.Integer),
        new Member("queryParsingTimeoutLimit", Shape.Integer),
        new Member("useFqnForFiltering", Shape.Boolean),
        new Member("schemaFilterPattern", Filter),
        new Member("tableFilterPattern", Filter),
        new Member("databaseFilterPattern", Filter),
        new Member("storedProcedureFilterPattern", Filter),
        new Member("threads", Shape.Integer),
        new Member("incremental", new BlockShape(
            new Member("enabled", Shape.Boolean, true),
            new Member("lookbackDays", Shape.Integer),
            new Member("safetyMarginDays", Shape.Integer))),
        new Member("extractJsonSchema", Shape.Boolean),
        new Member("jsonSchemaSampleSize", new IntegerShape(1, 1000)));

    public static BlockShape Workflow { get; } = new(
        new Member("source", Source, Required: true),
        new Member("processor", Component),
        new Member("stage", Component),
        new Member("sink", Sink, true),
        new Member("bulkSink", Component),
        new Member("workflowConfig", WorkflowConfig, true),
        new Member("ingestionPipelineFQN", Shape.Text),
        new Member("pipelineRunId", Shape.Text with { Check = text => Guid.TryParse(text, out _) ? null : "it is no UUID." }),
        new Member("enableStreamableLogs", Shape.Boolean),
        new Member("ingestionRunnerName", Shape.Text));

    /// <summary>The keys of options that Portico accepts, because OpenMetadata's files have them, and does not carry out.</summary>
    public static IEnumerable<YamlScalar> WithoutEffect(YamlMapping root) =>
        (root.Block("source")?.Block("sourceConfig")?.Block("config")?.Entries ?? [])
            .Where(e => e.Key.Text is "includeOwners" or "ownerConfig" or "extractJsonSchema" or "incremental")
            .Where(e => e.Value is not YamlScalar { AsBoolean: not true } && !(e.Value is YamlMapping block && !block.Boolean("enabled", true)))
            .Select(e => e.Key);

    static BlockShape Component => new(new Member("type", Shape.Text, true), new Member("config", new MapShape(Shape.Anything)));

    static BlockShape Sink => new(
        new Member("type", Shape.OneOf("metadata-rest"), true),
        new Member("config", new BlockShape(
            new Member("api_endpoint", Shape.Text),
            new Member("bulk_sink_batch_size", new IntegerShape(1, 10_000)),
            new Member("enable_async_pipeline", Shape.Boolean),
            new Member("async_pipeline_workers", new IntegerShape(1, 32)),
            new Member("override_metadata", Shape.Boolean))));

    static BlockShape Source(YamlMapping root)
    {
        var connector = Connector.Find(root.Block("source")?.Text("type"));
        return new BlockShape(
            new Member("type", Shape.Text with { Check = Connector.WhyNot }, true),
            new Member("serviceName", Shape.Text with { Check = WhyNoName }, true),
            new Member("serviceConnection", new BlockShape(new Member("config", (Shape?)connector?.Connection ?? Shape.Anything, true))),
            new Member("sourceConfig", new BlockShape(new Member("config", Pipeline)), true));
    }

    static Shape Pipeline(YamlMapping sourceConfig)
    {
        var type = sourceConfig.Block("config")?.Text("type");
        return type is not null && OtherPipelines.Contains(type)
            ? new RefusedShape(Errors.NotAvailable, $"A workflow of type '{type}' is not available; Portico runs DatabaseMetadata.")
            : DatabaseMetadata;
    }

    static BlockShape WorkflowConfig => new(
        new Member("loggerLevel", Shape.OneOf("DEBUG", "INFO", "WARN", "ERROR")),
        new Member("raiseOnError", Shape.Boolean),
        new Member("successThreshold", new IntegerShape(0, 100)),
        new Member("openMetadataServerConfig", Server, true),
        new Member("config", new MapShape(Shape.Anything)));

    static BlockShape Server => new(
        new Member("clusterName", Shape.Text),
        new Member("type", Shape.OneOf("OpenMetadata")),
        new Member("hostPort", Shape.Text with { Check = WhyNoAddress }, true),
        new Member("authProvider", Shape.OneOf("basic", "azure", "google", "okta", "auth0", "aws-cognito", "custom-oidc", "ldap", "saml", "openmetadata")),
        new Member("verifySSL", Shape.OneOf("no-ssl", "ignore", "validate")),
        new Member("sslConfig", SslConfig),
        new Member("securityConfig", Security, true),
        new Member("secretsManagerProvider", Shape.OneOf(
            "db", "managed-aws", "aws", "managed-aws-ssm", "aws-ssm", "managed-azure-kv", "azure-kv", "in-memory", "gcp", "kubernetes")),
        new Member("secretsManagerLoader", Shape.OneOf("noop", "airflow", "env")),
        new Member("apiVersion", Shape.Text),
        new Member("includeTopics", Shape.Boolean),
        new Member("includeTables", Shape.Boolean),
        new Member("includeDashboards", Shape.Boolean),
        new Member("includePipelines", Shape.Boolean),
        new Member("includeMlModels", Shape.Boolean),
        new Member("includeUsers", Shape.Boolean),
        new Member("includeTeams", Shape.Boolean),
        new Member("includeGlossaryTerms", Shape.Boolean),
        new Member("includeTags", Shape.Boolean),
        new Member("includePolicy", Shape.Boolean),
        new Member("includeMessagingServices", Shape.Boolean),
        new Member("enableVersionValidation", Shape.Boolean),
        new Member("includeDatabaseServices", Shape.Boolean),
        new Member("includePipelineServices", Shape.Boolean),
        new Member("limitRecords", Shape.Integer),
        new Member("forceEntityOverwriting", Shape.Boolean),
        new Member("storeServiceConnection", Shape.Boolean),
        new Member("elasticsSearch", Component),
        new Member("schemaFilterPattern", Filter),
        new Member("tableFilterPattern", Filter),
        new Member("databaseFilterPattern", Filter),
        new Member("supportsDataInsightExtraction", Shape.Boolean),
        new Member("supportsElasticSearchReindexingExtraction", Shape.Boolean),
        new Member("extraHeaders", Shape.TextMap));

    /// <summary>1.13 looks at the block, not at the provider's name: <c>custom-oidc</c> with a <c>jwtToken</c> is accepted.</summary>
    static BlockShape Security(YamlMapping server) =>
        server.Text("authProvider") == "custom-oidc" && server.Block("securityConfig")?["jwtToken"] is null
            ? new BlockShape(
                new Member("clientId", Shape.Text, true),
                new Member("secretKey", Shape.Secret, true),
                new Member("tokenEndpoint", Shape.Text with { Check = WhyNoAddress }, true))
            : new BlockShape(new Member("jwtToken", Shape.Secret, true));

    static string? WhyNoAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0
            ? address.UserInfo.Length > 0 ? "an address does not carry a user or password." : null
            : "it is no http or https address.";

    static string? WhyNoName(string text) =>
        text.Length is 0 or > 256 ? "a name has 1 to 256 characters." : text.Contains("::", StringComparison.Ordinal) || text.Contains('"') ? "a name has no '::' and no double quotes." : null;

    static string? WhyNoPattern(string text)
    {
        try
        {
            _ = FilterPattern.Compile(text);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"it is no regular expression ({e.Message.TrimEnd('.')}).";
        }
    }
}
