using Portico.Ingestion.Model;

namespace Portico.Ingestion.Catalog;

/// <summary>Where entities of a kind lie in the API.</summary>
static class Collections
{
    public static string Path(EntityKind kind) => kind switch
    {
        EntityKind.Database => "databases",
        EntityKind.Schema => "databaseSchemas",
        EntityKind.Table => "tables",
        _ => "storedProcedures",
    };

    /// <summary>The query parameter that names the parent; for tables it is <c>database</c> with a schema's name, as OpenMetadata's client sends it.</summary>
    public static string ParentFilter(EntityKind kind) => kind switch
    {
        EntityKind.Database => "service",
        EntityKind.Schema or EntityKind.Table => "database",
        _ => "databaseSchema",
    };
}
