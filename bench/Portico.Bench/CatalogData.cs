using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.Bench;

/// <summary>Generates services, schemas and tables, the same ones each time, through the REST API.</summary>
static class CatalogData
{
    /// <summary>Of the catalog's transactions, and of those that it is compared with.</summary>
    public const int TablesPerTransaction = 500;

    static readonly string[] s_words = ["customer", "order", "invoice", "payment", "address", "product", "region", "status", "amount", "created", "updated", "channel", "campaign", "price"];

    /// <summary>An empty schema; its fully qualified name.</summary>
    public static async Task<string> MakeSchema(PorticoServer server, string token, string service)
    {
        await Put(server, token, "/api/v1/services/databaseServices", $$"""{"name":"{{service}}","serviceType":"Postgres"}""");
        await Put(server, token, "/api/v1/databases", $$"""{"name":"shop","service":"{{service}}"}""");
        await Put(server, token, "/api/v1/databaseSchemas", $$"""{"name":"public","database":"{{service}}.shop"}""");
        return $"{service}.shop.public";
    }

    /// <summary>Create requests as the body of one bulk request.</summary>
    public static byte[] Tables(string schema, int count)
    {
        var random = new Random(1);
        return JsonSerializer.SerializeToUtf8Bytes(new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)Table(random, schema, i))]));
    }

    /// <summary>Sends one bulk request; fails unless every row passed.</summary>
    public static async Task Bulk(PorticoServer server, string token, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(server.Catalog, "/api/v1/tables/bulk?async=false")) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new("Bearer", token);
        request.Content.Headers.ContentType = new("application/json");
        using var answer = await server.Http.SendAsync(request);
        using var result = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        var status = result.RootElement.GetProperty("status").GetString();
        if (status != "success")
            throw new InvalidOperationException($"The bulk request ended with {status}: {result.RootElement.ToString()[..500]}");
    }

    /// <summary>Waits until search finds all tables of a service.</summary>
    public static async Task Searchable(PorticoServer server, string token, string service, int tables)
    {
        var filter = Uri.EscapeDataString($$$"""{"query":{"term":{"service.name.keyword":"{{{service}}}"} } }""");
        var path = $"/api/v1/search/query?q=*&index=table_search_index&size=0&track_total_hits=true&query_filter={filter}";
        await Eventually.Holds(async () =>
        {
            using var answer = await server.Api(HttpMethod.Get, path, token, null);
            using var found = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return found.RootElement.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt32() >= tables;
        }, $"search finds {tables} tables of {service}", TimeSpan.FromMinutes(2));
    }

    static async Task<string> Put(PorticoServer server, string token, string path, string body)
    {
        using var answer = await server.Api(HttpMethod.Put, path, token, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"PUT {path} answered {(int)answer.StatusCode}: {text}");
    }

    static JsonObject Table(Random random, string schema, int number)
    {
        var columns = new JsonArray();
        for (var i = 0; i < 14; i++)
        {
            columns.Add(new JsonObject
            {
                ["name"] = i == 0 ? "id" : $"{s_words[i]}_{random.Next(100)}",
                ["dataType"] = i % 3 == 0 ? "BIGINT" : "VARCHAR",
                ["dataLength"] = i % 3 == 0 ? 1 : 255,
                ["dataTypeDisplay"] = i % 3 == 0 ? "bigint" : "character varying(255)",
                ["description"] = Sentence(random, 8),
                ["constraint"] = i == 0 ? "PRIMARY_KEY" : "NULL",
                ["ordinalPosition"] = i + 1,
            });
        }
        return new JsonObject
        {
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"{s_words[number % s_words.Length]}_{number:00000}"),
            ["databaseSchema"] = schema,
            ["tableType"] = "Regular",
            ["description"] = Sentence(random, 20),
            ["columns"] = columns,
            ["tableConstraints"] = new JsonArray(new JsonObject { ["constraintType"] = "PRIMARY_KEY", ["columns"] = new JsonArray("id") }),
        };
    }

    static string Sentence(Random random, int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
            text.Append(i == 0 ? "" : " ").Append(s_words[random.Next(s_words.Length)]);
        return text.Append('.').ToString();
    }
}
