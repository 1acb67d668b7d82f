using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.SignOn.Tests.Hosting;

/// <summary>
/// A small host with sign-on on a real port and a real database. Pages: <c>/page</c> says who calls; <c>/api/v1/things</c> needs a caller; <c>POST /write</c> changes something.
/// </summary>
sealed class TestCatalog : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TemporaryFolder? _folder;

    TestCatalog(WebApplication app, Database database, TemporaryFolder? folder, FakeAccounts accounts, ManualTime time)
    {
        (_app, Database, _folder, Accounts, Time) = (app, database, folder, accounts, time);
        Address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost");
    }

    /// <summary>Without a trailing slash.</summary>
    public string Address { get; }

    public Database Database { get; }

    public FakeAccounts Accounts { get; }

    public ManualTime Time { get; }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <param name="peer">The provider.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="storage">Where the state is; a fresh SQLite file and key when <c>null</c>.</param>
    public static async Task<TestCatalog> Start(Peer peer, Func<SignOnOptions, SignOnOptions>? change = null, TestStorage? storage = null)
    {
        var folder = storage is null ? new TemporaryFolder() : null;
        storage ??= new TestStorage(folder!, new DatabaseOptions { SqliteFile = folder!.Combine("catalog.db") });
        var time = storage.Time;
        var database = await Database.Open(storage.Database, [SignOnMigrations.Set], time, NullLoggerFactory.Instance, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<IAccounts>(storage.Accounts);
        var options = new SignOnOptions
        {
            RealmUrl = peer.RealmUrl,
            ClientId = Peer.ClientId,
            ClientSecret = Peer.ClientSecret,
            KeyFile = storage.KeyFile,
        };
        builder.AddSignOn(change?.Invoke(options) ?? options);
        var app = builder.Build();
        app.UseSignOn();
        app.MapSignOn();
        app.MapGet("/page", (HttpContext context) => context.GetCaller()?.Name ?? "nobody");
        app.MapPost("/write", (HttpContext context) => context.GetCaller()?.Name ?? "nobody");
        app.MapGet("/signin", () => "sign in");
        app.MapGet("/api/v1/things", (HttpContext context) => context.GetCaller() is { } caller ? $"{caller.Name} {caller.Kind} {caller.SessionId}".TrimEnd() : "nobody");
        app.MapGet("/api/v1/system/version", () => "version");
        await app.StartAsync();
        return new TestCatalog(app, database, folder, storage.Accounts, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
        _folder?.Dispose();
    }
}

/// <summary>State that outlives a host: database, key file, clock, and the accounts of the catalog.</summary>
sealed record TestStorage(TemporaryFolder Folder, DatabaseOptions Database)
{
    public string KeyFile { get; init; } = Folder.Combine("catalog.key");

    public FakeAccounts Accounts { get; } = new();

    public ManualTime Time { get; } = new();
}
