namespace Portico.Server.Ui;

/// <summary>
/// The pages of the catalog. The host calls <see cref="Add"/> while it builds and <see cref="Map"/> once routing and sign-on are in the pipeline.
/// </summary>
static class WebUi
{
    /// <summary>Registers what the pages need.</summary>
    public static void Add(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }

    /// <summary>Maps the pages, their assets, and the page for addresses that nobody answers.</summary>
    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
    }
}
