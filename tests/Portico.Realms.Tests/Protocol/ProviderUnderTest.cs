using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Protocol;

/// <summary>A provider of its own on a free port, with one realm: clients <c>web</c> (public), <c>app</c> and <c>svc</c> (confidential), users <c>alice</c> and <c>bob</c>.</summary>
sealed partial class ProviderUnderTest : IAsyncDisposable
{
    public const string Realm = "shop";
    public const string Callback = "http://web.example.test/cb";

    readonly TemporaryFolder _folder;
    readonly PostgresDatabase? _postgres;
    RealmsHost _host;
    Func<RealmsOptions, RealmsOptions> _with = static o => o;

    ProviderUnderTest(TemporaryFolder folder, PostgresDatabase? postgres, RealmsHost host) => (_folder, _postgres, _host) = (folder, postgres, host);

    public RealmsHost Host => _host;

    /// <summary>Where database and key file are.</summary>
    public string Folder => _folder.Path;

    public Uri Address => _host.Address;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string Protocol => Url("protocol/openid-connect/");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ProviderUnderTest> Start(DialectKind engine = DialectKind.Sqlite, Action<JsonObject>? configure = null, TimeProvider? time = null, Func<RealmsOptions, RealmsOptions>? with = null)
    {
        var folder = new TemporaryFolder();
        var postgres = engine == DialectKind.Postgres ? await (await PostgresServer.Shared).CreateDatabase() : null;
        var realm = JsonNode.Parse(RealmJson)!.AsObject();
        configure?.Invoke(realm);
        await File.WriteAllTextAsync(folder.Combine("realm.json"), realm.ToJsonString(), Ct);
        with ??= static o => o;
        return new ProviderUnderTest(folder, postgres, await RealmsHost.Start(with(Options(folder, postgres, 0) with { Time = time ?? TimeProvider.System }), Ct)) { _with = with };
    }

    /// <summary>A second node on the same PostgreSQL database and key file.</summary>
    public Task<RealmsHost> StartSecondNode() => RealmsHost.Start(Options(_folder, _postgres, 0), Ct);

    /// <summary>Stops and starts again on the same port and state.</summary>
    public async Task Restart()
    {
        var port = _host.Address.Port;
        await _host.DisposeAsync();
        _host = await RealmsHost.Start(_with(Options(_folder, _postgres, port)), Ct);
    }

    static RealmsOptions Options(TemporaryFolder folder, PostgresDatabase? postgres, int port) => new()
    {
        Database = postgres is null ? new DatabaseOptions { SqliteFile = folder.Combine("realms.db") } : new DatabaseOptions { PostgresConnectionString = postgres.ConnectionString },
        KeyFile = folder.Combine("realms.key"),
        Bind = "127.0.0.1",
        Port = port,
        AdminPassword = "admin-password",
        ImportRealms = [folder.Combine("realm.json")],
        Logging = static _ => { },
    };

    /// <summary>The file that the realm was imported from.</summary>
    public JsonObject RealmFile() => JsonNode.Parse(File.ReadAllText(_folder.Combine("realm.json")))!.AsObject();

    public string Url(string path) => $"{Address}realms/{Realm}/{path}";

    public Browser Browse() => new(Http);

