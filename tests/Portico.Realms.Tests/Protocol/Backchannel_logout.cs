using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Portico.Realms.Outbound;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Protocol;

public sealed class Backchannel_logout
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The clients' address is known only once the peer listens, and the peer wants to know the provider's: it is set through the admin API.
    static async Task Tell(ProviderUnderTest provider, string clientId, string url, bool withSession = true)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = "admin", ["password"] = "admin-password" });
        using var tokens = await provider.Http.PostAsync(new Uri(provider.Address, "/realms/master/protocol/openid-connect/token"), form, Ct);
        var bearer = new AuthenticationHeaderValue("Bearer", (await ProviderUnderTest.Json(tokens)).GetProperty("access_token").GetString());
        using var list = new HttpRequestMessage(HttpMethod.Get, new Uri(provider.Address, $"/admin/realms/shop/clients?clientId={clientId}"));
        list.Headers.Authorization = bearer;
        using var found = await provider.Http.SendAsync(list, Ct);
        var id = (await ProviderUnderTest.Json(found))[0].GetProperty("id").GetString();
        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(provider.Address, $"/admin/realms/shop/clients/{id}"))
        {
            Content = JsonContent.Create(new JsonObject { ["attributes"] = new JsonObject { ["backchannel.logout.url"] = url, ["backchannel.logout.session.required"] = withSession ? "true" : "false" } }),
        };
        put.Headers.Authorization = bearer;
        using var done = await provider.Http.SendAsync(put, Ct);
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    static async Task SignOut(ProviderUnderTest provider, System.Text.Json.JsonElement tokens)
    {
        using var answer = await provider.Post(provider.Protocol + "logout", ("client_id", "web"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData(DialectKind.Sqlite)]
    [InlineData(DialectKind.Postgres)]
    public async Task tells_every_client_of_the_session_with_a_signed_token(DialectKind engine)
    {
        await using var provider = await ProviderUnderTest.Start(engine);
        await using var peer = await LogoutPeer.Start(provider.Url("")[..^1]);
        await Tell(provider, "web", peer.Url + "/web");
        await Tell(provider, "app", peer.Url + "/app", withSession: false);
        var browser = provider.Browse();
        var session = (await provider.SignInWith(browser, provider.AuthUrl()))["session_state"];
        (await browser.Get(provider.AuthUrl(("client_id", "app"), ("redirect_uri", "http://app.example.test/cb")))).Location.ShouldNotBeNull().ShouldContain("code=");
        var page = await browser.Get(provider.Protocol + "logout");
        await browser.Post(page.FormAction, ("session_code", page.Input("session_code")));
        var notices = new[] { await peer.Next(), await peer.Next() }.ToDictionary(n => n.GetProperty("aud").GetString()!, StringComparer.Ordinal);
        var (web, app) = (notices["web"], notices["app"]);
        web.GetProperty("sid").GetString().ShouldBe(session);
        web.GetProperty("path").GetString().ShouldBe("/web");
        web.GetProperty("type").GetString().ShouldBe("application/x-www-form-urlencoded");
        (web.GetProperty("exp").GetInt64() - web.GetProperty("iat").GetInt64()).ShouldBe(120);
        web.TryGetProperty("nonce", out _).ShouldBeFalse();
        app.TryGetProperty("sid", out _).ShouldBeFalse();
        app.GetProperty("sub").GetString().ShouldBe(web.GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task is_tried_again_with_a_new_token(int status)
    {
        await using var provider = await ProviderUnderTest.Start();
        await using var peer = await LogoutPeer.Start(provider.Url("")[..^1]);
        await Tell(provider, "web", peer.Url);
        var tokens = await provider.SignIn();
        await peer.Answer(status);
        await SignOut(provider, tokens);
        var first = await peer.Next();
        await peer.Answer(204);
        var last = await peer.Next();
        while (last.GetProperty("answered").GetInt32() != 204)
            last = await peer.Next();
        last.GetProperty("jti").GetString().ShouldNotBe(first.GetProperty("jti").GetString());
        last.GetProperty("sid").GetString().ShouldBe(first.GetProperty("sid").GetString());
    }

    [Theory]
    [InlineData(400)] // refused by the client
    [InlineData(302)] // a redirect is not followed
    public async Task is_not_tried_again_where_the_client_has_decided(int status)
    {
        var clock = new ProviderUnderTest.Clock();
        await using var provider = await ProviderUnderTest.Start(time: clock);
        await using var peer = await LogoutPeer.Start(provider.Url("")[..^1]);
        await Tell(provider, "web", peer.Url);
        var (one, two) = (await provider.SignIn(), await provider.SignIn("bob"));
        await peer.Answer(status);
        await SignOut(provider, one);
        await peer.Next();
        await peer.Answer(200);
        clock.Advance(TimeSpan.FromMinutes(10)); // whatever was put off is due now, before the next notice
        await SignOut(provider, two);
        (await peer.Next()).GetProperty("sub").GetString().ShouldNotBeNull();
        peer.Taken.ShouldBe(2);
    }

    [Fact]
    public async Task waits_through_a_restart()
    {
        await using var provider = await ProviderUnderTest.Start();
        await using var peer = await LogoutPeer.Start(provider.Url("")[..^1]);
        await Tell(provider, "web", peer.Url);
        var tokens = await provider.SignIn();
        await peer.Answer(503);
        await SignOut(provider, tokens);
        await peer.Next();
        await provider.Restart();
        await peer.Answer(200);
        var last = await peer.Next();
        while (last.GetProperty("answered").GetInt32() != 200)
            last = await peer.Next();
        last.GetProperty("aud").GetString().ShouldBe("web");
    }

    [Theory]
    [InlineData(Reach.Private, null)]
    [InlineData(Reach.Loopback, "http://169.254.169.254/latest/meta-data")]
    [InlineData(Reach.Loopback, "http://[fe80::1]/")]
    public async Task does_not_go_where_it_must_not(Reach reach, string? url)
    {
        var lines = new Lines();
        await using var provider = await ProviderUnderTest.Start(with: o => o with { Reach = reach, Logging = logging => logging.AddProvider(lines) });
        await using var peer = await LogoutPeer.Start(provider.Url("")[..^1]);
        await Tell(provider, "web", url ?? peer.Url);
        await SignOut(provider, await provider.SignIn());
        await Eventually.Holds(() => Task.FromResult(lines.All.Any(l => l.Contains("PORTICO-IDP-030", StringComparison.Ordinal))), "the refusal is not in the log");
        peer.Taken.ShouldBe(0);
    }

    [Theory]
    [InlineData("93.184.215.14", Reach.Public)]
    [InlineData("2606:4700::1111", Reach.Public)]
    [InlineData("10.1.2.3", Reach.Private)]
    [InlineData("172.31.0.1", Reach.Private)]
    [InlineData("192.168.1.1", Reach.Private)]
    [InlineData("100.64.0.1", Reach.Private)]
    [InlineData("fd12:3456::1", Reach.Private)]
    [InlineData("::ffff:10.0.0.1", Reach.Private)]
    [InlineData("127.0.0.1", Reach.Loopback)]
    [InlineData("127.8.8.8", Reach.Loopback)]
    [InlineData("::1", Reach.Loopback)]
    [InlineData("::ffff:127.0.0.1", Reach.Loopback)]
    [InlineData("0.0.0.0", null)]
    [InlineData("::", null)]
    [InlineData("169.254.169.254", null)]
    [InlineData("::ffff:169.254.169.254", null)]
    [InlineData("::169.254.169.254", null)]
    [InlineData("64:ff9b::a9fe:a9fe", null)]
    [InlineData("fd00:ec2::254", null)]
    [InlineData("100.100.100.200", null)]
    [InlineData("fe80::1", null)]
    [InlineData("224.0.0.1", null)]
    [InlineData("255.255.255.255", null)]
    [InlineData("ff02::1", null)]
    public void judges_addresses_by_what_they_are(string address, Reach? least)
    {
        foreach (var reach in Enum.GetValues<Reach>())
            AddressRules.Allows(IPAddress.Parse(address), reach).ShouldBe(least is { } needed && reach >= needed, reach.ToString());
    }

    sealed class Lines : ILoggerProvider, ILogger
    {
        readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
