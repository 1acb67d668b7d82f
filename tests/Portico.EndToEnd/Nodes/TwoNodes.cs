using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Nodes;

/// <summary>Two catalogs on one PostgreSQL, behind one address, as a load balancer without sticky sessions would use them.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    PostgresDatabase _database = null!;

    public PorticoServer First { get; private set; } = null!;

    public PorticoServer Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.Shared).CreateDatabase();
        var options = new PorticoOptions { PostgresConnectionString = _database.ConnectionString, DataFolder = _folder.Combine("data") };
        First = await PorticoServer.Start(options);
        Second = await PorticoServer.Start(options with
        {
            ExternalProvider = First.Provider,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AUTHENTICATION_PROVIDER"] = "custom-oidc",
                ["AUTHENTICATION_CLIENT_TYPE"] = "confidential",
                ["AUTHENTICATION_AUTHORITY"] = First.Realm.AbsoluteUri,
                ["AUTHENTICATION_CLIENT_ID"] = "open-metadata",
                ["AUTHENTICATION_CALLBACK_URL"] = $"{First.Catalog}callback",
                ["AUTHENTICATION_PUBLIC_KEYS"] = $"[{First.Realm}/protocol/openid-connect/certs]",
                ["AUTHORIZER_ADMIN_PRINCIPALS"] = "[admin-user]",
                ["OIDC_CLIENT_ID"] = "open-metadata",
                ["OIDC_CLIENT_SECRET"] = First.ClientSecret,
                ["OIDC_DISCOVERY_URI"] = $"{First.Realm}/.well-known/openid-configuration",
                ["OIDC_CALLBACK"] = $"{First.Catalog}callback",
                ["OIDC_SERVER_URL"] = First.Catalog.GetLeftPart(UriPartial.Authority),
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Second is not null)
            await Second.DisposeAsync();
        if (First is not null)
            await First.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }
}
