using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.EndToEnd.Fixtures;

namespace Portico.EndToEnd.Nodes;

/// <summary>SIGKILL in the middle of bulk writes.</summary>
public sealed class Killed
{
    const int Writers = 4;
    const int TablesPerRequest = 25;
    const int AcknowledgedRequests = 12;

    [Fact]
    public async Task loses_nothing_acknowledged()
    {
        await using var server = await PorticoServer.Start();
        var token = await server.ServiceToken();
        await Put(server, token, "/api/v1/services/databaseServices", """{"name":"crash","serviceType":"Postgres"}""");
        await Put(server, token, "/api/v1/databases", """{"name":"shop","service":"crash"}""");
        await Put(server, token, "/api/v1/databaseSchemas", """{"name":"public","database":"crash.shop"}""");
        var acknowledged = new ConcurrentBag<string>();
        var enough = new CountdownEvent(AcknowledgedRequests);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            try
            {
                for (var request = 0; ; request++)
                {
                    var names = Enumerable.Range(0, TablesPerRequest).Select(i => $"t_{writer}_{request}_{i}").ToArray();
                    using var result = JsonDocument.Parse(await Put(server, token, "/api/v1/tables/bulk?async=false", Tables(names)));
                    result.RootElement.GetProperty("status").GetString().ShouldBe("success");
                    foreach (var name in names)
                        acknowledged.Add(name);
                    if (!enough.IsSet)
                        enough.Signal();
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The server is gone.
            }
        })).ToArray();
        var ready = Task.Run(enough.Wait);
        (await Task.WhenAny([ready, .. writers])).ShouldBe(ready);

        await server.Kill();
        await Task.WhenAll(writers);
        await server.Restart();

        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(AcknowledgedRequests * TablesPerRequest);
        var kept = await Names(server, token);
        acknowledged.Except(kept, StringComparer.Ordinal).ShouldBeEmpty();
        // What is there is whole: found by search's and by name's rows alike, and a write goes on.
        await Put(server, token, "/api/v1/tables/bulk?async=false", Tables(["after"]));
        (await server.Get("/api/v1/tables/name/crash.shop.public.after", token)).GetProperty("name").GetString().ShouldBe("after");
    }

    static string Tables(IEnumerable<string> names) => new JsonArray([.. names.Select(name => new JsonObject
    {
        ["name"] = name,
        ["databaseSchema"] = "crash.shop.public",
        ["columns"] = new JsonArray(new JsonObject { ["name"] = "id", ["dataType"] = "BIGINT" }, new JsonObject { ["name"] = "text", ["dataType"] = "TEXT" }),
    })]).ToJsonString();

    static async Task<string> Put(PorticoServer server, string token, string path, string body)
    {
        using var answer = await server.Api(HttpMethod.Put, path, token, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created);
        return text;
    }

    static async Task<HashSet<string>> Names(PorticoServer server, string token)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var after = ""; ;)
        {
            var page = await server.Get($"/api/v1/tables?limit=1000&databaseSchema=crash.shop.public{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}", token);
            foreach (var table in page.GetProperty("data").EnumerateArray())
                names.Add(table.GetProperty("name").GetString()!);
            if (!page.GetProperty("paging").TryGetProperty("after", out var next) || next.ValueKind != JsonValueKind.String)
                return names;
            after = next.GetString()!;
        }
    }
}
