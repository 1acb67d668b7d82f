using Microsoft.AspNetCore.Routing;
using Portico.Realms.Admin.Authentication;

namespace Portico.Realms.Admin;

/// <summary>The admin REST API, below <c>/admin/realms</c>. Who calls is told by <see cref="AdminServices.Authenticate"/>; what he may do is <see cref="AdminAccess"/>.</summary>
static class AdminApi
{
    /// <summary>What Keycloak has below a realm and this server has not, or not in whole: answered with 501 where nothing else is mapped.</summary>
    static readonly HashSet<string> s_keycloak = new(StringComparer.Ordinal)
    {
        "admin-events", "attack-detection", "authentication", "client-description-converter", "client-policies", "client-registration-policy", "client-scopes", "client-session-stats", "client-templates",
        "client-types", "clients", "clients-initial-access", "components", "events", "groups", "identity-provider", "logout-all", "organizations", "partial-export", "partialImport", "push-revocation",
        "roles", "roles-by-id", "sessions", "testSMTPConnection", "users", "users-management-permissions", "workflows",
    };

    /// <param name="more">Maps what other parts add: sessions, consents.</param>
    public static void Map(IEndpointRouteBuilder app, AdminServices services, params ReadOnlySpan<Action<AdminRoutes>> more)
    {
        var routes = new AdminRoutes(app, services);
        Map(routes);
        foreach (var map in more)
            map(routes);
        routes.MapRest(s_keycloak);
    }

    static void Map(AdminRoutes routes)
    {
        RealmsEndpoints.Map(routes);
        RealmDetailsEndpoints.Map(routes);
        ClientsEndpoints.Map(routes);
        ScopesEndpoints.Map(routes);
        MappersEndpoints.Map(routes);
        RolesEndpoints.Map(routes);
        GroupsEndpoints.Map(routes);
        UsersEndpoints.Map(routes);
        UserCredentialsEndpoints.Map(routes);
        RoleMappingsEndpoints.Map(routes);
        ComponentsEndpoints.Map(routes);
        EventsEndpoints.Map(routes);
        FlowsEndpoints.Map(routes);
        ExecutionsEndpoints.Map(routes);
        RequiredActionsEndpoints.Map(routes);
        AuthenticatorConfigsEndpoints.Map(routes);
        IdentityProvidersEndpoints.Map(routes);
        PartialImport.Map(routes);
        ServerEndpoints.Map(routes);
        FederatedIdentitiesEndpoints.Map(routes);
        ClientInstallation.Map(routes);
        ClientPoliciesEndpoints.Map(routes);
    }
}
