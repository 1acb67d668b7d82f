using System.Net;
using System.Text.Json;
using Portico.EndToEnd.Fixtures;

namespace Portico.EndToEnd.Nodes;

public sealed class Restart
{
    [Fact]
    public async Task keeps_sessions_and_tokens()
    {
        await using var server = await PorticoServer.Start();
        using var browser = new HttpBrowser();
        var sessionToken = await browser.SignIn(server, "admin-user", server.UserPassword);
        var serviceToken = await server.ServiceToken();
        var tokens = await PasswordGrant(server);
        var me = (await server.Get("/api/v1/users/loggedInUser", sessionToken)).GetProperty("id").GetString();

        await server.Restart();

        // The session of the browser, at the catalog and at the realm, and the tokens of both.
        using var refreshed = await browser.Get(new Uri(server.Catalog, "/api/v1/auth/refresh"));
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK, await refreshed.Content.ReadAsStringAsync());
        (await server.Get("/api/v1/users/loggedInUser", sessionToken)).GetProperty("id").GetString().ShouldBe(me);
        (await server.Get("/api/v1/users/loggedInUser", serviceToken)).GetProperty("isBot").GetBoolean().ShouldBeTrue();
        (await server.Token(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "open-metadata",
            ["client_secret"] = server.ClientSecret,
            ["refresh_token"] = tokens.GetProperty("refresh_token").GetString()!,
        })).ShouldNotBeEmpty();
        using var silently = await browser.Get(new Uri(
            $"{server.Realm}/protocol/openid-connect/auth?client_id=open-metadata&response_type=code&scope=openid&prompt=none&redirect_uri={Uri.EscapeDataString(server.Catalog + "callback")}"));
        silently.Headers.Location.ShouldNotBeNull().Query.ShouldContain("code=");
    }

    [Fact]
    public async Task says_no_passwords_again()
    {
        await using var server = await PorticoServer.Start();

        await server.Restart();

        server.Output.ShouldNotContain(server.AdminPassword);
        server.Output.ShouldNotContain(server.UserPassword);
        server.Output.ShouldNotContain(server.ClientSecret);
    }

    [Fact]
    public async Task is_possible_because_a_stop_is_clean()
    {
        await using var server = await PorticoServer.Start();

        (await server.Stop()).ShouldBe(0, server.Output);
    }

    static async Task<JsonElement> PasswordGrant(PorticoServer server)
    {
        using var answer = await server.Http.PostAsync(
            new Uri($"{server.Realm}/protocol/openid-connect/token"),
            new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "password",
                ["client_id"] = "open-metadata",
                ["client_secret"] = server.ClientSecret,
                ["username"] = "admin-user",
                ["password"] = server.UserPassword,
                ["scope"] = "openid",
            }));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