    /// <summary>An address of the authorization endpoint; a parameter of null is left out.</summary>
    public string AuthUrl(params (string Name, string? Value)[] parameters)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = "web", ["redirect_uri"] = Callback, ["response_type"] = "code", ["scope"] = "openid", ["state"] = "st-1",
        };
        foreach (var (name, value) in parameters)
            all[name] = value;
        return Protocol + "auth?" + string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
    }

    public Task<HttpResponseMessage> Post(string url, params (string Name, string Value)[] form) =>
        Http.PostAsync(url, new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))), Ct);

    public async Task<(HttpStatusCode Status, JsonElement Json)> Token(params (string Name, string Value)[] form)
    {
        using var answer = await Post(Protocol + "token", form);
        return (answer.StatusCode, await Json(answer));
    }

    /// <summary>Tokens of a user by the password grant of client <c>web</c>.</summary>
    public async Task<JsonElement> SignIn(string user = "alice", string scope = "openid")
    {
        var (status, json) = await Token(("grant_type", "password"), ("client_id", "web"), ("username", user), ("password", user + "-password"), ("scope", scope));
        status.ShouldBe(HttpStatusCode.OK, json.ToString());
        return json;
    }

    /// <summary>Signs in in a browser; returns the parameters of the redirect to the client.</summary>
    public async Task<Dictionary<string, string>> SignInWith(Browser browser, string url, string user = "alice", string client = "web")
    {
        var page = await browser.Get(url);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
        var answer = await browser.Post(page.FormAction, ("username", user), ("password", user + "-password"));
        answer.Location.ShouldNotBeNull(answer.Text).ShouldStartWith($"http://{client}.example.test/");
        return Parameters(answer.Location);
    }

    public async Task<HttpResponseMessage> Userinfo(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Protocol + "userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, Ct);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Parameters of a redirect, in its query or fragment.</summary>
    public static Dictionary<string, string> Parameters(string location)
    {
        var text = location[(location.IndexOfAny(['?', '#']) + 1)..];
        return text.Split('&', '#').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]), StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Http.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The system's clock, put forward by hand.</summary>
    public sealed class Clock : TimeProvider
    {
        TimeSpan _ahead;

        public void Advance(TimeSpan by) => _ahead += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
    }

    const string RealmJson = """
        {
          "realm": "shop", "enabled": true,
          "clients": [
            {"clientId": "web", "protocol": "openid-connect", "publicClient": true, "standardFlowEnabled": true, "implicitFlowEnabled": true, "directAccessGrantsEnabled": true,
             "redirectUris": ["http://web.example.test/*"], "webOrigins": ["http://web.example.test"],
             "protocolMappers": [{"name": "aud", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "svc", "access.token.claim": "true"}}]},
            {"clientId": "app", "protocol": "openid-connect", "publicClient": false, "secret": "app-secret", "standardFlowEnabled": true, "redirectUris": ["http://app.example.test/*"]},
            {"clientId": "svc", "protocol": "openid-connect", "publicClient": false, "secret": "svc-secret", "serviceAccountsEnabled": true, "standardFlowEnabled": false}
          ],
          "users": [
            {"username": "alice", "enabled": true, "email": "alice@example.test", "firstName": "Alice", "lastName": "Example", "realmRoles": ["default-roles-shop"],
             "credentials": [{"type": "password", "value": "alice-password"}]},
            {"username": "bob", "enabled": true, "email": "bob@example.test", "firstName": "Bob", "lastName": "Example", "realmRoles": ["default-roles-shop"],
             "credentials": [{"type": "password", "value": "bob-password"}]}
          ]
        }
        """;

    /// <summary>A cookie jar and what a person sees. Cookies are kept by name: one browser meets one realm.</summary>
    public sealed partial class Browser(HttpClient http)
    {
        public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

        public Task<Seen> Get(string url) => Send(new HttpRequestMessage(HttpMethod.Get, url));

        public Task<Seen> Post(string url, params (string Name, string Value)[] form) =>
            Send(new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))) });

        /// <summary>Follows redirects within the provider.</summary>
        public async Task<Seen> Follow(Seen seen, Uri provider)
        {
            while (seen.Location is { } location && location.StartsWith(provider.ToString(), StringComparison.Ordinal))
                seen = await Get(location);
            return seen;
        }

        async Task<Seen> Send(HttpRequestMessage request)
        {
            using (request)
            {
                if (Cookies.Count > 0)
                    request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
                using var answer = await http.SendAsync(request, Ct);
                foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
                {
                    var pair = cookie.Split(';')[0].Split('=', 2);
                    if (cookie.Contains("Max-Age=0", StringComparison.Ordinal))
                        Cookies.Remove(pair[0]);
                    else
                        Cookies[pair[0]] = pair[1];
                }
                return new Seen(answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync(Ct));
            }
        }
    }

    public sealed partial record Seen(HttpStatusCode Status, string? Location, string Text)
    {
        /// <summary>Where the page's form is posted.</summary>
        public string FormAction => WebUtility.HtmlDecode(Action().Match(Text) is { Success: true } match ? match.Groups["url"].Value : throw new InvalidOperationException("No form in: " + Text));

        public string Input(string name) => WebUtility.HtmlDecode(Regex.Match(Text, $"name=\"{name}\" value=\"(?<value>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["value"].Value);

        [GeneratedRegex("<form [^>]*action=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Action();
    }
}
