using Microsoft.Extensions.Logging.Console;
using Portico.Catalog.Engine;
using Portico.Catalog.Seeds;
using Portico.Server.Api;
using Portico.Server.Identity;
using Portico.Server.Ui;
using Portico.SignOn;
using Portico.Storage;

namespace Portico.Server.Hosting;

/// <summary>The catalog's web host: REST API, pages and sign-on on one port.</summary>
sealed class CatalogHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Database _database;
    readonly ServeOptions _options;

    CatalogHost(WebApplication app, Database database, ServeOptions options) => (_app, _database, _options) = (app, database, options);

    /// <summary>Ends when the host was told to stop by a signal.</summary>
    public Task Completion => _app.WaitForShutdownAsync();

    /// <summary>What was opened for the catalog.</summary>
    public sealed record Opened(Database Database, byte[] SecretKey);

    /// <summary>Opens the database and brings it up to date.</summary>
    public static async Task<Opened> Open(ServeOptions options, DataFolder folder, CancellationToken ct)
    {
        var database = await Database.Open(
            DataFolder.Database(folder.CatalogFile, options.PostgresConnectionString),
            [MetadataCatalog.Migrations, .. CatalogIdentity.Migrations, SignOnMigrations.Set],
            TimeProvider.System,
            LoggerFactory.Create(logging => ConfigureLogging(logging, options.Verbose)),
            ct);
        return new Opened(database, folder.CatalogKey());
    }

    /// <summary>Puts the host together; it does not listen yet.</summary>
    public static async Task<CatalogHost> Build(Opened opened, ServeOptions options, SignOnOptions signOn, SignOnSettings settings, CancellationToken ct)
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
            builder.Logging.ClearProviders();
            ConfigureLogging(builder.Logging, options.Verbose);
            builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, options.Bind, options.CatalogPort));
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton(opened.Database);
            builder.Services.AddSingleton(new CatalogOptions { SecretKey = opened.SecretKey });
            builder.Services.AddSingleton<MetadataCatalog>();
            CatalogIdentity.Add(builder.Services);
            builder.AddSignOn(signOn);
            CatalogApi.Add(builder.Services);
            WebUi.Add(builder.Services);
            var app = builder.Build();
            foreach (var note in settings.Notes)
                Log.Setting(app.Logger, note);
            app.UseSignOn();
            app.UseSubjects();
            app.MapSignOn();
            CatalogIdentity.Map(app);
            CatalogApi.Map(app);
            WebUi.Map(app);
            await app.Services.GetRequiredService<Provisioning>().Seed(ct);
            return new CatalogHost(app, opened.Database, options);
        }
        catch
        {
            await opened.Database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Listens. Fails with <see cref="StartException"/>.</summary>
    public Task Start(CancellationToken ct) => Listening.Start(_app, _options.Bind, _options.CatalogPort, ct);

    /// <summary>The catalog's address as people reach it on this machine.</summary>
    public static Uri AddressOf(string bind, int port) => new($"http://{(bind is "localhost" or "*" ? "localhost" : bind.Contains(':', StringComparison.Ordinal) ? $"[{bind}]" : bind)}:{port}/");

    public static void ConfigureLogging(ILoggingBuilder logging, bool verbose)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        // Failures to start are told in one sentence, not in a trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
