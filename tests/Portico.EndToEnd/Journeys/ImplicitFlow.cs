using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;

namespace Portico.EndToEnd.Journeys;

/// <summary>The guide's older way: a public client and <c>response_type=id_token</c>, in a real browser over plain http.</summary>
public sealed class ImplicitFlow(Browser browser)
{
    [Fact]
    public async Task signs_a_person_in()
    {
        await using var server = await PorticoServer.Start(new PorticoOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["AUTHENTICATION_RESPONSE_TYPE"] = "id_token", ["AUTHENTICATION_CLIENT_TYPE"] = "public" },
        });
        var page = await browser.NewPage();
        await using var context = page.Context;
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);

        await page.SignIn(server);

        await Assertions.Expect(page.GetByText("admin-user").First).ToBeVisibleAsync();
        var authorization = asked.Single(url => url.Contains("/protocol/openid-connect/auth?", StringComparison.Ordinal));
        authorization.ShouldContain("response_type=id_token");
        authorization.ShouldContain("nonce=");
        asked.ShouldAllBe(url => !url.Contains("id_token=", StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal));
    }
}
