using Portico.Server.Ui.Reading;

namespace Portico.Server.Tests.Ui;

/// <summary>Documents as the catalog serves them, to render pages from.</summary>
static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero);

    public static Viewer Viewer { get; } = new()
    {
        Id = new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        Name = "ana",
        Label = "Ana Lystra",
        Email = "ana@example.com",
    };

    public static Rights All { get; } = new() { EditDescription = true, EditOwners = true };

    static long Ago(TimeSpan age) => (Now - age).ToUnixTimeMilliseconds();

    public const string Parents = """
        "service": {"id": "1d1d1d1d-0000-4000-8000-000000000001", "type": "databaseService", "name": "shop_pg", "fullyQualifiedName": "shop_pg"},
        "serviceType": "Postgres",
        "database": {"id": "1d1d1d1d-0000-4000-8000-000000000002", "type": "database", "name": "shop", "fullyQualifiedName": "shop_pg.shop"},
        "databaseSchema": {"id": "1d1d1d1d-0000-4000-8000-000000000003", "type": "databaseSchema", "name": "crm", "fullyQualifiedName": "shop_pg.shop.crm"},
        """;

    public const string Owners = """
        "owners": [
          {"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "type": "user", "name": "ana", "fullyQualifiedName": "ana", "displayName": "Ana Lystra"},
          {"id": "7a9619ff-8b86-d011-b42d-00cf4fc964ff", "type": "team", "name": "customer-data", "fullyQualifiedName": "customer-data", "displayName": "Customer data"}],
        """;

    public static string CustomerJson { get; } = $$"""
        {
          "id": "1d1d1d1d-0000-4000-8000-000000000004", "name": "customer", "fullyQualifiedName": "shop_pg.shop.crm.customer", "displayName": "Customers",
          "description": "One row per **customer**, from the first contact on.\n\n- Guests who never ordered are in `crm.visitor`.\n- Rows are never deleted: see `status`.\n\n| status | meaning |\n|---|---|\n| `active` | ordered within a year |\n| `closed` | asked to be forgotten |",
          "version": 0.4, "updatedAt": {{Ago(TimeSpan.FromHours(3))}}, "updatedBy": "ana", "tableType": "Regular",
          {{Parents}}
          {{Owners}}
          "followers": [{"id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "type": "user", "name": "ana", "fullyQualifiedName": "ana", "displayName": "Ana Lystra"}],
          "tags": [
            {"tagFQN": "Tier.Tier1", "source": "Classification", "labelType": "Manual", "state": "Confirmed", "description": "The business stops without it."},
            {"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual", "state": "Confirmed", "description": "Personal data"}],
          "columns": [
            {"name": "id", "dataType": "BIGINT", "dataTypeDisplay": "bigint", "constraint": "PRIMARY_KEY", "description": "Number of the customer, never reused."},
            {"name": "external_id", "dataType": "UUID", "dataTypeDisplay": "uuid", "constraint": "UNIQUE"},
            {"name": "email", "dataType": "VARCHAR", "dataTypeDisplay": "crm.email_address", "constraint": "NOT_NULL", "description": "Primary e-mail address.", "tags": [{"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual", "state": "Confirmed"}]},
            {"name": "full_name", "dataType": "VARCHAR", "dataTypeDisplay": "character varying(200)", "constraint": "NOT_NULL", "description": "As on the invoice."},
            {"name": "status", "dataType": "VARCHAR", "dataTypeDisplay": "crm.customer_status", "constraint": "NOT_NULL", "description": "`active`, `paused` or `closed`."},
            {"name": "country_code", "dataType": "CHAR", "dataTypeDisplay": "character(2)", "constraint": "NULL", "description": "ISO 3166-1 alpha-2."},
            {"name": "address", "dataType": "STRUCT", "dataTypeDisplay": "struct<street,city>", "constraint": "NULL", "description": "Where invoices go.", "children": [
              {"name": "street", "dataType": "VARCHAR", "dataTypeDisplay": "varchar(120)"},
              {"name": "city", "dataType": "STRUCT", "dataTypeDisplay": "struct<name,postcode>", "children": [
                {"name": "name", "dataType": "VARCHAR", "dataTypeDisplay": "varchar(80)"},
                {"name": "postcode", "dataType": "VARCHAR", "dataTypeDisplay": "varchar(12)", "description": "Without spaces."}]}]},
            {"name": "tags", "dataType": "ARRAY", "arrayDataType": "TEXT", "constraint": "NULL"},
            {"name": "credit_limit", "dataType": "NUMERIC", "precision": 12, "scale": 2, "dataLength": 1, "constraint": "NULL", "description": "In euros; empty means no limit was set."},
            {"name": "preferences", "dataType": "JSON", "dataTypeDisplay": "jsonb", "constraint": "NULL"},
            {"name": "has__reserved__quote__quote", "dataType": "TEXT", "dataTypeDisplay": "text", "constraint": "NULL"}],
          "tableConstraints": [
            {"constraintType": "FOREIGN_KEY", "columns": ["country_code"], "referredColumns": ["shop_pg.shop.crm.country.code"]},
            {"constraintType": "UNIQUE", "columns": ["full_name", "email"]}]
        }
        """;

    public static Doc Customer { get; } = Doc.Parse(CustomerJson);

    public static Doc View { get; } = Doc.Parse($$"""
        {
          "id": "1d1d1d1d-0000-4000-8000-000000000005", "name": "revenue_by_month", "fullyQualifiedName": "shop_pg.shop.crm.revenue_by_month", "tableType": "View",
          "version": 0.1, "updatedAt": {{Ago(TimeSpan.FromDays(2))}}, "updatedBy": "ingestion-bot",
          {{Parents}}
          "columns": [{"name": "month", "dataType": "DATE", "dataTypeDisplay": "date"}, {"name": "revenue", "dataType": "NUMERIC", "dataTypeDisplay": "numeric"}],
          "schemaDefinition": "SELECT date_trunc('month', o.ordered_at) AS month,\n       sum(l.quantity * l.unit_price) AS revenue\n  FROM shop.order_line l\n  JOIN shop.\"order\" o ON o.id = l.order_id\n GROUP BY 1\n ORDER BY 1;"
        }
        """);

    public static Doc Schema { get; } = Doc.Parse($$"""
        {
          "id": "1d1d1d1d-0000-4000-8000-000000000003", "name": "crm", "fullyQualifiedName": "shop_pg.shop.crm", "description": "Who buys, and how to reach them.",
          "version": 0.2, "updatedAt": {{Ago(TimeSpan.FromMinutes(42))}}, "updatedBy": "ana",
          "service": {"id": "1d1d1d1d-0000-4000-8000-000000000001", "type": "databaseService", "name": "shop_pg", "fullyQualifiedName": "shop_pg"},
          "serviceType": "Postgres",
          "database": {"id": "1d1d1d1d-0000-4000-8000-000000000002", "type": "database", "name": "shop", "fullyQualifiedName": "shop_pg.shop"}
        }
        """);

    public static IReadOnlyList<Doc> Versions { get; } =
    [
        Doc.Parse($$$"""
        {"name": "customer", "version": 0.4, "updatedAt": {{{Ago(TimeSpan.FromHours(3))}}}, "updatedBy": "ana",
         "changeDescription": {"previousVersion": 0.3,
           "fieldsAdded": [{"name": "owners", "newValue": "[{\"id\":\"1\",\"type\":\"user\",\"name\":\"ana\",\"displayName\":\"Ana Lystra\"}]"}],
           "fieldsUpdated": [{"name": "description", "oldValue": "One row per customer.", "newValue": "One row per **customer**, from the first contact on."},
                             {"name": "columns.address.city.description", "oldValue": "City", "newValue": "Town or city"}],
           "fieldsDeleted": [{"name": "tags", "oldValue": "[{\"tagFQN\":\"PII.None\"}]"}]}}
        """),
        Doc.Parse($$$"""
        {"name": "customer", "version": 0.3, "updatedAt": {{{Ago(TimeSpan.FromDays(1.4))}}}, "updatedBy": "ingestion-bot",
         "changeDescription": {"previousVersion": 0.2, "fieldsAdded": [{"name": "columns", "newValue": "[{\"name\":\"preferences\",\"dataType\":\"JSON\",\"dataTypeDisplay\":\"jsonb\"}]"}], "fieldsUpdated": [], "fieldsDeleted": []}}
        """),
        Doc.Parse($$$"""{"name": "customer", "version": 0.1, "updatedAt": {{{Ago(TimeSpan.FromDays(90))}}}, "updatedBy": "ingestion-bot"}"""),
    ];

    public static AssetRow Row(string type, string fqn, string? description = null, string? tableType = null, TimeSpan age = default) =>
        new(AssetKind.Of(type), Names.Readable(Names.Parts(fqn)[^1]), fqn, description, Now - age, "ingestion-bot") { TableType = tableType };
}
