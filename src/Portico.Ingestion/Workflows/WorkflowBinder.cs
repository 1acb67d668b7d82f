using Portico.Ingestion.Workflows.Grammar;
using Portico.Ingestion.Workflows.Yaml;

namespace Portico.Ingestion.Workflows;

/// <summary>Makes the records of a document that <see cref="Checker"/> found right.</summary>
static class WorkflowBinder
{
    static readonly string[] KnownArguments = ["application_name", "connect_timeout", "options", "sslmode"];

    public static Workflow Bind(YamlMapping root)
    {
        var config = root.Block("workflowConfig")!;
        return new Workflow
        {
            Source = Source(root.Block("source")!),
            Catalog = Catalog(config.Block("openMetadataServerConfig")!),
            Sink = Sink(root.Block("sink")?.Block("config")),
            LoggerLevel = config.Text("loggerLevel") ?? "INFO",
            RaiseOnError = config.Boolean("raiseOnError", true),
            SuccessThreshold = config.Integer("successThreshold", 90),
            PipelineFqn = root.Text("ingestionPipelineFQN"),
            RunId = Guid.TryParse(root.Text("pipelineRunId"), out var runId) ? runId : Guid.NewGuid(),
        };
    }

    public static SourceConnection Connection(Connector connector, YamlMapping config)
    {
        var json = YamlJson.Write(config, connector.Connection);
        var ignored = connector == Connector.Postgres
            ? new[] { "connectionOptions", "connectionArguments" }
                .SelectMany(name => config.Block(name)?.Entries.Select(e => e.Key.Text).Except(KnownArguments).Select(key => $"{name}.{key}") ?? [])
            : [];
        return connector == Connector.Sqlite
            ? new SqliteConnection
            {
                Json = json,
                File = config.Text("databaseMode")!,
                Database = config.Text("database") ?? "default",
                Schemas = Filter(config, "schemaFilterPattern"),
                Tables = Filter(config, "tableFilterPattern"),
                Databases = Filter(config, "databaseFilterPattern"),
            }
            : new PostgresConnection
            {
                Json = json,
                Address = HostPort.TryParse(config.Text("hostPort")!, 5432, out var address) ? address : throw new InvalidOperationException("Checked before."),
                Username = config.Text("username")!,
                Password = config.Block("authType")?.Text("password"),
                Database = config.Text("database")!,
                AllDatabases = config.Boolean("ingestAllDatabases", false),
                SslMode = config.Text("sslMode") ?? config.Block("connectionArguments")?.Text("sslmode"),
                CaCertificate = config.Block("sslConfig")?.Text("caCertificate"),
                ClientCertificate = config.Block("sslConfig")?.Text("sslCertificate"),
                ClientKey = config.Block("sslConfig")?.Text("sslKey"),
                Classification = config.Text("classificationName") ?? "PostgresPolicyTags",
                Schemas = config["schemaFilterPattern"] is null ? new FilterPattern([], ["^information_schema$"]) : Filter(config, "schemaFilterPattern"),
                Tables = Filter(config, "tableFilterPattern"),
                Databases = config["databaseFilterPattern"] is null ? new FilterPattern([], ["^template1$", "^template0$"]) : Filter(config, "databaseFilterPattern"),
                Arguments = Map(config.Block("connectionOptions")).Concat(Map(config.Block("connectionArguments"))).DistinctBy(p => p.Key).ToDictionary(),
                Ignored = [.. ignored],
            };
    }

    static SourceSettings Source(YamlMapping source)
    {
        var connector = Connector.Find(source.Text("type"))!;
        var sourceConfig = source.Block("sourceConfig")!;
        return new SourceSettings
        {
            Type = connector.SourceType,
            ServiceName = source.Text("serviceName")!,
            ServiceType = connector.ServiceType,
            Connection = source.Block("serviceConnection")?.Block("config") is { } config ? Connection(connector, config) : null,
            Options = Options(sourceConfig.Block("config")),
            ConfigJson = YamlJson.Write(sourceConfig, WorkflowGrammar.Workflow.At(source, "source", "sourceConfig")),
        };
    }

    static MetadataOptions Options(YamlMapping? config)
    {
        if (config is null)
            return new MetadataOptions();
        return new MetadataOptions
        {
            MarkDeletedTables = config.Boolean("markDeletedTables", true),
            MarkDeletedProcedures = config.Boolean("markDeletedStoredProcedures", true),
            MarkDeletedSchemas = config.Boolean("markDeletedSchemas", false),
            MarkDeletedDatabases = config.Boolean("markDeletedDatabases", false),
            Tables = config.Boolean("includeTables", true),
            Views = config.Boolean("includeViews", true),
            Tags = config.Boolean("includeTags", true),
            Procedures = config.Boolean("includeStoredProcedures", true),
            Ddl = config.Boolean("includeDDL", false),
            Override = config.Boolean("overrideMetadata", false),
            FilterByFqn = config.Boolean("useFqnForFiltering", false),
            DatabaseFilter = Filter(config, "databaseFilterPattern"),
            SchemaFilter = Filter(config, "schemaFilterPattern"),
            TableFilter = Filter(config, "tableFilterPattern"),
            ProcedureFilter = Filter(config, "storedProcedureFilterPattern"),
        };
    }

    static CatalogSettings Catalog(YamlMapping server)
    {
        var security = server.Block("securityConfig")!;
        return new CatalogSettings
        {
            Api = new Uri($"{server.Text("hostPort")!.TrimEnd('/')}/{server.Text("apiVersion") ?? "v1"}/"),
            Credentials = security.Text("jwtToken") is { } token
                ? new FixedToken(token)
                : new ClientCredentials(security.Text("clientId")!, security.Text("secretKey")!, new Uri(security.Text("tokenEndpoint")!)),
            VerifySsl = server.Text("verifySSL") ?? "no-ssl",
            CaCertificate = server.Block("sslConfig")?.Text("caCertificate"),
            CheckVersion = server.Boolean("enableVersionValidation", true),
            StoreConnection = server.Boolean("storeServiceConnection", true),
            OverwriteService = server.Boolean("forceEntityOverwriting", false),
            ExtraHeaders = Map(server.Block("extraHeaders")),
        };
    }

    static SinkSettings Sink(YamlMapping? config) => config is null
        ? new SinkSettings()
        : new SinkSettings
        {
            BatchSize = config.Integer("bulk_sink_batch_size", 100),
            Workers = config.Boolean("enable_async_pipeline", true) ? config.Integer("async_pipeline_workers", 2) : 1,
        };

    static FilterPattern Filter(YamlMapping config, string name) =>
        config.Block(name) is { } block ? new FilterPattern(Texts(block["includes"]), Texts(block["excludes"])) : FilterPattern.All;

    static string[] Texts(YamlNode? node) => node is YamlSequence list ? [.. list.Items.OfType<YamlScalar>().Select(s => s.Text)] : [];

    static Dictionary<string, string> Map(YamlMapping? block) =>
        block?.Entries.Where(e => e.Value is YamlScalar).ToDictionary(e => e.Key.Text, e => ((YamlScalar)e.Value).Text) ?? [];
}
