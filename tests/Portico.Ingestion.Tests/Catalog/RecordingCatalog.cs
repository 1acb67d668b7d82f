using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portico.Ingestion.Tests.Catalog;

/// <summary>
/// A catalog and its token endpoint on a real port, for faults that a well server cannot be asked for: it keeps what is written, records what is asked, and answers what the
/// test says in place of the right answer.
/// </summary>
public sealed class RecordingCatalog : IAsyncDisposable
{
    public const string Secret = "right-secret";

    readonly WebApplication _app;
    readonly ConcurrentQueue<Call> _calls = new();
    readonly ConcurrentDictionary<string, Entity> _entities = new(StringComparer.Ordinal);
    int _tokens;

    RecordingCatalog(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public string TokenEndpoint => new Uri(Address, "/realms/data-sec/protocol/openid-connect/token").ToString();

    /// <summary>The version it says it has.</summary>
    public string Version { get; set; } = "1.13.6";

    /// <summary>Lifetime of its tokens, in seconds.</summary>
    public int TokenLifetime { get; set; } = 300;

    /// <summary>How many tokens it gave.</summary>
    public int Tokens => _tokens;

    /// <summary>Whether a token is accepted; default: all that it gave.</summary>
    public Func<string, bool> Accepts { get; set; } = token => token.StartsWith("token-", StringComparison.Ordinal);

    /// <summary>Takes over the answer to a call when it returns <c>true</c>.</summary>
    public Func<HttpContext, Call, Task<bool>> Fault { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Why a row of a bulk write is refused, or <c>null</c>.</summary>
    public Func<JsonObject, string?> Refuses { get; set; } = _ => null;

    /// <summary>Every call to the API, in the order of arrival.</summary>
    public IReadOnlyList<Call> Calls => [.. _calls];

    /// <summary>The calls that change something.</summary>
    public IEnumerable<Call> Writes => Calls.Where(c => c.Method != "GET");

    public static async Task<RecordingCatalog> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var catalog = new RecordingCatalog(builder.Build());
        catalog._app.Run(catalog.Answer);
        await catalog._app.StartAsync();
        catalog.Address = new Uri(catalog._app.Urls.Single());
        return catalog;
    }

    /// <summary>A workflow file for this catalog.</summary>
    public string Workflow(string source, string options = "type: DatabaseMetadata", string secret = Secret, string config = "") => $$"""
        source:
          {{Indent(source, 2)}}
          sourceConfig:
            config:
              {{Indent(options, 6)}}
        sink:
          type: metadata-rest
          config: {}
        workflowConfig:
          {{Indent(config.Length == 0 ? "loggerLevel: INFO" : config, 2)}}
          openMetadataServerConfig:
            hostPort: '{{Address}}api'
            authProvider: custom-oidc
            securityConfig:
              clientId: 'open-metadata'
              secretKey: '{{secret}}'
              tokenEndpoint: '{{TokenEndpoint}}'
        """;

    /// <summary>What it has of a collection, by name; deleted ones left out.</summary>
    public IReadOnlyDictionary<string, JsonObject> Entities(string collection) =>
        _entities.Where(e => e.Key.StartsWith(collection + " ", StringComparison.Ordinal) && !e.Value.Deleted).ToDictionary(e => e.Key[(collection.Length + 1)..], e => e.Value.Body);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    static string Indent(string text, int columns) => text.ReplaceLineEndings("\n").Trim().Replace("\n", "\n" + new string(' ', columns), StringComparison.Ordinal);

    async Task Answer(HttpContext http)
    {
        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        var call = new Call(http.Request.Method, http.Request.Path.Value!, http.Request.QueryString.Value ?? "", body);
        if (call.Path.EndsWith("/token", StringComparison.Ordinal))
        {
            if (!await Fault(http, call))
                await Token(http, body);
            return;
        }
        _calls.Enqueue(call);
        if (await Fault(http, call))
            return;
        var bearer = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (!Accepts(bearer))
        {
            await Error(http, 401, "Not Authorized! Token not accepted");
            return;
        }
        await Api(http, call);
    }

    Task Token(HttpContext http, string form)
    {
        if (!form.Contains($"client_secret={Secret}", StringComparison.Ordinal))
            return Write(http, 401, """{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}""");
        return Write(http, 200, $$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","expires_in":{{TokenLifetime}},"token_type":"Bearer"}""");
    }

    Task Api(HttpContext http, Call call)
    {
        var parts = call.Path["/api/v1/".Length..].Split('/');
        return (call.Method, parts) switch
        {
            ("GET", ["system", "version"]) => Write(http, 200, $$"""{"version":"{{Version}}"}"""),
            ("GET", ["services", "databaseServices", "name", var name]) => One(http, "databaseServices", Uri.UnescapeDataString(name)),
            ("PUT", ["services", "databaseServices"]) => Put(http, "databaseServices", JsonNode.Parse(call.Body)!.AsObject(), null),
            ("GET", ["services", "ingestionPipelines", "name", var name]) => One(http, "ingestionPipelines", Uri.UnescapeDataString(name)),
            ("PUT", ["services", "ingestionPipelines"]) => Put(http, "ingestionPipelines", JsonNode.Parse(call.Body)!.AsObject(), null),
            ("PUT", ["services", "ingestionPipelines", _, "pipelineStatus"]) => Write(http, 200, "{}"),
            ("PUT", ["classifications" or "tags"]) => Put(http, parts[0], JsonNode.Parse(call.Body)!.AsObject(), "classification"),
            ("PUT", [var collection, "bulk"]) => Bulk(http, collection, JsonNode.Parse(call.Body)!.AsArray()),
            ("GET", [var collection]) => List(http, collection),
            ("DELETE", [var collection, var id]) => Delete(http, collection, id),
            _ => Error(http, 404, $"No {call.Path}"),
        };
    }

    Task One(HttpContext http, string collection, string fqn) =>
        _entities.TryGetValue($"{collection} {fqn}", out var entity) ? Write(http, 200, entity.Body.ToJsonString()) : Error(http, 404, $"{collection} instance for {fqn} not found");

    Task Put(HttpContext http, string collection, JsonObject body, string? parent)
    {
        Keep(collection, body, parent is null ? null : body[parent]?.GetValue<string>());
        return Write(http, 200, body.ToJsonString());
    }

    async Task Bulk(HttpContext http, string collection, JsonArray rows)
    {
        var failed = new JsonArray();
        var parent = collection switch { "databases" => "service", "databaseSchemas" => "database", _ => "databaseSchema" };
        foreach (var row in rows.Select(r => r!.AsObject()))
        {
            var fqn = Fqn(row[parent]!.GetValue<string>(), row["name"]!.GetValue<string>());
            if (Refuses(row) is { } reason)
                failed.Add(new JsonObject { ["request"] = fqn, ["status"] = 400, ["message"] = reason });
            else
                Keep(collection, row, row[parent]!.GetValue<string>());
        }
        await Write(http, 200, new JsonObject { ["status"] = failed.Count == 0 ? "success" : "partialSuccess", ["failedRequest"] = failed }.ToJsonString());
    }

    void Keep(string collection, JsonObject body, string? parent)
    {
        var fqn = Fqn(parent, body["name"]!.GetValue<string>());
        var kept = body.DeepClone().AsObject();
        kept["id"] = _entities.TryGetValue($"{collection} {fqn}", out var before) ? before.Body["id"]!.GetValue<string>() : Guid.NewGuid().ToString();
        kept["fullyQualifiedName"] = fqn;
        _entities[$"{collection} {fqn}"] = new Entity(kept, parent, Deleted: false);
    }

    /// <summary>Pages of three, so that following cursors is part of every test.</summary>
    Task List(HttpContext http, string collection)
    {
        var query = http.Request.Query;
        var parent = query["service"].FirstOrDefault() ?? query["database"].FirstOrDefault() ?? query["databaseSchema"].FirstOrDefault();
        var all = _entities.Where(e => e.Key.StartsWith(collection + " ", StringComparison.Ordinal) && e.Value.Parent == parent).OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
        var from = int.TryParse(query["after"], out var after) ? after : 0;
        var data = new JsonArray([.. all.Skip(from).Take(3).Select(e =>
        {
            var entity = e.Value.Body.DeepClone().AsObject();
            entity["deleted"] = e.Value.Deleted;
            return (JsonNode)entity;
        })]);
        var paging = new JsonObject { ["total"] = all.Count };
        if (from + 3 < all.Count)
            paging["after"] = (from + 3).ToString();
        return Write(http, 200, new JsonObject { ["data"] = data, ["paging"] = paging }.ToJsonString());
    }

    Task Delete(HttpContext http, string collection, string id)
    {
        var found = _entities.FirstOrDefault(e => e.Key.StartsWith(collection + " ", StringComparison.Ordinal) && e.Value.Body["id"]!.GetValue<string>() == id);
        if (found.Key is null)
            return Error(http, 404, $"{collection} instance for {id} not found");
        _entities[found.Key] = found.Value with { Deleted = true };
        return Write(http, 200, "{}");
    }

    static string Fqn(string? parent, string name)
    {
        var part = name.Contains('.', StringComparison.Ordinal) ? $"\"{name}\"" : name;
        return parent is null ? part : $"{parent}.{part}";
    }

    public static Task Error(HttpContext http, int status, string message) => Write(http, status, JsonSerializer.Serialize(new { code = status, message }));

    static async Task Write(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    }

    public sealed record Call(string Method, string Path, string Query, string Body);

    sealed record Entity(JsonObject Body, string? Parent, bool Deleted);
}
