using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Peers;

/// <summary>People of npm <c>oidc-provider</c> sign in to a realm of the embedded provider, in a real browser.</summary>
public sealed class BrokeredSignIn(Browser browser) : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    ChildProcess _upstream = null!;
    ChildProcess _provider = null!;
    StaticSite _site = null!;
    string _issuer = "";

    public async ValueTask InitializeAsync()
    {
        var peer = await NodePackages.Install("tests/peers/oidc-provider");
        _upstream = ChildProcess.Start("node", ["server.mjs", FreePort.Next().ToString(CultureInfo.InvariantCulture)], peer);
        var up = (await _upstream.WaitForLine("ready "))["ready ".Length..] + "/protocol/openid-connect";
        await File.WriteAllTextAsync(_folder.Combine("app.html"), "<!DOCTYPE html><title>app</title><h1>Signed in to the application</h1>");
        _site = await StaticSite.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["app.html"] = _folder.Combine("app.html") });
        var realm = new JsonObject
        {
            ["realm"] = "brokered", ["enabled"] = true,
            ["clients"] = new JsonArray(new JsonObject { ["clientId"] = "app", ["protocol"] = "openid-connect", ["publicClient"] = true, ["standardFlowEnabled"] = true, ["redirectUris"] = new JsonArray(_site.Address + "*") }),
            ["identityProviders"] = new JsonArray(new JsonObject
            {
                ["alias"] = "npm", ["displayName"] = "The other provider", ["providerId"] = "oidc", ["enabled"] = true, ["trustEmail"] = true,
                ["config"] = new JsonObject
                {
                    ["clientId"] = "open-metadata", ["clientSecret"] = "a-secret-of-the-tests", ["clientAuthMethod"] = "client_secret_post", ["authorizationUrl"] = up + "/auth", ["tokenUrl"] = up + "/token",
                    ["jwksUrl"] = up + "/certs", ["useJwksUrl"] = "true", ["validateSignature"] = "true", ["issuer"] = up[..^"/protocol/openid-connect".Length], ["pkceEnabled"] = "true", ["pkceMethod"] = "S256",
                    ["defaultScope"] = "openid profile email",
                },
            }),
        };
        await File.WriteAllTextAsync(_folder.Combine("realm.json"), realm.ToJsonString());
        var port = FreePort.Next();
        _issuer = $"http://localhost:{port}/realms/brokered";
        _provider = ChildProcess.Start(Programs.Server, ["realms", "--data", _folder.Combine("data"), "--port", port.ToString(CultureInfo.InvariantCulture), "--import-realm", _folder.Combine("realm.json")],
            environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["PORTICO_DATABASE"] = null, ["PORTICO_DATA"] = null });
        await _provider.WaitForHttp(new Uri(_issuer + "/.well-known/openid-configuration"), TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
        if (_upstream is not null)
            await _upstream.DisposeAsync();
        if (_site is not null)
            await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task goes_there_and_back_and_asks_only_once_for_what_is_missing()
    {
        var page = await browser.NewPage();
        await using var context = page.Context;
        var start = $"{_issuer}/protocol/openid-connect/auth?client_id=app&response_type=code&scope=openid&state=s&redirect_uri={Uri.EscapeDataString(_site.Address + "app.html")}";
        await page.GotoAsync(start);
        await page.GetByRole(AriaRole.Link, new() { Name = "The other provider" }).ClickAsync();
        await page.Locator("input[name=login]").FillAsync("jane");
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();

        await Assertions.Expect(page.GetByLabel("Username")).ToHaveValueAsync("jane");
        await Assertions.Expect(page.GetByLabel("Email")).ToHaveValueAsync("jane@example.org");
        await page.GetByLabel("First name").FillAsync("Jane");
        await page.GetByLabel("Last name").FillAsync("Example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Signed in to the application" })).ToBeVisibleAsync();
        page.Url.ShouldContain("code=");

        var again = await browser.NewPage();
        await using var other = again.Context;
        await again.GotoAsync(start + "&kc_idp_hint=npm");
        await again.Locator("input[name=login]").FillAsync("jane");
        await again.Locator("input[name=password]").FillAsync("any");
        await again.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(again.GetByRole(AriaRole.Heading, new() { Name = "Signed in to the application" })).ToBeVisibleAsync();
    }
}
