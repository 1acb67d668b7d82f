using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Catalog.Documents;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Seeds;
using Portico.Server.Identity;
using Portico.Server.Ui;
using Portico.SignOn;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Server.Tests.Ui;

/// <summary>The pages on a real catalog, over HTTP on a port of their own. People enter with tokens that the catalog issued; no provider is needed.</summary>
public sealed class PagesHost : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    Database _database = null!;
    WebApplication _app = null!;

    /// <summary>An administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Somebody with everybody's role: describes, but names no owners.</summary>
    public HttpClient Consumer { get; private set; } = null!;

    /// <summary>Somebody whom a policy denies every edit.</summary>
    public HttpClient Reader { get; private set; } = null!;

    /// <summary>Nobody.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    internal MetadataCatalog Catalog => _app.Services.GetRequiredService<MetadataCatalog>();

    public async ValueTask InitializeAsync()
    {
        _database = await Database.Open(
            new DatabaseOptions { SqliteFile = _folder.Combine("catalog.db") },
            [MetadataCatalog.Migrations, .. CatalogIdentity.Migrations, SignOnMigrations.Set],
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_database);
        builder.Services.AddSingleton(new CatalogOptions { SecretKey = RandomNumberGenerator.GetBytes(32) });
        builder.Services.AddSingleton<MetadataCatalog>();
        CatalogIdentity.Add(builder.Services);
        builder.AddSignOn(new SignOnOptions { RealmUrl = "http://127.0.0.1:9/realms/none", ClientId = "open-metadata", KeyFile = _folder.Combine("sign-on.key") });
        WebUi.Add(builder.Services);
        _app = builder.Build();
        _app.UseSignOn();
        _app.UseSubjects();
        _app.MapSignOn();
        WebUi.Map(_app);
        await _app.Services.GetRequiredService<Provisioning>().Seed(CancellationToken.None);
        await _app.StartAsync();
        await Put("policy", new { name = "look-only", rules = new[] { new { name = "no-edits", effect = "deny", resources = new[] { "All" }, operations = new[] { "EditAll" } } } });
        await Put("role", new { name = "looker", policies = new[] { "look-only" } });
        Stranger = Client(null);
        Admin = await Person("ana", "Ana Lystra", isAdmin: true);
        Consumer = await Person("carl", "Carl Consumer");
        Reader = await Person("rita", "Rita Reader", roles: ["looker"]);
        await Put("databaseService", new { name = "shop", serviceType = "Postgres" });
        await Put("database", new { name = "main", service = "shop" });
        await Put("databaseSchema", new { name = "crm", database = "shop.main", description = "Who buys, and how to reach them." });
    }

    /// <summary>A table of the caller's own: <c>shop.main.crm.NAME</c> with columns <c>id</c>, <c>email</c> and <c>address{street}</c>.</summary>
    public Task<string> Table(string name) => Put("table", new
    {
        name,
        databaseSchema = "shop.main.crm",
        description = "As it came.",
        columns = new object[]
        {
            new { name = "id", dataType = "BIGINT", constraint = "PRIMARY_KEY" },
            new { name = "email", dataType = "VARCHAR", dataLength = 80, description = "Where letters go." },
            new { name = "address", dataType = "STRUCT", children = new[] { new { name = "street", dataType = "VARCHAR", dataLength = 80 } } },
        },
    });

    internal async Task<string> Put(string type, object request)
    {
        var change = await Catalog.Put(Subject.System, type, JsonSerializer.SerializeToElement(request), null, CancellationToken.None);
        return change.Ok ? change.Value.Document.Fqn : throw new InvalidOperationException(change.Refusal.Message);
    }

    internal async Task<Portico.Server.Ui.Reading.Doc> Read(string type, string fqn)
    {
        var found = await Catalog.Get(Subject.System, type, fqn, ReadOptions.Everything, CancellationToken.None);
        return found.Ok ? Portico.Server.Ui.Reading.Doc.Parse(found.Value.Json.Span) : throw new InvalidOperationException(found.Refusal.Message);
    }

    /// <summary>Takes the entities away behind the catalog's back: from then on its pages fail.</summary>
    public Task Damage() => _database.Write(session => session.Execute("ALTER TABLE entity RENAME TO entity_gone"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    async Task<HttpClient> Person(string name, string displayName, bool isAdmin = false, string[]? roles = null)
    {
        var id = Guid.NewGuid();
        var created = await _app.Services.GetRequiredService<Provisioning>().CreateUser(
            new NewUser { Id = id, Name = name, Email = name + "@example.com", DisplayName = displayName, IsAdmin = isAdmin, Roles = roles ?? [] }, CancellationToken.None);
        created.ShouldBeTrue();
        var account = await _app.Services.GetRequiredService<IAccounts>().Find(id, CancellationToken.None);
        var token = await _app.Services.GetRequiredService<OwnTokenIssuer>().IssuePersonal(account!, "pages", TimeSpan.FromHours(1), CancellationToken.None);
        return Client(token.Jwt);
    }

    HttpClient Client(string? token)
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = new Uri(address) };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}

static class PageRequests
{
    /// <summary>A page that must be there.</summary>
    public static async Task<IHtmlDocument> Page(this HttpClient client, string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        answer.StatusCode.ShouldBe(status, $"{address}: {await answer.Content.ReadAsStringAsync()}");
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Posts a form as a browser does.</summary>
    public static Task<HttpResponseMessage> Post(this HttpClient client, string address, params (string Name, string Value)[] fields) =>
        client.PostAsync(new Uri(address, UriKind.Relative), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    public static async Task<IHtmlDocument> Document(this HttpResponseMessage answer) => new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
}
