using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Seeds;
using Portico.Server.Api;
using Portico.Server.Identity;
using Portico.SignOn;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Server.Tests.Identity;

/// <summary>Sign-on, identity and search on a real port over a seeded catalog. People come with tokens that the catalog issued; the realm is not there and is not asked.</summary>
sealed class IdentityHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Database _database;
    readonly TemporaryFolder _folder;
    readonly HttpClient _client;

    IdentityHost(WebApplication app, Database database, TemporaryFolder folder)
    {
        (_app, _database, _folder) = (app, database, folder);
        var address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new HttpClient { BaseAddress = new(address) };
    }

    public MetadataCatalog Catalog => _app.Services.GetRequiredService<MetadataCatalog>();

    public IAccounts Accounts => _app.Services.GetRequiredService<IAccounts>();

    public OwnTokenIssuer Tokens => _app.Services.GetRequiredService<OwnTokenIssuer>();

    public static async Task<IdentityHost> Start()
    {
        var folder = new TemporaryFolder();
        var database = await Database.Open(
            new() { SqliteFile = folder.Combine("catalog.db") },
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
        return new IdentityHost(app, database, folder);
    }

    public async Task<(Guid Id, string Token)> Person(string name, bool admin = false)
    {
        var account = (await Accounts.Create(new() { Id = Guid.NewGuid(), Name = name, Email = $"{name}@example.org", DisplayName = name, IsAdmin = admin }, CancellationToken.None)).ShouldNotBeNull();
        return (account.Id, (await Tokens.IssuePersonal(account, "test", TimeSpan.FromHours(1), CancellationToken.None)).Jwt);
    }

    public async Task<(Guid Id, string Token)> Bot(string name)
    {
        var account = (await Accounts.Create(new() { Id = Guid.NewGuid(), Name = name, Email = $"{name}@example.org", IsBot = true }, CancellationToken.None)).ShouldNotBeNull();
        return (account.Id, (await Tokens.IssueForBot(account, null, CancellationToken.None)).Jwt);
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Send(string method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/json-patch+json" : "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> Get(string path, string? token) => Send("GET", path, token);

    public async Task<Guid> Make(string type, string json)
    {
        var made = await Catalog.Create(Subject.System, type, JsonDocument.Parse(json).RootElement, null, CancellationToken.None);
        made.Ok.ShouldBeTrue(made.Refusal?.Message);
        return made.Value!.Document.Id;
    }

    public async Task<Guid> MakeShop()
    {
        await Make("databaseService", """{"name": "shop", "serviceType": "Postgres"}""");
        await Make("database", """{"name": "db", "service": "shop"}""");
        await Make("databaseSchema", """{"name": "sales", "database": "shop.db"}""");
        await Make("table", """{"name": "customers", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}, {"name": "email", "dataType": "TEXT"}]}""");
        await Make("table", """{"name": "order_summary", "tableType": "View", "schemaDefinition": "select 1", "description": "Totals of <all> orders", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}]}""");
        return await Make("table", """{"name": "orders", "tableType": "Regular", "databaseSchema": "shop.db.sales", "columns": [{"name": "id", "dataType": "INT"}, {"name": "customer_id", "dataType": "INT"}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
