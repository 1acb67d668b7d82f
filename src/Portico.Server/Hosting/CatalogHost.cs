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
    readonly ILoggerFactory _logs;
    readonly ServeOptions _options;

    CatalogHost(WebApplication app, Database database, ILoggerFactory logs, ServeOptions options) => (_app, _database, _logs, _options) = (app, database, logs, options);

    /// <summary>Ends when the host was told to stop by a signal.</summary>
    public Task Completion => _app.WaitForShutdownAsync();

    /// <summary>Opens the database, brings it up to date and puts the host together; it does not listen yet.</summary>
    public static async Task<CatalogHost> Build(ServeOptions options, DataFolder folder, SignOnOptions signOn, SignOnSettings settings, CancellationToken ct)
    {
        var logs = LoggerFactory.Create(logging => ConfigureLogging(logging, options.Verbose));
        var database = await Database.Open(
            DataFolder.Database(folder.CatalogFile, options.PostgresConnectionString),
            [MetadataCatalog.Migrations, .. CatalogIdentity.Migrations, SignOnMigrations.Set],
            TimeProvider.System, logs, ct);
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
            builder.Logging.ClearProviders();
            ConfigureLogging(builder.Logging, options.Verbose);
            builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, options.Bind, options.CatalogPort));
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton(database);
            builder.Services.AddSingleton(new CatalogOptions { SecretKey = folder.CatalogKey() });
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
            return new CatalogHost(app, database, logs, options);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Listens. Fails with <see cref="StartException"/>.</summary>
    public Task Start(CancellationToken ct) => Listening.Start(_app, _options.Bind, _options.CatalogPort, ct);

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
        _logs.Dispose();
    }
}
