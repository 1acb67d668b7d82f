using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Catalog.Engine;
using Portico.Catalog.Seeds;
using Portico.Server.Api;
using Portico.Server.Identity;
using Portico.SignOn;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Server.Tests.Api;

/// <summary>The catalog's API on a real port, over a seeded catalog on either engine. Callers come with tokens that the catalog issued.</summary>
sealed class ApiHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Database _database;
    readonly TemporaryFolder _folder;
    readonly PostgresDatabase? _postgres;
    readonly HttpClient _client;

    ApiHost(WebApplication app, Database database, TemporaryFolder folder, PostgresDatabase? postgres)
    {
        (_app, _database, _folder, _postgres) = (app, database, folder, postgres);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _client = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public string Admin { get; private set; } = "";

    public string Bot { get; private set; } = "";

    public static async Task<ApiHost> Start(DialectKind engine = DialectKind.Sqlite)
    {
        var folder = new TemporaryFolder();
        var postgres = engine == DialectKind.Postgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        var database = await Database.Open(
            new() { SqliteFile = postgres is null ? folder.Combine("catalog.db") : null, PostgresConnectionString = postgres?.ConnectionString },
            [MetadataCatalog.Migrations, .. CatalogIdentity.Migrations, SignOnMigrations.Set],
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(new CatalogOptions { SecretKey = new byte[32] });
        builder.Services.AddSingleton<MetadataCatalog>();
        CatalogIdentity.Add(builder.Services);
        CatalogApi.Add(builder.Services);
        builder.AddSignOn(new SignOnOptions { RealmUrl = $"http://127.0.0.1:{FreePort.Next()}/realms/none", ClientId = "open-metadata", ClientSecret = "secret", KeyFile = folder.Combine("key") });
        var app = builder.Build();
        app.UseSignOn();
        app.UseSubjects();
        CatalogIdentity.Map(app);
        CatalogApi.Map(app);
        await app.Services.GetRequiredService<Provisioning>().Seed(CancellationToken.None);
        await app.StartAsync();
        var host = new ApiHost(app, database, folder, postgres);
        host.Admin = await host.Person("ann", admin: true);
        var tokens = app.Services.GetRequiredService<OwnTokenIssuer>();
        var bot = await app.Services.GetRequiredService<IAccounts>().Create(new() { Id = Guid.NewGuid(), Name = "crawler", Email = "crawler@example.org", IsBot = true }, CancellationToken.None);
        host.Bot = (await tokens.IssueForBot(bot.ShouldNotBeNull(), null, CancellationToken.None)).Jwt;
        return host;
    }

    public async Task<string> Person(string name, bool admin = false)
    {
        var account = await _app.Services.GetRequiredService<IAccounts>().Create(new() { Id = Guid.NewGuid(), Name = name, Email = $"{name}@example.org", IsAdmin = admin }, CancellationToken.None);
        return (await _app.Services.GetRequiredService<OwnTokenIssuer>().IssuePersonal(account.ShouldNotBeNull(), "test", TimeSpan.FromHours(1), CancellationToken.None)).Jwt;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Response)> Send(
        string method, string path, string? token, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Address, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response);
    }

    public async Task<JsonNode> Made(string path, string body)
    {
        var (status, json, _) = await Send("PUT", path, Bot, body);
        ((int)status).ShouldBeInRange(200, 201, json?.ToJsonString());
        return json!;
    }

    public async Task<JsonNode> MakeTable()
    {
        await Made("/api/v1/services/databaseServices", """{"name": "shop", "serviceType": "Postgres"}""");
        await Made("/api/v1/databases", """{"name": "db", "service": "shop"}""");
        await Made("/api/v1/databaseSchemas", """{"name": "sales", "database": "shop.db"}""");
        return await Made("/api/v1/tables", """{"name": "orders", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
