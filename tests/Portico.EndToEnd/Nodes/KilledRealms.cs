using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Nodes;

/// <summary>SIGKILL to the identity provider, in the middle of what it does: whatever it had answered is there afterwards, and nothing is there by half.</summary>
public sealed class KilledRealms
{
    [Fact]
    public async Task keeps_users_sessions_revocations_codes_and_open_pages()
    {
        await using var node = await RealmsProcess.Start();
        var admin = await node.AdminToken();
        using var browser = new HttpBrowser();
        using var page = await browser.Get(AuthorizationRequest(node));
        var form = FormAction(await page.Content.ReadAsStringAsync());
        using var other = new HttpBrowser();
        var code = await SignIn(node, other);
        var revoked = await node.SignIn();
        (await node.Post("revoke", Client(("token", revoked.GetProperty("refresh_token").GetString()!)))).Status.ShouldBe(HttpStatusCode.OK);

        var (users, sessions) = (new ConcurrentBag<string>(), new ConcurrentBag<JsonElement>());
        var writers = Writers(async i =>
        {
            var name = $"user-{i}-{Guid.NewGuid():N}";
            if ((await node.Admin(HttpMethod.Post, "/peer/users", admin, $$"""{"username":"{{name}}","enabled":true}""")).Status == HttpStatusCode.Created)
                users.Add(name);
            if (sessions.Count < 12)
                sessions.Add(await node.SignIn());
        });
        await Eventually.Holds(() => users.Count > 40 && sessions.Count >= 12, "too little was written", TimeSpan.FromMinutes(1));
        await node.Kill();
        await Task.WhenAll(writers);
        await node.Restart();

        admin = await node.AdminToken();
        var kept = JsonNode.Parse((await node.Admin(HttpMethod.Get, "/peer/users?max=100000&briefRepresentation=true", admin)).Text)!.AsArray().Select(u => u!["username"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        users.Except(kept, StringComparer.Ordinal).ShouldBeEmpty();
        foreach (var tokens in sessions)
            (await Refresh(node, tokens)).ShouldBe(HttpStatusCode.OK);
        (await Refresh(node, revoked)).ShouldBe(HttpStatusCode.BadRequest, "what was revoked stays so");
        (await node.Post("token", Client(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderServer.RedirectUri)))).Status.ShouldBe(HttpStatusCode.OK, "a code in flight");
        using var silent = await other.Get(new Uri(AuthorizationRequest(node) + "&prompt=none"));
        silent.Headers.Location.ShouldNotBeNull().Query.ShouldContain("code=");
        using var posted = await browser.Submit(form, ("username", ProviderServer.User), ("password", ProviderServer.UserPassword));
        posted.Headers.Location.ShouldNotBeNull(await posted.Content.ReadAsStringAsync()).Query.ShouldContain("code=", Case.Sensitive, "a page that was open");
    }

    [Fact]
    public async Task rotates_keys_whole_or_not_at_all()
    {
        await using var node = await RealmsProcess.Start();
        var admin = await node.AdminToken();
        var tokens = new ConcurrentBag<string>();
        var rotations = 0;
        var writers = Writers(async i =>
        {
            if (i == 0)
            {
                var (status, text) = await node.Admin(HttpMethod.Post, "/peer/components", admin,
                    $$$"""{"name":"key-{{{rotations}}}","providerId":"ecdsa-generated","providerType":"org.keycloak.keys.KeyProvider","config":{"priority":["{{{1000 + rotations}}}"]}}""");
                status.ShouldBe(HttpStatusCode.Created, text);
                (await node.Admin(HttpMethod.Post, "/peer/components", admin,
                    $$$"""{"name":"hs-{{{rotations}}}","providerId":"hmac-generated","providerType":"org.keycloak.keys.KeyProvider","config":{"algorithm":["HS512"],"priority":["{{{1000 + rotations}}}"]}}""")).Status.ShouldBe(HttpStatusCode.Created);
                rotations++;
            }
            else
            {
                tokens.Add((await node.SignIn()).GetProperty("refresh_token").GetString()!);
            }
        });
        await Eventually.Holds(() => rotations > 10 && tokens.Count > 5, "too little was written", TimeSpan.FromMinutes(1));
        await node.Kill();
        await Task.WhenAll(writers);
        await node.Restart();

        foreach (var token in tokens)
            (await node.Post("token", Client(("grant_type", "refresh_token"), ("refresh_token", token)))).Status.ShouldBe(HttpStatusCode.OK, "each was signed by a key that is kept");
        var fresh = await node.SignIn();
        (await node.Userinfo(fresh.GetProperty("access_token").GetString()!)).ShouldBe(HttpStatusCode.OK);
        var keys = JsonNode.Parse((await node.Admin(HttpMethod.Get, "/peer/keys", await node.AdminToken())).Text)!["keys"]!.AsArray();
        keys.Count(k => k!["type"]!.GetValue<string>() == "EC").ShouldBeGreaterThanOrEqualTo(rotations);
    }

    /// <summary>Killed as soon as the database's log has grown by so much: before, within and after the import's transaction.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public async Task imports_a_realm_whole_or_not_at_all(long growth)
    {
        const int Users = 4000;
        await using var node = await RealmsProcess.Start();
        var admin = await node.AdminToken();
        var realm = new JsonObject
        {
            ["realm"] = "big", ["enabled"] = true, ["roles"] = new JsonObject { ["realm"] = new JsonArray(new JsonObject { ["name"] = "buyer" }) },
            ["users"] = new JsonArray([.. Enumerable.Range(0, Users).Select(i => (JsonNode)new JsonObject { ["username"] = $"u{i}", ["enabled"] = true, ["email"] = $"u{i}@example.test", ["realmRoles"] = new JsonArray("buyer"), ["attributes"] = new JsonObject { ["n"] = new JsonArray(i.ToString(System.Globalization.CultureInfo.InvariantCulture)) } })]),
        }.ToJsonString();
        var log = new FileInfo(Path.Combine(node.DataFolder, "realms.db-wal"));
        log.Refresh();
        var before = log.Exists ? log.Length : 0;
        var import = Acknowledged(() => node.Admin(HttpMethod.Post, "", admin, realm));
        await Eventually.Holds(() =>
        {
            log.Refresh();
            return import.IsCompleted || (log.Exists && log.Length - before >= growth);
        }, "the import wrote nothing", TimeSpan.FromMinutes(1));
        await node.Kill();
        var answered = await import;
        await node.Restart();

        admin = await node.AdminToken();
        var (status, text) = await node.Admin(HttpMethod.Get, "/big/users/count", admin);
        var inMaster = JsonNode.Parse((await node.Admin(HttpMethod.Get, "/master/clients?clientId=big-realm", admin)).Text)!.AsArray().Count;
        if (answered)
            status.ShouldBe(HttpStatusCode.OK, "it was answered");
        if (status == HttpStatusCode.OK)
            (text, inMaster).ShouldBe((Users.ToString(System.Globalization.CultureInfo.InvariantCulture), 1));
        else
            (status, inMaster).ShouldBe((HttpStatusCode.NotFound, 0));
        (await node.Admin(HttpMethod.Post, "", admin, realm)).Status.ShouldBe(status == HttpStatusCode.OK ? HttpStatusCode.Conflict : HttpStatusCode.Created);
    }

    [Fact]
    public async Task goes_on_when_its_PostgreSQL_is_started_again_beneath_it()
    {
        Assert.SkipWhen(PostgresServer.ProgramFolder is null, "PostgreSQL's server is not installed.");
        // Restarted as after a crash of it: only a server that flushes keeps what it has answered.
        await using var server = await PostgresServer.Start(durable: true);
        await using var database = await server.CreateDatabase();
        await using var node = await RealmsProcess.Start(database.ConnectionString);
        var tokens = await node.SignIn();
        using var browser = new HttpBrowser();
        var code = await SignIn(node, browser);

        await server.Restart();

        await Eventually.Holds(async () => await node.Userinfo(tokens.GetProperty("access_token").GetString()!) == HttpStatusCode.OK, "the provider does not come back", TimeSpan.FromSeconds(30));
        (await node.Post("token", Client(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderServer.RedirectUri)))).Status.ShouldBe(HttpStatusCode.OK);
        (await Refresh(node, tokens)).ShouldBe(HttpStatusCode.OK);
        await node.SignIn();
        (await node.Admin(HttpMethod.Post, "/peer/users", await node.AdminToken(), """{"username":"after","enabled":true}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    static Task[] Writers(Func<int, Task> write) => [.. Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
    {
        try
        {
            while (true)
                await write(i);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The provider is gone.
        }
    }))];

    static async Task<bool> Acknowledged(Func<Task<(HttpStatusCode Status, string Text)>> call)
    {
        try
        {
            return (await call()).Status == HttpStatusCode.Created;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    static Uri AuthorizationRequest(RealmsProcess node) =>
        new($"{node.Realm}protocol/openid-connect/auth?client_id={ProviderServer.Confidential}&response_type=code&scope=openid&redirect_uri={Uri.EscapeDataString(ProviderServer.RedirectUri)}");

    static async Task<string> SignIn(RealmsProcess node, HttpBrowser browser)
    {
        using var page = await browser.Get(AuthorizationRequest(node));
        using var answer = await browser.Submit(FormAction(await page.Content.ReadAsStringAsync()), ("username", ProviderServer.User), ("password", ProviderServer.UserPassword));
        return System.Web.HttpUtility.ParseQueryString(answer.Headers.Location.ShouldNotBeNull().Query)["code"].ShouldNotBeNull();
    }

    static Uri FormAction(string page) => new(WebUtility.HtmlDecode(Regex.Match(page, "<form [^>]*action=\"(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["url"].Value));

    static (string, string)[] Client(params (string, string)[] form) => [("client_id", ProviderServer.Confidential), ("client_secret", ProviderServer.Secret), .. form];

    static async Task<HttpStatusCode> Refresh(RealmsProcess node, JsonElement tokens) =>
        (await node.Post("token", Client(("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!)))).Status;
}
