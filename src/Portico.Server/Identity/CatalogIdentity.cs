using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.Catalog.Engine;
using Portico.Catalog.Policies;
using Portico.Catalog.Search;
using Portico.Catalog.Seeds;
using Portico.Server.Search;
using Portico.SignOn;
using Portico.Storage;

namespace Portico.Server.Identity;

/// <summary>
/// People, rights and search of the catalog in a web host. Open the database with <see cref="Migrations"/>, seed it, <see cref="Add"/> before sign-on is added,
/// <see cref="SubjectExtensions.UseSubjects"/> after sign-on in the pipeline, then <see cref="Map"/>.
/// </summary>
static class CatalogIdentity
{
    /// <summary>The tables of access and search; they come after the catalog's own.</summary>
    public static IReadOnlyList<MigrationSet> Migrations { get; } = [Authorizer.Migrations, SearchIndex.Migrations];

    /// <summary>Adds what decides, finds and provisions. Needs a <see cref="Database"/>, <see cref="CatalogOptions"/>, a <see cref="MetadataCatalog"/> and a clock among the services.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new Authorizer(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(provider => new SearchIndex(provider.GetRequiredService<Database>()));
        services.TryAddSingleton<Provisioning>();
        services.TryAddSingleton<IAccounts, CatalogAccounts>();
    }

    /// <summary>Maps permissions, tokens, the caller's own user, the helpers of policy editors, and search.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var (catalog, authorizer) = (services.GetRequiredService<MetadataCatalog>(), services.GetRequiredService<Authorizer>());
        new PermissionEndpoints(catalog, authorizer).Map(routes);
        new PolicyEditorEndpoints(authorizer).Map(routes);
        new TokenEndpoints(services.GetRequiredService<IAccounts>(), services.GetRequiredService<OwnTokenIssuer>()).Map(routes);
        new LoggedInUserEndpoints(catalog).Map(routes);
        new SearchEndpoints(catalog, services.GetRequiredService<SearchIndex>(), services.GetRequiredService<TimeProvider>()).Map(routes);
    }
}
