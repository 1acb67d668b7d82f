using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Portico.EndToEnd.Ui;

/// <summary>Each page in light and dark, wide and narrow: axe finds nothing, nothing is cut off, the browser complains of nothing.</summary>
public sealed class Accessible_pages(SharedPortico shared, Browser browser)
{
    const string Table = "/table/shop.shop.main.customers";

    static readonly string[] Addresses =
    [
        "/", "/explore", "/explore?q=customer", "/explore?q=nothing-is-called-so", "/service/databaseServices/shop", "/database/shop.shop", "/databaseSchema/shop.shop.main",
        Table, Table + "/constraints", Table + "/versions", Table + "/edit", Table + "/edit?column=email", Table + "/owners", "/profile", "/users/admin-user", "/nothing/here",
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task have_no_violations(ColorScheme colours, int width)
    {
        var server = await shared.Server;
        await Analyst_journey.SampleIsThere(server);
        var page = await browser.NewPage(new BrowserNewContextOptions { Locale = "en-US", ColorScheme = colours, ViewportSize = new ViewportSize { Width = width, Height = 844 } });
        await using var context = page.Context;
        var found = Analyst_journey.Problems(page);
        await page.GotoAsync(new Uri(server.Catalog, "/signin").ToString());
        await Check(page, "/signin", found);
        await page.SignIn(server);
        foreach (var address in Addresses)
        {
            await page.GotoAsync(new Uri(server.Catalog, address).ToString());
            await Check(page, address, found);
        }
        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task have_no_violations_in_what_opens_over_them()
    {
        var server = await shared.Server;
        await Analyst_journey.SampleIsThere(server);
        var page = await browser.NewPage();
        await using var context = page.Context;
        var found = Analyst_journey.Problems(page);
        await page.SignIn(server);
        await page.GotoAsync(new Uri(server.Catalog, Table).ToString());
        await page.GetByRole(AriaRole.Combobox).PressSequentiallyAsync("cust");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await Check(page, "suggestions", found);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".menu summary").ClickAsync();
        await Check(page, "menu", found);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".menu-panel")).ToBeHiddenAsync();
        await page.Locator("a[href$='/edit'][data-dialog]").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Check(page, "dialog", found);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task begin_with_a_link_to_the_content()
    {
        var server = await shared.Server;
        var page = await browser.NewPage();
        await using var context = page.Context;
        await page.SignIn(server);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task remember_the_choice_of_colours()
    {
        var server = await shared.Server;
        var page = await browser.NewPage(new BrowserNewContextOptions { Locale = "en-US", ColorScheme = ColorScheme.Light });
        await using var context = page.Context;
        await page.SignIn(server);
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours of the system; change to light" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Light colours; change to dark" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    static async Task Check(IPage page, string address, List<string> found)
    {
        var result = await page.RunAxe();
        found.AddRange(result.Violations.Select(v => $"{address}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        if (overflow > 0)
            found.Add($"{address}: {overflow} pixels too wide");
    }
}
