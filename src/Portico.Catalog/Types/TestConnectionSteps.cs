using System.Text.Json.Nodes;

namespace Portico.Catalog.Types;

/// <summary>
/// How clients test a connection, per kind of database. The steps run in the client, which knows only the names that its connector implements: one more would break it,
/// so kinds of which nothing certain is known get the four steps that every SQL connector has.
/// </summary>
static class TestConnectionSteps
{
    static readonly string[] s_common = ["CheckAccess", "GetSchemas", "GetTables", "GetViews"];

    static readonly Dictionary<string, string[]> s_known = new()
    {
        ["Postgres"] = ["CheckAccess", "GetDatabases", "GetSchemas", "GetTables", "GetViews", "GetTags", "GetQueries"],
        ["Mysql"] = [.. s_common, "GetQueries"],
        ["Mssql"] = ["CheckAccess", "GetDatabases", "GetSchemas", "GetTables", "GetViews", "GetQueries"],
        ["SQLite"] = s_common,
    };

    static readonly string[] s_sql =
    [
        "Redshift", "Snowflake", "Timescale", "Oracle", "Hive", "Impala", "Presto", "Trino", "Vertica", "MariaDB", "Druid", "Db2", "Clickhouse", "Databricks", "AzureSQL", "SingleStore", "PinotDB",
        "SapHana", "Greenplum", "Doris", "StarRocks", "UnityCatalog", "Teradata", "Synapse", "Exasol", "Cockroach", "Athena", "BigQuery",
    ];

    /// <summary>The definitions that the catalog provides.</summary>
    public static IReadOnlyList<JsonObject> Definitions => [.. s_known.Select(k => Definition(k.Key, k.Value)), .. s_sql.Select(name => Definition(name, s_common))];

    static JsonObject Definition(string name, string[] steps) => new()
    {
        ["name"] = name,
        ["displayName"] = name + " Test Connection",
        ["description"] = "Steps for " + name,
        ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)new JsonObject
        {
            ["name"] = step,
            ["description"] = "Step " + step,
            ["mandatory"] = step is "CheckAccess" or "GetSchemas" or "GetTables",
            ["errorMessage"] = $"Step {step} failed",
            ["shortCircuit"] = step == "CheckAccess",
        })]),
    };
}
