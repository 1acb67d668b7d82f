using Portico.Catalog.Search;

namespace Portico.Catalog.Tests.Search;

/// <summary>A small warehouse and what people expect on top when they look for something in it. The same on every engine.</summary>
static class RelevanceSet
{
    public static SearchDocument[] Documents { get; } =
    [
        Of("databaseService", "shop", "shop", "The web shop"),
        Of("database", "shop_db", "shop.shop_db", "Everything the shop keeps"),
        Of("databaseSchema", "sales", "shop.shop_db.sales", "Orders, invoices and returns"),
        Of("table", "orders", "shop.shop_db.sales.orders", "One row per order of a customer", "id", "customer_id", "placed_at", "total_amount"),
        Of("table", "order_lines", "shop.shop_db.sales.order_lines", "What was ordered", "order_id", "product_id", "quantity"),
        Of("table", "customers", "shop.shop_db.sales.customers", "People and companies who buy", "id", "email", "full_name"),
        Of("table", "customer_addresses", "shop.shop_db.sales.customer_addresses", "Where to deliver", "customer_id", "street", "city"),
        Of("table", "products", "shop.shop_db.sales.products", "What is for sale", "id", "sku", "price"),
        Of("table", "product_categories", "shop.shop_db.sales.product_categories", null, "id", "name"),
        Of("table", "payments", "shop.shop_db.sales.payments", "Money that came in for orders", "id", "order_id", "amount"),
        Of("table", "dim_date", "shop.shop_db.dwh.dim_date", null, "date_key", "month", "quarter"),
        Of("table", "fct_order_totals", "shop.shop_db.dwh.fct_order_totals", "Monthly totals of orders", "month", "total_amount"),
        Of("table", "emailCampaigns", "shop.shop_db.crm.emailCampaigns", "Newsletters that were sent", "id", "subject"),
        Of("user", "ann.orders", "ann.orders", null) with { DisplayName = "Ann Orders" },
    ];

    public static (string Text, string[] First)[] Expected { get; } =
    [
        ("orders", ["orders"]),
        ("order", ["orders"]),
        ("customer", ["customers", "customer_addresses", "orders"]),
        ("customer address", ["customer_addresses"]),
        ("email", ["emailCampaigns", "customers"]),
        ("campaign", ["emailCampaigns"]),
        ("prod", ["products", "product_categories", "order_lines"]),
        ("product category", ["product_categories"]),
        ("total amount", ["fct_order_totals", "orders"]),
        ("order total", ["fct_order_totals"]),
        ("dim_da", ["dim_date"]),
        ("shop.shop_db.sales.orders", ["orders"]),
        ("sales orders", ["orders"]),
        ("newsletter", ["emailCampaigns"]),
        ("shop", ["shop", "shop_db"]),
        ("ann", ["ann.orders"]),
        ("money", ["payments"]),
        ("quarter", ["dim_date"]),
    ];

    static SearchDocument Of(string type, string name, string fqn, string? description, params string[] columns) => new()
    {
        Id = Guid.NewGuid(),
        Type = type,
        Name = name,
        FullyQualifiedName = fqn,
        Description = description,
        Columns = columns,
    };
}
