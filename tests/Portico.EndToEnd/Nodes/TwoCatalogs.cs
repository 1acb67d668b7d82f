using System.Net;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Nodes;

public sealed class TwoCatalogs(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    readonly PorticoServer _first = nodes.First;
    readonly PorticoServer _second = nodes.Second;

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

        using (var signedOut = await browser.Post(new Uri(_first.Catalog, "/api/v1/auth/logout")))
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
