using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

/// <summary>One journey with everything that is secret in it; afterwards the log and the database's files are searched for each of them.</summary>
public sealed class Secrets
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task are_neither_logged_at_any_level_nor_readable_in_the_database()
    {
        using var log = new Recorder();
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        var used = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rsa = RSA.Create(2048);
        var privateKey = Convert.ToBase64String(rsa.ExportRSAPrivateKey());
        await using var provider = await ProviderUnderTest.Start(configure: realm => Configure(realm, stored, privateKey),
            with: o => o with { Verbose = true, Logging = l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(log) });
        stored["private key"] = privateKey[^100..^40]; // what comes before is the public modulus, too

        await Journey(provider, used);
        await Administration(provider, stored, used);

        var text = string.Join('\n', log.Lines);
        text.ShouldContain("/realms/shop/protocol/openid-connect/token", Case.Sensitive, "the journey was logged at all");
        foreach (var (what, secret) in stored.Concat(used))
            text.ShouldNotContain(secret, Case.Sensitive, what);

        var files = Directory.GetFiles(provider.Folder, "realms.db*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).ToArray();
        files.ShouldNotBeEmpty();
        var found = false;
        foreach (var file in files)
        {
            var bytes = await ReadShared(file);
            found |= Contains(bytes, "alice@example.test");
            foreach (var (what, secret) in stored.Concat(used.Where(u => u.Key is not "state")))
                Contains(bytes, secret).ShouldBeFalse($"{what} is in {Path.GetFileName(file)}");
        }
        found.ShouldBeTrue("the files are the ones that hold the realm");
        (await File.ReadAllBytesAsync(Path.Combine(provider.Folder, "realms.key"), Ct)).Length.ShouldBeGreaterThan(16);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(provider.Folder, "realms.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    static void Configure(JsonObject realm, Dictionary<string, string> stored, string privateKey)
    {
        string Secret(string what) => stored[what] = "S3cret-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        (realm["eventsEnabled"], realm["adminEventsEnabled"], realm["adminEventsDetailsEnabled"]) = (true, true, true);
        realm["clients"]![1]!["secret"] = Secret("client secret");
        realm["users"]![0]!["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = Secret("password") });
        realm["users"]![1]!["credentials"]!.AsArray().Add(new JsonObject { ["type"] = "otp", ["secretData"] = $$"""{"value":"{{Secret("otp seed")}}"}""", ["credentialData"] = """{"subType":"totp","digits":6,"period":30,"algorithm":"HmacSHA1"}""" });
        realm["smtpServer"] = new JsonObject { ["host"] = "localhost", ["user"] = "u", ["password"] = Secret("mail password"), ["authTokenClientSecret"] = Secret("mail client secret") };
        realm["identityProviders"] = new JsonArray(new JsonObject { ["alias"] = "idp", ["providerId"] = "oidc", ["enabled"] = false, ["config"] = new JsonObject { ["clientId"] = "x", ["clientSecret"] = Secret("broker secret") } });
        realm["components"] = new JsonObject
        {
            ["org.keycloak.keys.KeyProvider"] = new JsonArray(
                new JsonObject { ["name"] = "rsa", ["providerId"] = "rsa", ["config"] = new JsonObject { ["privateKey"] = new JsonArray(privateKey), ["priority"] = new JsonArray("200") } },
                new JsonObject { ["name"] = "hs", ["providerId"] = "hmac-generated", ["config"] = new JsonObject { ["kid"] = new JsonArray("k1"), ["secret"] = new JsonArray(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(Secret("hmac key"))) } }),
            ["org.keycloak.storage.UserStorageProvider"] = new JsonArray(new JsonObject { ["name"] = "ldap", ["providerId"] = "ldap", ["config"] = new JsonObject { ["enabled"] = new JsonArray("false"), ["bindCredential"] = new JsonArray(Secret("bind password")) } }),
        };
        stored["hmac key, encoded"] = Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(stored["hmac key"])[..40];
    }

    static async Task Journey(ProviderUnderTest provider, Dictionary<string, string> used)
    {
        var password = provider.RealmFile()["users"]![0]!["credentials"]![0]!["value"]!.GetValue<string>();
        var secret = provider.RealmFile()["clients"]![1]!["secret"]!.GetValue<string>();
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl(("client_id", "app"), ("redirect_uri", "http://app.example.test/cb"), ("state", used["state"] = "state-" + Guid.NewGuid().ToString("N")), ("scope", "openid offline_access")));
        await browser.Post(page.FormAction, ("username", "alice"), ("password", used["mistyped password"] = "mistyped-" + Guid.NewGuid().ToString("N")));
        page = await browser.Get(provider.AuthUrl(("client_id", "app"), ("redirect_uri", "http://app.example.test/cb")));
        var answer = await browser.Post(page.FormAction, ("username", "alice"), ("password", password));
        used["code"] = ProviderUnderTest.Parameters(answer.Location.ShouldNotBeNull(answer.Text))["code"];
        var (status, tokens) = await provider.Token(("grant_type", "authorization_code"), ("code", used["code"]), ("redirect_uri", "http://app.example.test/cb"), ("client_id", "app"), ("client_secret", secret));
        status.ShouldBe(HttpStatusCode.OK);
        foreach (var name in new[] { "access_token", "refresh_token", "id_token" })
            used[name] = tokens.GetProperty(name).GetString()!.Split('.')[2];
        used["identity cookie"] = browser.Cookies["KEYCLOAK_IDENTITY"].Split('.')[2];
        (await provider.Userinfo(tokens.GetProperty("access_token").GetString()!)).Dispose();
        using var introspected = await provider.Post(provider.Protocol + "token/introspect", ("token", tokens.GetProperty("access_token").GetString()!), ("client_id", "app"), ("client_secret", secret));
        await provider.Token(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!), ("client_id", "app"), ("client_secret", secret));
        await provider.Token(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!), ("client_id", "app"), ("client_secret", used["wrong secret"] = "wrong-" + Guid.NewGuid().ToString("N")));
        using var device = await provider.Post(provider.Protocol + "auth/device", ("client_id", "web"));
        using var pushed = await provider.Post(provider.Protocol + "ext/par/request", ("client_id", "app"), ("client_secret", secret), ("response_type", "code"), ("redirect_uri", "http://app.example.test/cb"));
        using var logout = await provider.Http.GetAsync($"{provider.Protocol}logout?id_token_hint={tokens.GetProperty("id_token").GetString()}", Ct);
    }

    static async Task Administration(ProviderUnderTest provider, Dictionary<string, string> stored, Dictionary<string, string> used)
    {
        using var http = new HttpClient { BaseAddress = provider.Address };
        using var signIn = await provider.Post($"{provider.Address}realms/master/protocol/openid-connect/token", ("grant_type", "password"), ("client_id", "admin-cli"), ("username", "admin"), ("password", "admin-password"));
        var token = (await ProviderUnderTest.Json(signIn)).GetProperty("access_token").GetString()!;
        used["administrator's token"] = token.Split('.')[2];
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        async Task<string> Send(HttpMethod method, string path, string? body)
        {
            using var request = new HttpRequestMessage(method, "admin/realms/shop/" + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            using var answer = await http.SendAsync(request, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            ((int)answer.StatusCode).ShouldBeLessThan(300, $"{path}: {text}");
            return answer.Headers.Location?.Segments[^1] ?? text;
        }

        string Secret(string what) => stored[what] = "S3cret-" + Guid.NewGuid().ToString("N");
        var user = await Send(HttpMethod.Post, "users", $$"""{"username":"carl","enabled":true,"credentials":[{"type":"password","value":"{{Secret("new user's password")}}"}]}""");
        await Send(HttpMethod.Put, $"users/{user}/reset-password", $$"""{"type":"password","value":"{{Secret("reset password")}}"}""");
        var client = await Send(HttpMethod.Post, "clients", $$"""{"clientId":"more","secret":"{{Secret("new client's secret")}}"}""");
        var generated = JsonNode.Parse(await Send(HttpMethod.Post, $"clients/{client}/client-secret", "{}"))!;
        stored["generated secret"] = generated["value"]!.GetValue<string>();
        await Send(HttpMethod.Post, "identity-provider/instances", $$$"""{"alias":"more","providerId":"oidc","config":{"clientSecret":"{{{Secret("new broker secret")}}}"}}""");
        await Send(HttpMethod.Put, "", $$$"""{"smtpServer":{"host":"h","password":"{{{Secret("new mail password")}}}"}}""");
        await Send(HttpMethod.Post, "partialImport", $$$"""{"users":[{"username":"dora","credentials":[{"type":"password","value":"{{{Secret("imported password")}}}"}]}],"clients":[{"clientId":"imported","secret":"{{{Secret("imported secret")}}}"}]}""");
        await Send(HttpMethod.Post, "components", $$$"""{"name":"l","providerId":"ldap","providerType":"org.keycloak.storage.UserStorageProvider","config":{"enabled":["false"],"bindCredential":["{{{Secret("new bind password")}}}"]}}""");
        var events = await Send(HttpMethod.Get, "admin-events?max=100", null) + await Send(HttpMethod.Get, "events?max=100", null) + await Send(HttpMethod.Get, "components", null) + await Send(HttpMethod.Get, "", null)
            + await Send(HttpMethod.Post, "partial-export?exportClients=true&exportGroupsAndRoles=true", "");
        foreach (var (what, secret) in stored.Where(s => s.Key != "private key"))
            events.ShouldNotContain(secret, Case.Sensitive, what + " is told to administrators who ask for something else");
    }

    static bool Contains(ReadOnlySpan<byte> bytes, string text) => bytes.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
