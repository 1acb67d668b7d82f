using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;
using static Microsoft.Playwright.Assertions;

namespace Portico.EndToEnd.Ui;

/// <summary>What a person does with the catalog, in a real browser, by the roles and names on the screen.</summary>
public sealed partial class Analyst_journey(Browser browser)
{
    [Fact]
    public async Task signs_in_finds_a_table_describes_it_and_signs_out()
    {
        await using var server = await PorticoServer.Start(new PorticoOptions { Sample = true });
        await SampleIsThere(server);
        var page = await browser.NewPage(new BrowserNewContextOptions { Locale = "en-US", ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        await using var context = page.Context;
        var problems = Problems(page);

        await page.SignIn(server);
        await Expect(page.Locator(".menu summary")).ToContainTextAsync("admin-user");
        page.Url.ShouldNotContain("token");

        await page.Keyboard.PressAsync("/");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Search the catalog" });
        await Expect(box).ToBeFocusedAsync();
        await box.PressSequentiallyAsync("custom");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await box.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Listbox)).ToBeHiddenAsync();
        await box.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        var table = page.GetByRole(AriaRole.Option, new() { NameRegex = CustomersTable() });
        await Expect(table.First).ToBeVisibleAsync();
        while (await page.Locator("[role=option][aria-selected=true]").CountAsync() == 0 || !CustomersTable().IsMatch(await page.Locator("[role=option][aria-selected=true]").InnerTextAsync()))
            await box.PressAsync("ArrowDown");
        await box.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "customers" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" }).GetByRole(AriaRole.Link)).ToHaveCountAsync(3);
        var columns = page.GetByRole(AriaRole.Table, new() { Name = "Columns of customers" });
        await Expect(columns.GetByRole(AriaRole.Row, new() { NameRegex = IdColumn() }).First).ToContainTextAsync("PK");

        var text = $"People who *buy*. {Guid.NewGuid():N}";
        await page.GetByRole(AriaRole.Link, new() { NameRegex = DescribeTable() }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Describe customers" });
        var editor = dialog.GetByRole(AriaRole.Textbox);
        await Expect(editor).ToBeFocusedAsync();
        await editor.FillAsync(text);
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "Preview" }).Locator("em")).ToHaveTextAsync("buy");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved as version 0.2" })).ToBeVisibleAsync();
        await Expect(page.Locator(".description em")).ToHaveTextAsync("buy");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Sections" }).GetByRole(AriaRole.Link, new() { Name = "Versions" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Version 0.2" })).ToBeVisibleAsync();
        await Expect(page.Locator(".difference ins", new() { HasText = "buy" })).ToBeVisibleAsync();

        await page.Locator(".menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Keycloak" })).ToBeVisibleAsync();
        await page.GotoAsync(server.Catalog.ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Keycloak" }).ClickAsync();
        // The realm's session is ended too: it asks for the password again.
        await Expect(page.Locator("#password")).ToBeVisibleAsync();
        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task works_without_script()
    {
        await using var server = await PorticoServer.Start(new PorticoOptions { Sample = true });
        await SampleIsThere(server);
        var page = await browser.NewPage(new BrowserNewContextOptions { Locale = "en-US", JavaScriptEnabled = false });
        await using var context = page.Context;
        await page.SignIn(server);
        var box = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the catalog" });
        await box.FillAsync("customers");
        await box.PressAsync("Enter");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "customers", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = DescribeTable() }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = DescriptionField() }).FillAsync("Written **without** script.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Preview" }).Locator("strong")).ToHaveTextAsync("without");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".description strong")).ToHaveTextAsync("without");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = FollowButton() }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = FollowButton(), Pressed = true })).ToBeVisibleAsync();
    }

    /// <summary>Everything that the browser complains of: errors, what the content security policy refused, files that are missing.</summary>
    internal static List<string> Problems(IPage page)
    {
        var problems = new List<string>();
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) =>
        {
            // The provider's pages have no icon, and one address here is not there on purpose.
            if (message.Type == "error" && !message.Location.Contains("/favicon.ico", StringComparison.Ordinal) && !message.Location.Contains("/nothing/", StringComparison.Ordinal))
                problems.Add($"{message.Text} ({message.Location})");
        };
        return problems;
    }

    /// <summary>The sample is ingested after the server is ready.</summary>
    internal static async Task SampleIsThere(PorticoServer server)
    {
        var token = await server.ServiceToken();
        await Eventually.Holds(
            async () =>
            {
                using var answer = await server.Api(HttpMethod.Get, "/api/v1/tables/name/shop.shop.main.customers", token);
                return answer.IsSuccessStatusCode;
            },
            "the sample's table of customers",
            TimeSpan.FromSeconds(60));
    }

    [GeneratedRegex("^customers\\b.*table", RegexOptions.Singleline)]
    private static partial Regex CustomersTable();

    [GeneratedRegex("^id\\b")]
    private static partial Regex IdColumn();

    [GeneratedRegex("^(Edit the description|Write one)$")]
    private static partial Regex DescribeTable();

    [GeneratedRegex("^Description")]
    private static partial Regex DescriptionField();

    [GeneratedRegex("^Follow")]
    private static partial Regex FollowButton();
}
