using System.Net;
using System.Text.RegularExpressions;

namespace Portico.SignOn.Tests.Hosting;

/// <summary>
/// As much of a browser as sign-in needs: cookies by host, redirects on request, forms. Like a browser it says with each request where that comes from (<c>Origin</c>,
/// <c>Sec-Fetch-Site</c>), and does not send Lax cookies with a form that another site posts.
/// </summary>
sealed partial class Browser : IDisposable
{
    readonly HttpClient _http;

    public Browser() => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Cookies by name; the ports of one host share them.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The page that is shown, where forms are posted from.</summary>
    public string? Here { get; private set; }

    public string? Session { get => Cookies.GetValueOrDefault("OM_SESSION"); set => Cookies["OM_SESSION"] = value!; }

    /// <summary>One request, as typed into the address bar.</summary>
    public Task<Page> Get(string url) => Send(new HttpRequestMessage(HttpMethod.Get, url), "none");

    /// <summary>One request and the redirects after it.</summary>
    public async Task<Page> Visit(string url) => await Follow(await Get(url));

    /// <summary>Follows redirects until a page, or until one leads to an address that begins so.</summary>
    public async Task<Page> Follow(Page page, string? until = null)
    {
        for (var hops = 0; page.Location is { } location && hops < 20; hops++)
        {
            if (until is not null && location.StartsWith(until, StringComparison.Ordinal))
                return page;
            page = await Get(location);
        }
        return page;
    }

    /// <summary>Posts the page's form with further fields. <paramref name="crossSite"/>: as if the provider were another site.</summary>
    public Task<Page> Submit(Page page, bool crossSite = false, params (string Name, string Value)[] fields)
    {
        var fill = Field().Matches(page.Text).ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value), StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            fill[name] = value;
        var action = new Uri(new Uri(page.Url), WebUtility.HtmlDecode(Action().Match(page.Text).Groups["url"].Value)).AbsoluteUri;
        return Post(action, fill, crossSite ? "http://elsewhere.example" : new Uri(page.Url).GetLeftPart(UriPartial.Authority));
    }

    public Task<Page> Post(string url, IReadOnlyDictionary<string, string> fields, string? origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        var own = origin == new Uri(url).GetLeftPart(UriPartial.Authority);
        var sameSite = origin is not null && new Uri(origin).Host == new Uri(url).Host;
        return Send(request, own ? "same-origin" : sameSite ? "same-site" : origin is null ? null : "cross-site");
    }

    /// <summary>Signs in through the provider's own pages and returns to a page of the catalog.</summary>
    public async Task<Page> SignIn(TestCatalog catalog, string login, string redirectUri = "/page") => await Continue(catalog, await Begin(catalog, redirectUri), login);

    /// <summary>Asks the catalog to sign in: a redirect to the provider.</summary>
    public Task<Page> Begin(TestCatalog catalog, string redirectUri = "/page") =>
        Get($"{catalog.Address}/api/v1/auth/login?redirectUri={Uri.EscapeDataString(redirectUri)}");

    /// <summary>Finishes a sign-in that was begun.</summary>
    public async Task<Page> Continue(TestCatalog catalog, Page begun, string login)
    {
        var answer = await AtProvider(catalog, begun, login);
        return await Follow(answer.Location is { } location ? await Get(location) : await Submit(answer));
    }

    /// <summary>Signs in as far as the provider's answer: a redirect to the callback, or the page whose form posts to it.</summary>
    public async Task<Page> AnswerOf(TestCatalog catalog, string login, string redirectUri = "/page") => await AtProvider(catalog, await Begin(catalog, redirectUri), login);

    async Task<Page> AtProvider(TestCatalog catalog, Page begun, string login)
    {
        var page = await Follow(begun, $"{catalog.Address}/callback");
        while (page.Location is null && page.Text.Contains("name=\"prompt\"", StringComparison.Ordinal))
        {
            // The provider's login page, then its consent page, which needs no more than to be sent.
            (string, string)[] fields = page.Text.Contains("name=\"login\"", StringComparison.Ordinal) ? [("login", login), ("password", "any")] : [];
            page = await Follow(await Submit(page, false, fields), $"{catalog.Address}/callback");
        }
        return page;
    }

    public async Task<Page> Send(HttpRequestMessage request, string? site)
    {
        var lax = request.Method == HttpMethod.Get || site is "same-origin" or "same-site" or "none";
        if (lax && Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (!request.Headers.Contains("Accept"))
            request.Headers.Add("Accept", "text/html");
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await _http.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            if (line.Contains("01 Jan 1970", StringComparison.OrdinalIgnoreCase) || line.Contains("max-age=0", StringComparison.OrdinalIgnoreCase))
                Cookies.Remove(pair[0]);
            else
                Cookies[pair[0]] = pair[1];
        }
        var url = request.RequestUri!.AbsoluteUri;
        Here = url;
        return new Page(url, answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location is { } location ? new Uri(new Uri(url), location).OriginalString : null,
            [.. answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : []]);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""<input[^>]*name="(?<name>[^"]*)"[^>]*value="(?<value>[^"]*)"[^>]*>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    [GeneratedRegex("""<form[^>]*action="(?<url>[^"]*)"[^>]*>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();
}

/// <summary>What a request was answered. <paramref name="Location"/> is absolute.</summary>
sealed record Page(string Url, HttpStatusCode Status, string Text, string? Location, IReadOnlyList<string> SetCookies);
