using Portico.Realms;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Keycloak.Tests;

/// <summary>A Keycloak-compatible provider of the test class's own, reached over HTTP.</summary>
public sealed class Provider : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    RealmsHost? _host;

    public const string Password = "Administrator-1";

    public Uri Address => _host!.Address;

    public async ValueTask InitializeAsync() => _host = await RealmsHost.Start(
        new RealmsOptions
        {
            Database = new DatabaseOptions { SqliteFile = _folder.Combine("realms.db") },
            KeyFile = _folder.Combine("realms.key"),
            AdminPassword = Password,
        }, TestContext.Current.CancellationToken);

    public AdminApi SignIn(string username = "admin", string password = Password, string realm = "master") =>
        new(Address, new AdminCredentials { Realm = realm, Username = username, Password = password }, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }
}
