using System.Net;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Nodes;

/// <summary>Two catalogs on one PostgreSQL, behind one address, as a load balancer without sticky sessions would use them.</summary>
public sealed class TwoCatalogs : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    PostgresDatabase _database = null!;
    PorticoServer _first = null!;
    PorticoServer _second = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await (await PostgresServer.Shared).CreateDatabase();
        var options = new PorticoOptions { PostgresConnectionString = _database.ConnectionString, DataFolder = _folder.Combine("data") };
        _first = await PorticoServer.Start(options);
        _second = await PorticoServer.Start(options with
        {
            ExternalProvider = _first.Provider,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AUTHENTICATION_PROVIDER"] = "custom-oidc",
                ["AUTHENTICATION_CLIENT_TYPE"] = "confidential",
                ["AUTHENTICATION_AUTHORITY"] = _first.Realm.AbsoluteUri,
                ["AUTHENTICATION_CLIENT_ID"] = "open-metadata",
                ["AUTHENTICATION_CALLBACK_URL"] = $"{_first.Catalog}callback",
                ["AUTHENTICATION_PUBLIC_KEYS"] = $"[{_first.Realm}/protocol/openid-connect/certs]",
                ["AUTHORIZER_ADMIN_PRINCIPALS"] = "[admin-user]",
                ["OIDC_CLIENT_ID"] = "open-metadata",
                ["OIDC_CLIENT_SECRET"] = _first.ClientSecret,
                ["OIDC_DISCOVERY_URI"] = $"{_first.Realm}/.well-known/openid-configuration",
                ["OIDC_CALLBACK"] = $"{_first.Catalog}callback",
                ["OIDC_SERVER_URL"] = _first.Catalog.GetLeftPart(UriPartial.Authority),
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        if (_first is not null)
            await _first.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task share_the_sessions_of_people()
    {
        using var browser = new HttpBrowser();
        var token = await browser.SignIn(_first, "admin-user", _first.UserPassword);

        using var here = await browser.Get(new Uri(_first.Catalog, "/api/v1/auth/refresh"));
        using var there = await browser.Get(new Uri(_second.Catalog, "/api/v1/auth/refresh"));
        here.StatusCode.ShouldBe(HttpStatusCode.OK);
        there.StatusCode.ShouldBe(HttpStatusCode.OK, await there.Content.ReadAsStringAsync() + _second.Output);
        (await _second.Get("/api/v1/users/loggedInUser", token)).GetProperty("name").GetString().ShouldBe("admin-user");
    }

    [Fact]
    public async Task finish_on_one_a_sign_in_that_began_on_the_other()
    {
        using var browser = new HttpBrowser();

        var token = await browser.SignIn(_first, "admin-user", _first.UserPassword, to => new UriBuilder(to) { Port = _second.Catalog.Port }.Uri);

        (await _first.Get("/api/v1/users/loggedInUser", token)).GetProperty("name").GetString().ShouldBe("admin-user");
    }

    [Fact]
    public async Task see_each_others_changes_at_once()
    {
        var token = await _first.ServiceToken();
        var name = "service" + Guid.NewGuid().ToString("N");

        using var made = await _first.Api(HttpMethod.Put, "/api/v1/services/databaseServices", token, $$"""{"name":"{{name}}","serviceType":"Postgres"}""");

        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        (await _second.Get($"/api/v1/services/databaseServices/name/{name}", token)).GetProperty("name").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task end_a_session_together()
    {
        using var browser = new HttpBrowser();
        var token = await browser.SignIn(_first, "admin-user", _first.UserPassword);
        using (var before = await _second.Api(HttpMethod.Get, "/api/v1/users/loggedInUser", token))
            before.StatusCode.ShouldBe(HttpStatusCode.OK);

        using (var signedOut = await _first.Api(HttpMethod.Post, "/api/v1/auth/logout", token))
            ((int)signedOut.StatusCode).ShouldBeLessThan(400);

        await Eventually.Holds(
            async () =>
            {
                using var after = await _second.Api(HttpMethod.Get, "/api/v1/users/loggedInUser", token);
                return after.StatusCode == HttpStatusCode.Unauthorized;
            },
            "the other catalog still takes the token of the ended session");
    }
}
