using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Catalog.Documents;
using Portico.Catalog.Policies;
using Portico.Catalog.Tests.Policies;

namespace Portico.Catalog.Tests.Engine;

/// <summary>Short forms of the operations, for tests.</summary>
static class Entities
{
    public static Subject Bot { get; } = new() { Id = Guid.NewGuid(), Name = "bot", IsAdmin = true, IsBot = true };

    public static Subject Admin { get; } = new() { Id = Guid.NewGuid(), Name = "ann", IsAdmin = true };

    public static Subject Other { get; } = new() { Id = Guid.NewGuid(), Name = "bob", IsAdmin = true };

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    public static async Task<(ChangeKind Kind, JsonObject Entity)> Put(this SeededCatalog catalog, Subject subject, string type, string json)
    {
        var result = await catalog.Catalog.Put(subject, type, Json(json), null, CancellationToken.None);
        result.Ok.ShouldBeTrue(result.Refusal?.Message);
        return (result.Value!.Kind, result.Value.Document.ToObject());
    }

    public static async Task<JsonObject> Patched(this SeededCatalog catalog, Subject subject, EntityKey table, string patch)
    {
        var result = await catalog.Patch(subject, "table", table, patch);
        result.Ok.ShouldBeTrue(result.Refusal?.Message);
        return result.Value!.Document.ToObject();
    }

    public static async Task<BulkResult> Bulk(this SeededCatalog catalog, Subject subject, string type, string json, bool overrides = false)
    {
        var result = await catalog.Catalog.BulkPut(subject, type, Json(json), overrides, CancellationToken.None);
        result.Ok.ShouldBeTrue(result.Refusal?.Message);
        return result.Value!;
    }

    public static decimal Version(this JsonObject entity) => (decimal)entity["version"]!;

    public static string Columns(params string[] columns) => string.Join(',', columns);

    public static string Table(string name, string columns = """{"name": "id", "dataType": "INT"}""", string more = "") =>
        $$"""{"name": "{{name}}", "databaseSchema": "shop.db.sales", "columns": [{{columns}}]{{(more.Length > 0 ? ", " + more : "")}}}""";
}
