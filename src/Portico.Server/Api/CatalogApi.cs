using Portico.Catalog.Types;

namespace Portico.Server.Api;

/// <summary>
/// OpenMetadata 1.13's REST API below <c>/api/v1</c>. The routes of entities are made from the declared types. The host calls <see cref="Add"/> while it builds and
/// <see cref="Map"/> once authentication is in the pipeline.
/// </summary>
static class CatalogApi
{
    /// <summary>Registers what the API needs beside the catalog itself.</summary>
    public static void Add(IServiceCollection services) => ArgumentNullException.ThrowIfNull(services);

    /// <summary>Maps every route.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.ServiceProvider.GetRequiredService<Portico.Catalog.Engine.MetadataCatalog>().ResumeIndexing();
        var api = routes.MapGroup("/api/v1");
        SystemEndpoints.Map(api);
        foreach (var type in EntityTypes.All)
            EntityEndpoints.Map(api, type);
        TableEndpoints.Map(api);
        LineageEndpoints.Map(api);
        RecordEndpoints.Map(api);
        PipelineStatusEndpoints.Map(api);
        EventEndpoints.Map(api);
        // Whatever is left below the API is unknown; clients need the error body to understand it.
        routes.Map("/api/{**rest}", (RequestDelegate)(http => Answer.Error(http, StatusCodes.Status404NotFound, "HTTP 404 Not Found")));
    }
}
