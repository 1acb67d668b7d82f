using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portico.EndToEnd.Fixtures;

/// <summary>Serves named files on a free port of localhost: the pages of an application of somebody else.</summary>
public sealed class StaticSite : IAsyncDisposable
{
    readonly WebApplication _application;

    StaticSite(WebApplication application) => _application = application;

    /// <summary><c>http://localhost:PORT/</c>.</summary>
    public Uri Address => new(_application.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    /// <summary>Starts it.</summary>
    /// <param name="files">Name below the root and path on disk.</param>
    public static async Task<StaticSite> Start(IReadOnlyDictionary<string, string> files)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        foreach (var (name, file) in files)
            application.MapGet("/" + name, () => Results.File(file, file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html"));
        await application.StartAsync();
        return new StaticSite(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
