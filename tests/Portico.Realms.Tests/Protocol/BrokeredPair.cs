using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portico.Realms.Tests.Protocol;

/// <summary>Two providers: people of <see cref="Up"/> sign in to <see cref="Down"/> through its identity provider <c>corp</c>. Each has a cookie jar of its own, as a browser keeps them by site.</summary>
sealed class BrokeredPair : IAsyncDisposable
{
    BrokeredPair(ProviderUnderTest up, ProviderUnderTest down) => (Up, Down, AtUp, AtDown) = (up, down, up.Browse(), down.Browse());

    public ProviderUnderTest Up { get; }

    public ProviderUnderTest Down { get; }

    public ProviderUnderTest.Browser AtUp { get; private set; }

    public ProviderUnderTest.Browser AtDown { get; private set; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="provider">Changes the identity provider's representation.</param>
    public static async Task<BrokeredPair> Start(Action<JsonObject>? provider = null, Action<JsonObject>? down = null, Action<JsonObject>? up = null, JsonArray? mappers = null, Func<RealmsOptions, RealmsOptions>? with = null)
    {
        var upstream = await ProviderUnderTest.Start(configure: realm =>
        {
            realm["clients"]!.AsArray().Add(new JsonObject
            {
                ["clientId"] = "rp", ["protocol"] = "openid-connect", ["publicClient"] = false, ["secret"] = "rp-secret", ["standardFlowEnabled"] = true, ["redirectUris"] = new JsonArray("*"),
                ["attributes"] = new JsonObject { ["post.logout.redirect.uris"] = "*", ["pkce.code.challenge.method"] = "S256" },
            });
            realm["users"]!.AsArray().Add(User("carol"));
            up?.Invoke(realm);
        }, with: with);
        var issuer = upstream.Url("")[..^1];
        var representation = new JsonObject
        {
            ["alias"] = "corp", ["providerId"] = "oidc", ["enabled"] = true, ["displayName"] = "Corporate login", ["trustEmail"] = true,
            ["config"] = new JsonObject
            {
                ["clientId"] = "rp", ["clientSecret"] = "rp-secret", ["clientAuthMethod"] = "client_secret_post", ["authorizationUrl"] = upstream.Protocol + "auth", ["tokenUrl"] = upstream.Protocol + "token",
                ["userInfoUrl"] = upstream.Protocol + "userinfo", ["logoutUrl"] = upstream.Protocol + "logout", ["issuer"] = issuer, ["jwksUrl"] = upstream.Protocol + "certs", ["useJwksUrl"] = "true",
                ["validateSignature"] = "true", ["pkceEnabled"] = "true", ["pkceMethod"] = "S256", ["defaultScope"] = "openid profile email", ["syncMode"] = "IMPORT",
            },
        };
        provider?.Invoke(representation);
        var downstream = await ProviderUnderTest.Start(configure: realm =>
        {
            realm["identityProviders"] = new JsonArray(representation);
            if (mappers is not null)
                realm["identityProviderMappers"] = mappers;
            down?.Invoke(realm);
        }, with: with);
        return new BrokeredPair(upstream, downstream);
    }

    public static JsonObject User(string name) => new()
    {
        ["username"] = name, ["enabled"] = true, ["email"] = name + "@example.test", ["emailVerified"] = true, ["firstName"] = "C", ["lastName"] = "E", ["realmRoles"] = new JsonArray("default-roles-shop"),
        ["credentials"] = new JsonArray(new JsonObject { ["type"] = "password", ["value"] = name + "-password" }),
    };

    public void NewBrowser() => (AtUp, AtDown) = (Up.Browse(), Down.Browse());

    /// <summary>The address of the button on the sign-in page.</summary>
    public async Task<string> Button(string alias = "corp")
    {
        var page = await AtDown.Get(Down.AuthUrl());
        var match = Regex.Match(page.Text, $"id=\"social-{alias}\"[^>]*href=\"([^\"]*)\"");
        match.Success.ShouldBeTrue(page.Text);
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    /// <summary>Clicks the button, signs in there, and brings the answer's address back, unopened.</summary>
    public async Task<string> Answer(string user)
    {
        var sent = (await AtDown.Get(await Button())).Location.ShouldNotBeNull();
        return await SignInThere(sent, user);
    }

    public async Task<string> SignInThere(string authorization, string user)
    {
        var page = await AtUp.Get(authorization);
        if (page.Location is null)
            page = await AtUp.Post(page.FormAction, ("username", user), ("password", user + "-password"));
        return page.Location.ShouldNotBeNull(page.Text);
    }

    /// <summary>The whole way; what the browser sees at last.</summary>
    public async Task<ProviderUnderTest.Seen> SignIn(string user) => await AtDown.Follow(await AtDown.Get(await Answer(user)), Down.Address);

    public async Task<JsonElement> Admin(HttpMethod method, string path, JsonNode? body = null, HttpStatusCode wanted = HttpStatusCode.OK)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = "admin", ["password"] = "admin-password" });
        using var tokens = await Down.Http.PostAsync(new Uri(Down.Address, "/realms/master/protocol/openid-connect/token"), form, Ct);
        using var request = new HttpRequestMessage(method, new Uri(Down.Address, $"/admin/realms/shop/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await ProviderUnderTest.Json(tokens)).GetProperty("access_token").GetString());
        using var answer = await Down.Http.SendAsync(request, Ct);
        answer.StatusCode.ShouldBe(wanted, await answer.Content.ReadAsStringAsync(Ct));
        return await ProviderUnderTest.Json(answer);
    }

    public async Task<JsonElement?> UserHere(string name) => await Admin(HttpMethod.Get, $"users?username={name}&exact=true") is var found && found.GetArrayLength() > 0 ? found[0] : null;

    public async Task<JsonElement> Links(string name) => await Admin(HttpMethod.Get, $"users/{(await UserHere(name))!.Value.GetProperty("id").GetString()}/federated-identity");

    public async ValueTask DisposeAsync()
    {
        await Down.DisposeAsync();
        await Up.DisposeAsync();
    }
}
