using System.Net;
using System.Text.Json;
using Portico.SignOn.Tests.Hosting;

namespace Portico.SignOn.Tests;

public sealed class Sign_out
{
    [Fact]
    public async Task ends_the_session_and_the_realms_session()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");

        var page = await browser.Post($"{catalog.Address}/api/v1/auth/logout", new Dictionary<string, string>(), catalog.Address);

        browser.Session.ShouldBeNull();
        page.Location!.ShouldContain("/protocol/openid-connect/logout?id_token_hint=");
        page.Location!.ShouldContain($"post_logout_redirect_uri={Uri.EscapeDataString(catalog.Address + "/logout")}");
        // The provider asks once, then comes back; the realm's session is gone, so a new sign-in asks for the password.
        var confirm = await browser.Follow(page);
        var back = await browser.Follow(await browser.Submit(confirm, false, ("logout", "yes")));
        back.Url.ShouldBe($"{catalog.Address}/signin");
        (await browser.Follow(await browser.Begin(catalog))).Text.ShouldContain("name=\"login\"");
    }

    [Fact]
    public async Task by_the_web_clients_fetch_tells_the_realm_from_the_server()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        await browser.SignIn(catalog, "dave");
        var request = new HttpRequestMessage(HttpMethod.Get, $"{catalog.Address}/api/v1/auth/logout");
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Sec-Fetch-Mode", "cors");

        var page = await browser.Send(request, "same-origin");

        page.Location.ShouldBe($"{catalog.Address}/logout");
        browser.Session.ShouldBeNull();
    }

    [Fact]
    public async Task without_a_session_is_no_error()
    {
        await using var catalog = await TestCatalog.Start(await Peer.Shared);
        using var browser = new Browser();
        (await browser.Visit($"{catalog.Address}/api/v1/auth/logout")).Url.ShouldBe($"{catalog.Address}/signin");
    }

    [Fact]
    public async Task works_while_the_provider_is_away()
    {
        await using var peer = await Peer.Start();
        await using var catalog = await TestCatalog.Start(peer, options => options with { ProviderTimeout = TimeSpan.FromSeconds(1) });
        using var browser = new Browser();
        await browser.SignIn(catalog, "alice");
        await peer.Mode("down");
        var request = new HttpRequestMessage(HttpMethod.Get, $"{catalog.Address}/api/v1/auth/logout");
        request.Headers.Add("Accept", "application/json");

        (await browser.Send(request, "same-origin")).Location.ShouldBe($"{catalog.Address}/logout");

        browser.Session.ShouldBeNull();
    }

    [Fact]
    public async Task and_sign_in_are_described_for_clients()
    {
        var peer = await Peer.Shared;
        await using var catalog = await TestCatalog.Start(peer);
        var (status, body) = await Api.Get(catalog, null, "/api/v1/system/config/auth");

        status.ShouldBe(HttpStatusCode.OK);
        var auth = JsonDocument.Parse(body).RootElement;
        auth.GetProperty("provider").GetString().ShouldBe("custom-oidc");
        auth.GetProperty("providerName").GetString().ShouldBe("Keycloak");
        auth.GetProperty("clientType").GetString().ShouldBe("confidential");
        auth.GetProperty("responseType").GetString().ShouldBe("code");
        auth.GetProperty("clientId").GetString().ShouldBe(Peer.ClientId);
        auth.GetProperty("authority").GetString().ShouldBe(peer.RealmUrl);
        auth.GetProperty("callbackUrl").GetString()!.ShouldEndWith("/callback");
        auth.GetProperty("enableSelfSignup").GetBoolean().ShouldBeTrue();
        body.ShouldNotContain(Peer.ClientSecret);
        (await Api.Get(catalog, null, "/api/v1/system/config/authorizer")).Body.ShouldBe("""{"principalDomain":"open-metadata.org"}""");
    }
}
