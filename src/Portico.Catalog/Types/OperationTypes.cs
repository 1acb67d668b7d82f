namespace Portico.Catalog.Types;

/// <summary>What runs ingestion.</summary>
static class OperationTypes
{
    public static EntityType TestConnectionDefinition { get; } = new()
    {
        Name = "testConnectionDefinition",
        Collection = "services/testConnectionDefinitions",
        Members = Common.Described + ", steps*:testConnectionStep[]",
        References = [Common.Owners, Common.Domains],
        FqnSuffix = ".testConnectionDefinition",
        ReadOnly = true,
        Provided = () => TestConnectionSteps.Definitions,
        Searchable = false,
    };

    public static EntityType IngestionPipeline { get; } = new()
    {
        Name = "ingestionPipeline",
        Collection = "services/ingestionPipelines",
        Containers = [new("service", "databaseService")],
        Members = Common.Described + ", pipelineType*:metadata|usage|lineage|profiler|autoClassification|TestSuite|dataInsight|elasticSearchReindex|dbt|application, sourceConfig*:object, " +
            "airflowConfig*:object, loggerLevel, raiseOnError:bool, enableStreamableLogs:bool, " + Common.Provided,
        Server = "deployed:bool, enabled:bool, applicationType, openMetadataServerConnection:object",
        ServerOnRequest = "pipelineStatuses:any",
        References =
        [
            Common.Owners, Common.Domains, Common.Followers,
            new("processingEngine") { Many = false, Put = PutRule.KeepWhenAbsent }, new("ingestionRunner", "ingestionRunner") { Many = false, Writable = false },
        ],
        Put = Common.Put,
        Secrets = "sourceConfig",
        Within = ["service"],
        Filters = new Dictionary<string, string> { ["pipelineType"] = "pipelineType", ["applicationType"] = "applicationType" },
    };
}
