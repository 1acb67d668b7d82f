using System.Net;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Protocol;
using Portico.Storage;

namespace Portico.Realms.Tests.Attacks;

public sealed class Brute_force
{
    public static TheoryData<DialectKind> Engines => Stores.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task locks_the_account_whichever_way_is_tried(DialectKind engine)
    {
        await using var provider = await Start(engine);
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl());
        page = await browser.Post(page.FormAction, ("username", "alice"), ("password", "wrong 1"));
        await Grant(provider, "alice@example.test", "wrong 2");
        await Grant(provider, "ALICE", "wrong 3");

        (await Grant(provider, "alice", "alice-password")).ShouldBe(HttpStatusCode.BadRequest, "the right password does not help any more");
        page = await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"));
        page.Text.ShouldContain("Invalid username or password.");
        browser.Cookies.ShouldNotContainKey("KEYCLOAK_IDENTITY");
        (await Grant(provider, "bob", "bob-password")).ShouldBe(HttpStatusCode.OK, "others sign in");
    }

    [Fact]
    public async Task from_many_addresses_is_counted_together()
    {
        await using var provider = await Start(DialectKind.Sqlite);
        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, provider.Protocol + "token")
            {
                Content = new FormUrlEncodedContent([new("grant_type", "password"), new("client_id", "web"), new("username", "alice"), new("password", "wrong")]),
            };
            request.Headers.Add("X-Forwarded-For", $"10.0.0.{i}");
            request.Headers.Add("Forwarded", $"for=10.0.0.{i}");
            using var answer = await provider.Http.SendAsync(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        (await Grant(provider, "alice", "alice-password")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task by_many_at_once_has_no_more_tries(DialectKind engine)
    {
        await using var provider = await Start(engine);
        var tries = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Grant(provider, "alice", i == 11 ? "alice-password" : "wrong " + i)));
        tries.Count(s => s == HttpStatusCode.BadRequest).ShouldBeGreaterThanOrEqualTo(11);
        (await Grant(provider, "alice", "alice-password")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task of_one_time_passwords_counts_too()
    {
        await using var provider = await Start(DialectKind.Sqlite, realm => realm["users"]![0]!["credentials"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "otp", ["secretData"] = """{"value":"12345678901234567890"}""", ["credentialData"] = """{"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}""",
        }));
        var browser = provider.Browse();
        var page = await browser.Get(provider.AuthUrl());
        page = await browser.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"));
        page.Text.ShouldContain("kc-otp-login-form");
        for (var i = 0; i < 3; i++)
            page = await browser.Post(page.FormAction, ("otp", "00000" + i));
        var right = new OtpNet.Totp("12345678901234567890"u8.ToArray()).ComputeTotp();
        await browser.Post(page.FormAction, ("otp", right));
        browser.Cookies.ShouldNotContainKey("KEYCLOAK_IDENTITY");
    }

    static Task<ProviderUnderTest> Start(DialectKind engine, Action<JsonObject>? configure = null) => ProviderUnderTest.Start(engine, realm =>
    {
        (realm["bruteForceProtected"], realm["failureFactor"], realm["waitIncrementSeconds"], realm["quickLoginCheckMilliSeconds"]) = (true, 3, 300, 0);
        configure?.Invoke(realm);
    });

    static async Task<HttpStatusCode> Grant(ProviderUnderTest provider, string user, string password) =>
        (await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", user), ("password", password))).Status;
}
