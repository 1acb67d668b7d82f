using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Tests.Protocol;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Nodes;

/// <summary>Two providers on one PostgreSQL behind one address: what one answered is true for the other with the next request.</summary>
public sealed class Two_nodes
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task redeem_a_code_once_between_them()
    {
        await using var provider = await ProviderUnderTest.Start(DialectKind.Postgres);
        await using var second = await provider.StartSecondNode();
        for (var round = 0; round < 3; round++)
        {
            var code = (await provider.SignInWith(provider.Browse(), provider.AuthUrl()))["code"];
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Ask(provider, i % 2 == 0 ? provider.Address : second.Address, HttpMethod.Post, "protocol/openid-connect/token", null,
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderUnderTest.Callback), ("client_id", "web"))));
            outcomes.Count(o => o == HttpStatusCode.OK).ShouldBe(1);
        }
    }

    [Fact]
    public async Task rotate_a_refresh_token_once_between_them()
    {
        await using var provider = await ProviderUnderTest.Start(DialectKind.Postgres, static realm => realm["revokeRefreshToken"] = true);
        await using var second = await provider.StartSecondNode();
        var token = (await provider.SignIn()).GetProperty("refresh_token").GetString()!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Ask(provider, i % 2 == 0 ? provider.Address : second.Address, HttpMethod.Post, "protocol/openid-connect/token", null,
            ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "web"))));
        outcomes.Count(o => o == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task know_at_once_what_the_other_revoked_ended_or_disabled()
    {
        await using var provider = await ProviderUnderTest.Start(DialectKind.Postgres);
        await using var second = await provider.StartSecondNode();
        async Task<HttpStatusCode> OnSecond(string access) => await Ask(provider, second.Address, HttpMethod.Get, "protocol/openid-connect/userinfo", access);

        var revoked = await provider.SignIn();
        (await OnSecond(Access(revoked))).ShouldBe(HttpStatusCode.OK);
        (await Ask(provider, provider.Address, HttpMethod.Post, "protocol/openid-connect/revoke", null, ("client_id", "web"), ("token", Access(revoked)))).ShouldBe(HttpStatusCode.OK);
        (await OnSecond(Access(revoked))).ShouldBe(HttpStatusCode.Unauthorized, "revoked");

        var ended = await provider.SignIn();
        (await OnSecond(Access(ended))).ShouldBe(HttpStatusCode.OK);
        (await Ask(provider, provider.Address, HttpMethod.Post, "protocol/openid-connect/logout", null, ("client_id", "web"), ("refresh_token", ended.GetProperty("refresh_token").GetString()!))).ShouldBe(HttpStatusCode.NoContent);
        (await OnSecond(Access(ended))).ShouldBe(HttpStatusCode.Unauthorized, "signed out");

        var disabled = await provider.SignIn("bob");
        (await OnSecond(Access(disabled))).ShouldBe(HttpStatusCode.OK);
        var bob = JsonNode.Parse(await Administer(provider, HttpMethod.Get, "users?username=bob&exact=true"))![0]!["id"]!.GetValue<string>();
        await Administer(provider, HttpMethod.Put, $"users/{bob}", """{"enabled":false}""");
        (await OnSecond(Access(disabled))).ShouldNotBe(HttpStatusCode.OK, "disabled");
        (await Ask(provider, second.Address, HttpMethod.Post, "protocol/openid-connect/token", null, ("grant_type", "refresh_token"), ("refresh_token", disabled.GetProperty("refresh_token").GetString()!), ("client_id", "web")))
            .ShouldBe(HttpStatusCode.BadRequest, "disabled");
    }

    [Fact]
    public async Task hear_of_changed_secrets_clients_and_keys()
    {
        await using var provider = await ProviderUnderTest.Start(DialectKind.Postgres);
        await using var second = await provider.StartSecondNode();
        Task<HttpStatusCode> Secret(string secret) => Ask(provider, second.Address, HttpMethod.Post, "protocol/openid-connect/token", null, ("grant_type", "client_credentials"), ("client_id", "svc"), ("client_secret", secret));
        (await Secret("svc-secret")).ShouldBe(HttpStatusCode.OK);
        var client = JsonNode.Parse(await Administer(provider, HttpMethod.Get, "clients?clientId=svc"))![0]!["id"]!.GetValue<string>();
        var fresh = JsonNode.Parse(await Administer(provider, HttpMethod.Post, $"clients/{client}/client-secret", "{}"))!["value"]!.GetValue<string>();
        await Eventually.Holds(async () => await Secret(fresh) == HttpStatusCode.OK && await Secret("svc-secret") == HttpStatusCode.Unauthorized, "the other node takes the former secret", ct: Ct);

        await Administer(provider, HttpMethod.Post, "components", """{"name":"new","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider","config":{"priority":["900"]}}""");
        var token = Access(await provider.SignIn());
        await Eventually.Holds(async () => await Ask(provider, second.Address, HttpMethod.Get, "protocol/openid-connect/userinfo", token) == HttpStatusCode.OK, "the other node does not know the new key", ct: Ct);
    }

    static string Access(System.Text.Json.JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    /// <summary>A request to one node, under the address that both stand behind.</summary>
    static async Task<HttpStatusCode> Ask(ProviderUnderTest provider, Uri node, HttpMethod method, string path, string? token, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, $"{node}realms/{ProviderUnderTest.Realm}/{path}");
        request.Headers.Host = provider.Address.Authority;
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (form.Length > 0)
            request.Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await provider.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    static async Task<string> Administer(ProviderUnderTest provider, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{provider.Address}admin/realms/{ProviderUnderTest.Realm}/{path}") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", provider.Host.OwnerToken);
        using var answer = await provider.Http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }
}
