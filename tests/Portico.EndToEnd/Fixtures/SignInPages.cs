using Microsoft.Playwright;

namespace Portico.EndToEnd.Fixtures;

/// <summary>The steps of a person that signs in, by the words on the screen.</summary>
public static class SignInPages
{
    /// <summary>Opens the catalog, follows its button to the provider, signs in there and waits for the catalog.</summary>
    public static async Task SignIn(this IPage page, PorticoServer server, string? user = null, string? password = null)
    {
        await page.GotoAsync(server.Catalog.ToString());
        await page.GetByText("Sign in with Keycloak").ClickAsync();
        await page.FillLogin(user ?? "admin-user", password ?? server.UserPassword);
        await page.WaitForURLAsync(url => url.StartsWith(server.Catalog.ToString(), StringComparison.Ordinal) && !url.Contains("/callback", StringComparison.Ordinal));
    }

    /// <summary>Fills the provider's login page and submits it.</summary>
    public static async Task FillLogin(this IPage page, string user, string password)
    {
        await page.Locator("#username").FillAsync(user);
        await page.Locator("#password").FillAsync(password);
        await page.Locator("#kc-login").ClickAsync();
    }
}
