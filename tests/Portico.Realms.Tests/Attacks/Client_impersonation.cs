using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Protocol;

namespace Portico.Realms.Tests.Attacks;

public sealed class Client_impersonation
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly (string Client, string? Secret)[] s_guesses =
        [("app", null), ("app", ""), ("app", "wrong"), ("app", "svc-secret"), ("app", "app-secret "), ("app", "APP-SECRET"), ("APP", "app-secret"), ("nobody", "app-secret")];

    [Fact]
    public async Task is_refused_without_the_clients_own_secret()
    {
        await using var provider = await ProviderUnderTest.Start();
        var code = (await provider.SignInWith(provider.Browse(), provider.AuthUrl(("client_id", "app"), ("redirect_uri", "http://app.example.test/cb")), client: "app"))["code"];
        (string, string)[] form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://app.example.test/cb"), ("client_id", "")];
        foreach (var (client, secret) in s_guesses)
        {
            form[3] = ("client_id", client);
            (await provider.Token(secret is null ? form : [.. form, ("client_secret", secret)])).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{client} {secret}");
        }
        (await provider.Token([.. form[..3], ("client_id", "app"), ("client_secret", "app-secret")])).Status.ShouldBe(HttpStatusCode.OK, "who fails to be the client does not spend its code");
    }

    [Fact]
    public async Task is_refused_when_header_and_form_name_two_clients()
    {
        await using var provider = await ProviderUnderTest.Start();
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.Protocol + "token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "svc")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("app:app-secret")));
        using var answer = await provider.Http.SendAsync(request, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task does_not_work_with_another_clients_tokens()
    {
        await using var provider = await ProviderUnderTest.Start();
        var tokens = await provider.SignIn();
        var refresh = tokens.GetProperty("refresh_token").GetString()!;
        (await provider.Token(("grant_type", "refresh_token"), ("client_id", "app"), ("client_secret", "app-secret"), ("refresh_token", refresh))).Status.ShouldBe(HttpStatusCode.BadRequest);

        using var revoked = await provider.Post(provider.Protocol + "revoke", ("token", refresh), ("client_id", "app"), ("client_secret", "app-secret"));
        (await provider.Userinfo(tokens.GetProperty("access_token").GetString()!)).StatusCode.ShouldBe(HttpStatusCode.OK, "nobody revokes what is not his");

        using var ended = await provider.Post(provider.Protocol + "logout", ("refresh_token", refresh), ("client_id", "app"), ("client_secret", "app-secret"));
        ended.IsSuccessStatusCode.ShouldBeFalse();
        (await provider.Token(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", refresh))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task by_a_user_whose_name_is_a_service_accounts_is_no_sign_in()
    {
        await using var provider = await ProviderUnderTest.Start();
        foreach (var password in new[] { "", "svc-secret" })
            (await provider.Token(("grant_type", "password"), ("client_id", "web"), ("username", "service-account-svc"), ("password", password))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task by_a_secret_that_an_export_masked_is_not_possible()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["clients"]![2]!["secret"] = "**********");
        var (status, _) = await provider.Token(("grant_type", "client_credentials"), ("client_id", "svc"), ("client_secret", "**********"));
        status.ShouldBe(HttpStatusCode.Unauthorized, "everybody knows the mask");
    }

    [Fact]
    public async Task by_a_disabled_client_is_refused_everywhere()
    {
        await using var provider = await ProviderUnderTest.Start(configure: realm => realm["clients"]!.AsArray().Add(new JsonObject { ["clientId"] = "off", ["enabled"] = false, ["secret"] = "s", ["serviceAccountsEnabled"] = true, ["redirectUris"] = new JsonArray("http://off.example.test/*") }));
        (await provider.Token(("grant_type", "client_credentials"), ("client_id", "off"), ("client_secret", "s"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await provider.Browse().Get(provider.AuthUrl(("client_id", "off"), ("redirect_uri", "http://off.example.test/x")))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
