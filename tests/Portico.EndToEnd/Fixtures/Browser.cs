using Microsoft.Playwright;
using Portico.EndToEnd.Fixtures;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Portico.EndToEnd.Fixtures;

/// <summary>The system's Chromium, driven by Playwright; one process for all tests, a context (cookies, storage) for each.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Why a test fails where there is no browser.</summary>
    public const string Missing = "Chromium is not installed. Run ./test.sh, which installs what is missing, or: apt-get install chromium";

    static readonly string[] s_flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _browser = new(Launch);

    /// <summary>A page in a context of its own. Dispose the context to forget everything.</summary>
    public async Task<IPage> NewPage(BrowserNewContextOptions? options = null)
    {
        var (_, browser) = await _browser.Value;
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "en-US" });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_browser.IsValueCreated)
            return;
        var (playwright, browser) = await _browser.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    static async Task<(IPlaywright, IBrowser)> Launch()
    {
        var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(Missing);
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = s_flags }));
    }
}
