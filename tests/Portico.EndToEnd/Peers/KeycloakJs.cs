using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Peers;

/// <summary>npm <c>keycloak-js</c>, Keycloak's own browser client, in a page of another origin. The page is in tests/peers/keycloak-js.</summary>
public sealed class KeycloakJs(SharedProvider provider, Browser browser) : IAsyncLifetime
{
    StaticSite _site = null!;
    ProviderServer _server = null!;
    IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await provider.Server;
        var folder = await NodePackages.Install("tests/peers/keycloak-js");
        _site = await StaticSite.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["index.html"] = Path.Combine(folder, "index.html"),
            ["silent.html"] = Path.Combine(folder, "silent.html"),
            ["keycloak.js"] = Path.Combine(folder, "node_modules", "keycloak-js", "lib", "keycloak.js"),
        });
        _page = await browser.NewPage();
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("implicit")]
    [InlineData("hybrid")]
    public async Task signs_in_and_out(string flow)
    {
        await Open(_page, flow, "login-required");
        await _page.FillLogin(ProviderServer.User, ProviderServer.UserPassword);
        await Says(_page, "signed in as jane");

        (await _page.EvaluateAsync<string>("async () => (await keycloak.loadUserInfo()).email")).ShouldBe("jane@example.com");
        if (flow != "implicit")
        {
            (await _page.EvaluateAsync<bool>("() => keycloak.updateToken(-1)")).ShouldBeTrue();
            (await _page.EvaluateAsync<string[]>("() => events")).ShouldContain("onAuthRefreshSuccess");
        }
        await _page.EvaluateAsync("() => { keycloak.logout(); }");

        // The page asks for a sign-in again, and the provider, which has forgotten the session, for the password.
        await Assertions.Expect(_page.Locator("#kc-login")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task signs_in_silently_where_a_session_exists()
    {
        await Open(_page, "standard", "login-required");
        await _page.FillLogin(ProviderServer.User, ProviderServer.UserPassword);
        await Says(_page, "signed in as jane");
        var second = await _page.Context.NewPageAsync();

        await Open(second, "standard", "check-sso", silent: true);

        await Says(second, "signed in as jane");
    }

    [Fact]
    public async Task stays_signed_out_where_no_session_exists()
    {
        await Open(_page, "standard", "check-sso", silent: true);

        await Says(_page, "signed out");
    }

    [Fact]
    public async Task notices_a_sign_out_elsewhere()
    {
        await Open(_page, "standard", "login-required", iframe: true);
        await _page.FillLogin(ProviderServer.User, ProviderServer.UserPassword);
        await Says(_page, "signed in as jane");
        var second = await _page.Context.NewPageAsync();
        await Open(second, "standard", "check-sso", silent: true);
        await Says(second, "signed in as jane");

        await second.EvaluateAsync("() => { keycloak.logout(); }");

        // A page that requires a sign-in goes for a new one as soon as the session iframe tells it.
        await Assertions.Expect(_page.Locator("#kc-login")).ToBeVisibleAsync();
    }

    Task<IResponse?> Open(IPage page, string flow, string onLoad, bool silent = false, bool iframe = false) => page.GotoAsync(
        $"{_site.Address}index.html?provider={Uri.EscapeDataString(_server.Address.GetLeftPart(UriPartial.Authority))}&realm={ProviderServer.Realm}&client={ProviderServer.Public}"
        + $"&flow={flow}&onLoad={onLoad}&silent={(silent ? "true" : "false")}&iframe={(iframe ? "true" : "false")}");

    static Task Says(IPage page, string text) => Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(text);
}
