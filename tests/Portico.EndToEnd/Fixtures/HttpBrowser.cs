using System.Net;
using System.Text.RegularExpressions;

namespace Portico.EndToEnd.Fixtures;

/// <summary>
/// A browser without a screen: redirects one at a time, the login form, and cookies as browsers keep them for localhost (all ports share them, Secure ones are sent over plain http).
/// </summary>
public sealed partial class HttpBrowser : IDisposable
{
    readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Signs in to the catalog and returns the token it hands to its pages (<c>#id_token=</c>).</summary>
    /// <param name="server">Where the sign-in begins.</param>
    /// <param name="toCallback">Which address a redirect to the callback is followed to; <c>null</c>: the given one.</param>
    public async Task<string> SignIn(PorticoServer server, string user, string password, Func<Uri, Uri>? toCallback = null)
    {
        var page = new Uri(server.Catalog, "/auth/callback");
        var address = new Uri(server.Catalog, $"/api/v1/auth/login?redirectUri={Uri.EscapeDataString(page.AbsoluteUri)}");
        using var login = await Follow(address, to => to.AbsolutePath == "/auth/callback", toCallback);
        var form = LoginForm().Match(await login.Content.ReadAsStringAsync());
        if (!form.Success)
            throw new InvalidOperationException($"No login form at {login.RequestMessage!.RequestUri}: {(int)login.StatusCode} {await login.Content.ReadAsStringAsync()}");
        using var submitted = await Send(
            HttpMethod.Post,
            new Uri(WebUtility.HtmlDecode(form.Groups["action"].Value)),
            new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["username"] = user, ["password"] = password, ["credentialId"] = "" }));
        if (submitted.Headers.Location is not { } back)
            throw new InvalidOperationException($"The login form was answered with {(int)submitted.StatusCode}: {await submitted.Content.ReadAsStringAsync()}");
        using var signedIn = await Follow(toCallback is null ? back : toCallback(back), to => to.AbsolutePath == "/auth/callback", toCallback);
        var last = signedIn.Headers.Location ?? throw new InvalidOperationException($"The callback was answered with {(int)signedIn.StatusCode}: {await signedIn.Content.ReadAsStringAsync()}");
        return IdToken().Match(last.OriginalString) is { Success: true } token ? token.Groups["token"].Value : throw new InvalidOperationException($"No token in {last}");
    }

    /// <summary>A GET with this browser's cookies; redirects are not followed.</summary>
    public Task<HttpResponseMessage> Get(Uri address) => Send(HttpMethod.Get, address);

    /// <summary>A POST of a form.</summary>
    public Task<HttpResponseMessage> Submit(Uri address, params (string Name, string Value)[] form) => Send(HttpMethod.Post, address, new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>A POST without content, as a page of that origin sends it.</summary>
    public Task<HttpResponseMessage> Post(Uri address) => Send(HttpMethod.Post, address, origin: address.GetLeftPart(UriPartial.Authority));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> Send(HttpMethod method, Uri address, HttpContent? content = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
            var (name, value) = (parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (parts.Any(p => p.Equals("Max-Age=0", StringComparison.OrdinalIgnoreCase) || p.Contains("1970", StringComparison.Ordinal)))
                _cookies.Remove(name);
            else
                _cookies[name] = value;
        }
        return answer;
    }

    async Task<HttpResponseMessage> Follow(Uri address, Func<Uri, bool> stop, Func<Uri, Uri>? toCallback)
    {
        for (var hop = 0; hop < 10; hop++)
        {
            var answer = await Get(address);
            if (answer.Headers.Location is not { } to)
                return answer;
            to = new Uri(address, to);
            if (stop(to))
                return answer;
            answer.Dispose();
            address = to.AbsolutePath == "/callback" && toCallback is not null ? toCallback(to) : to;
        }
        throw new InvalidOperationException($"Too many redirects, the last to {address}");
    }

    [GeneratedRegex("""<form[^>]*id="kc-form-login"[^>]*action="(?<action>[^"]*)"|<form[^>]*action="(?<action>[^"]*)"[^>]*id="kc-form-login"[^>]*>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoginForm();

    [GeneratedRegex("[#&]id_token=(?<token>[^&]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdToken();
}
