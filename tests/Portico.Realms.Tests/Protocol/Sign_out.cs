using System.Net;
using Portico.Storage;

namespace Portico.Realms.Tests.Protocol;

public sealed class Sign_out
{
    [Theory]
    [InlineData("http://evil.example.test/")]
    [InlineData("http://web.example.test.evil.test/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://web.example.test/../x")]
    public async Task never_redirects_to_an_address_that_is_not_registered(string target)
    {
        await using var provider = await ProviderUnderTest.Start();
        var hint = (await provider.SignIn()).GetProperty("id_token").GetString();
        foreach (var by in new[] { $"id_token_hint={hint}", "client_id=web" })
        {
            var page = await provider.Browse().Get($"{provider.Protocol}logout?{by}&post_logout_redirect_uri={Uri.EscapeDataString(target)}");
            page.Status.ShouldBe(HttpStatusCode.BadRequest, by);
            page.Location.ShouldBeNull();
        }
    }

    [Fact]
    public async Task without_a_hint_happens_only_through_the_page_that_this_browser_was_shown()
    {
        await using var provider = await ProviderUnderTest.Start();
        var victim = provider.Browse();
        await provider.SignInWith(victim, provider.AuthUrl());
        var page = await victim.Get(provider.Protocol + "logout");
        page.Text.ShouldContain("Do you want to log out?");

        var attacker = provider.Browse();
        var foreign = await attacker.Get(provider.Protocol + "logout");
        (await victim.Post(foreign.FormAction, ("session_code", foreign.Input("session_code")), ("confirmLogout", "Logout"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await victim.Post(page.FormAction, ("session_code", "guessed"), ("confirmLogout", "Logout"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await victim.Get(provider.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("code=");

        (await victim.Post(page.FormAction, ("session_code", page.Input("session_code")), ("confirmLogout", "Logout"))).Text.ShouldContain("You are logged out");
        (await victim.Get(provider.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("error=login_required");
    }

    [Fact]
    public async Task with_somebody_elses_hint_leaves_this_browsers_session_alone()
    {
        await using var provider = await ProviderUnderTest.Start();
        var victim = provider.Browse();
        await provider.SignInWith(victim, provider.AuthUrl());
        var hint = (await provider.SignIn("bob")).GetProperty("id_token").GetString();
        await victim.Get($"{provider.Protocol}logout?id_token_hint={hint}");
        (await victim.Get(provider.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("code=");
    }

    [Fact]
    public async Task on_one_node_counts_on_the_other()
    {
        await using var provider = await ProviderUnderTest.Start(DialectKind.Postgres);
        await using var second = await provider.StartSecondNode();
        var tokens = await provider.SignIn();
        using var here = new HttpRequestMessage(HttpMethod.Get, $"{second.Address}realms/{ProviderUnderTest.Realm}/protocol/openid-connect/userinfo");
        here.Headers.Host = provider.Address.Authority; // both nodes behind one address
        here.Headers.Authorization = new("Bearer", tokens.GetProperty("access_token").GetString());
        using var seen = await provider.Http.SendAsync(here, TestContext.Current.CancellationToken);
        seen.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var logout = await provider.Post(provider.Protocol + "logout", ("client_id", "web"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        logout.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var again = new HttpRequestMessage(HttpMethod.Get, here.RequestUri);
        again.Headers.Host = provider.Address.Authority;
        again.Headers.Authorization = here.Headers.Authorization;
        using var gone = await provider.Http.SendAsync(again, TestContext.Current.CancellationToken);
        gone.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
