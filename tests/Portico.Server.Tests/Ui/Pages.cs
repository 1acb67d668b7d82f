using System.Net;
using AngleSharp.Dom;

namespace Portico.Server.Tests.Ui;

public sealed class Pages(PagesHost host) : IClassFixture<PagesHost>
{
    [Theory]
    [InlineData("/", "/signin")]
    [InlineData("/table/shop.main.crm.x?tab=1", "/signin?return=%2Ftable%2Fshop.main.crm.x%3Ftab%3D1")]
    public async Task lead_a_stranger_to_sign_in_and_back(string address, string location)
    {
        using var answer = await host.Stranger.GetAsync(new Uri(address, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.ShouldBe(location);
    }

    [Fact]
    public async Task of_sign_in_have_one_button_that_returns_to_where_one_wanted_to_go()
    {
        var page = await host.Stranger.Page("/signin?return=%2Ftable%2Fa.b");
        page.QuerySelectorAll("main a").Single().GetAttribute("href").ShouldBe("/api/v1/auth/login?redirectUri=%2Ftable%2Fa.b");
        page.TextOf("main a").ShouldBe("Sign in with Keycloak");
        (await host.Stranger.Page("/signin?return=%2F%2Fevil.example")).QuerySelector("main a")!.GetAttribute("href").ShouldBe("/api/v1/auth/login?redirectUri=%2F");
    }

    [Fact]
    public async Task of_sign_in_say_why_it_was_refused() =>
        (await host.Stranger.Page("/signin?error=PORTICO-SSO-010")).TextOf("[role=alert]").ShouldContain("no account here");

    [Fact]
    public async Task know_who_looks()
    {
        var page = await host.Admin.Page("/");
        page.TextOf(".menu summary .menu-name").ShouldBe("ana");
        page.TextOf(".menu-who").ShouldBe("Ana Lystraana@example.com");
        page.QuerySelector("form[action='/api/v1/auth/logout'][method=post] button").ShouldNotBeNull();
        page.TextOf("h1").ShouldContain("Ana");
    }

    [Fact]
    public async Task show_what_lies_in_what()
    {
        await host.Table("places");
        (await host.Admin.Page("/service/databaseServices/shop")).QuerySelector("tbody a")!.GetAttribute("href").ShouldBe("/database/shop.main");
        (await host.Admin.Page("/database/shop.main")).QuerySelector("tbody a")!.GetAttribute("href").ShouldBe("/databaseSchema/shop.main.crm");
        (await host.Admin.Page("/databaseSchema/shop.main.crm")).QuerySelectorAll("tbody a").Select(a => a.GetAttribute("href")).ShouldContain("/table/shop.main.crm.places");
        (await host.Admin.Page("/table/shop.main.crm.places")).TextOf("h1").ShouldBe("places");
    }

    [Fact]
    public async Task page_through_many_tables()
    {
        await host.Put("databaseSchema", new { name = "wide", database = "shop.main" });
        for (var i = 0; i < 55; i++)
            await host.Put("table", new { name = $"t{i:00}", databaseSchema = "shop.main.wide", columns = Array.Empty<object>() });
        var first = await host.Admin.Page("/databaseSchema/shop.main.wide");
        first.QuerySelectorAll("tbody tr").Length.ShouldBe(50);
        var second = await host.Admin.Page(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        second.QuerySelectorAll("tbody tr").Length.ShouldBe(5);
        second.QuerySelector("a[rel=next]").ShouldBeNull();
        (await host.Admin.Page(second.QuerySelector("a[rel=prev]")!.GetAttribute("href")!)).QuerySelectorAll("tbody tr").Length.ShouldBe(50);
    }

    [Theory]
    [InlineData("has.dot")]
    [InlineData("has/slash")]
    [InlineData("has%2Fpercent")]
    [InlineData("has space & more?#")]
    public async Task reach_a_table_whatever_its_name(string name)
    {
        var fqn = await host.Table(name);
        (await host.Admin.Page("/table/" + Uri.EscapeDataString(fqn))).TextOf("h1").ShouldBe(name);
    }

    [Fact]
    public async Task find_while_one_types_and_after()
    {
        await host.Table("zebra_crossing");
        var suggestions = await host.Admin.Page("/explore/suggest?q=zeb&list=search-list");
        var option = suggestions.QuerySelector("[role=option]")!;
        option.GetAttribute("href").ShouldBe("/table/shop.main.crm.zebra_crossing");
        option.Id.ShouldBe("search-list-0");
        suggestions.QuerySelector("mark")!.TextContent.ShouldBe("zeb");
        var results = await host.Admin.Page("/explore?q=crossing&type=table");
        results.QuerySelector(".hit h2 a")!.GetAttribute("href").ShouldBe("/table/shop.main.crm.zebra_crossing");
        results.QuerySelectorAll(".facets a").ShouldNotBeEmpty();
        (await host.Admin.Page("/explore?q=nothing-is-called-so")).TextOf(".results").ShouldContain("Nothing found");
    }

    [Fact]
    public async Task of_people_tell_their_roles_and_what_they_follow()
    {
        var fqn = await host.Table("followed");
        (await host.Consumer.Post($"/table/{fqn}/follow", ("follow", "yes"), ("return", $"/table/{fqn}"))).Headers.Location!.OriginalString.ShouldBe($"/table/{fqn}");
        (await host.Consumer.Page($"/table/{fqn}")).QuerySelector(".asset-actions button")!.GetAttribute("aria-pressed").ShouldBe("true");
        var profile = await host.Consumer.Page("/profile");
        profile.TextOf(".asset-meta").ShouldContain("carl@example.com");
        profile.TextOf("section[aria-labelledby=follows]").ShouldContain("followed");
        (await host.Consumer.Page("/")).TextOf("section[aria-labelledby=followed]").ShouldContain("followed");
        await host.Consumer.Post($"/table/{fqn}/follow", ("follow", "no"));
        (await host.Consumer.Page($"/table/{fqn}")).QuerySelector(".asset-actions button")!.GetAttribute("aria-pressed").ShouldBe("false");
        (await host.Admin.Page("/users/carl")).TextOf("h1").ShouldBe("Carl Consumer");
    }

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/table/shop.main.crm.nothing")]
    [InlineData("/users/nobody")]
    [InlineData("/service/databaseServices/none")]
    public async Task that_are_not_there_say_so_in_a_page(string address) => (await host.Admin.Page(address, HttpStatusCode.NotFound)).TextOf("h1").ShouldBe("There is nothing here");

    [Fact]
    public async Task below_the_api_that_are_not_there_are_answered_in_json()
    {
        using var answer = await host.Admin.GetAsync(new Uri("/api/v1/nothing", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task allow_no_script_but_the_sites_own_files()
    {
        using var answer = await host.Admin.GetAsync(new Uri("/", UriKind.Relative));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("form-action 'self' http://127.0.0.1:9;");
        policy.ShouldNotContain("unsafe");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task load_files_that_browsers_keep_for_good()
    {
        var page = await host.Admin.Page("/");
        foreach (var address in page.QuerySelectorAll("link[rel=stylesheet]").Select(l => l.GetAttribute("href")).Concat(page.QuerySelectorAll("script").Select(s => s.GetAttribute("src"))))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", "br" } } };
            using var answer = await host.Stranger.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
            answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        }
        (await host.Stranger.GetAsync(new Uri("/assets/x/../../secret", UriKind.Relative))).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task keep_the_choice_of_colours_in_the_browser()
    {
        using var chosen = await host.Admin.Post("/theme", ("theme", "dark"), ("return", "/explore?q=x"));
        chosen.Headers.Location!.OriginalString.ShouldBe("/explore?q=x");
        var cookie = chosen.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("portico-theme=dark;");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/signin") { Headers = { { "Cookie", "portico-theme=dark" } } };
        (await (await host.Stranger.SendAsync(request)).Document()).DocumentElement.GetAttribute("data-theme").ShouldBe("dark");
    }
}
