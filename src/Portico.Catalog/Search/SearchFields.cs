namespace Portico.Catalog.Search;

/// <summary>The fields one can filter by and count.</summary>
public static class SearchFields
{
    /// <summary>Entity type.</summary>
    public const string Type = "entityType";

    /// <summary>Names of owners.</summary>
    public const string Owner = "owner";

    /// <summary>Fully qualified names of tags and glossary terms.</summary>
    public const string Tag = "tag";

    /// <summary>Fully qualified name of the tier.</summary>
    public const string Tier = "tier";

    /// <summary>Fully qualified names of domains.</summary>
    public const string Domain = "domain";

    /// <summary>Name of the service.</summary>
    public const string Service = "service";

    /// <summary>Type of the service.</summary>
    public const string ServiceType = "serviceType";

    /// <summary>Name of the database.</summary>
    public const string Database = "database";

    /// <summary>Name of the database schema.</summary>
    public const string DatabaseSchema = "databaseSchema";

    /// <summary>Type of the table.</summary>
    public const string TableType = "tableType";

    /// <summary>Fully qualified name of the entity (to filter by; not counted).</summary>
    public const string FullyQualifiedName = "fullyQualifiedName";

    /// <summary>Name of the entity (to filter by; not counted).</summary>
    public const string Name = "name";

    /// <summary>E-mail address of a user or a team (to filter by; not counted).</summary>
    public const string Email = "email";

    /// <summary>Id of the entity (to filter by; not counted).</summary>
    public const string Id = "id";
}
