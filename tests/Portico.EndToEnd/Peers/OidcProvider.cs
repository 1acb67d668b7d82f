using System.Globalization;
using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Peers;

/// <summary>npm <c>oidc-provider</c> in place of the embedded provider: the whole server is told a realm, a client and a secret, and nothing else.</summary>
public sealed class OidcProvider(Browser browser) : IAsyncLifetime
{
    const string Secret = "a-secret-of-the-tests";

    ChildProcess _provider = null!;
    PorticoServer _server = null!;
    string _realm = "";

    public async ValueTask InitializeAsync()
    {
        var folder = await NodePackages.Install("tests/peers/oidc-provider");
        var port = FreePort.Next();
        _provider = ChildProcess.Start("node", ["server.mjs", port.ToString(CultureInfo.InvariantCulture)], folder);
        _realm = (await _provider.WaitForLine("ready "))["ready ".Length..];
        _server = await PorticoServer.Start(new PorticoOptions
        {
            ExternalProvider = new Uri($"http://localhost:{port}"),
            ClientSecret = Secret,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AUTHENTICATION_PROVIDER"] = "custom-oidc",
                ["AUTHENTICATION_CLIENT_TYPE"] = "confidential",
                ["AUTHENTICATION_AUTHORITY"] = _realm,
                ["AUTHENTICATION_CLIENT_ID"] = "open-metadata",
                ["AUTHENTICATION_PUBLIC_KEYS"] = $"[{_realm}/protocol/openid-connect/certs]",
                ["AUTHENTICATION_CALLBACK_URL"] = "{catalog}/callback",
                ["AUTHORIZER_ADMIN_PRINCIPALS"] = "[jane]",
                ["OIDC_CLIENT_ID"] = "open-metadata",
                ["OIDC_CLIENT_SECRET"] = Secret,
                ["OIDC_DISCOVERY_URI"] = $"{_realm}/.well-known/openid-configuration",
                ["OIDC_CALLBACK"] = "{catalog}/callback",
                ["OIDC_SERVER_URL"] = "{catalog}",
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();
    }

    [Fact]
    public async Task signs_people_and_machines_in()
    {
        var page = await browser.NewPage();
        await using var context = page.Context;
        await page.GotoAsync(_server.Catalog.ToString());
        await page.GetByText("Sign in with Keycloak").ClickAsync();
        await page.Locator("input[name=login]").FillAsync("jane");
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();

        await page.WaitForURLAsync(url => url.StartsWith(_server.Catalog.ToString(), StringComparison.Ordinal) && !url.Contains("/callback", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByText("Jane Example").Or(page.GetByText("jane")).First).ToBeVisibleAsync();

        using var answer = await _server.Http.PostAsync(
            new Uri($"{_realm}/protocol/openid-connect/token"),
            new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "open-metadata",
                ["client_secret"] = Secret,
                ["scope"] = "openid email profile",
            }));
        using var tokens = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var robot = await _server.Get("/api/v1/users/loggedInUser", tokens.RootElement.GetProperty("access_token").GetString());
        robot.GetProperty("isBot").GetBoolean().ShouldBeTrue();
    }
}
