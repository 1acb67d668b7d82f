using System.Net;
using System.Text.Json.Nodes;

namespace Portico.Realms.Tests.Protocol;

public sealed class Sign_in_through_another_provider
{
    [Fact]
    public async Task makes_an_account_once_and_finds_it_again()
    {
        await using var pair = await BrokeredPair.Start();
        var sent = ProviderUnderTest.Parameters((await pair.AtDown.Get(await pair.Button())).Location.ShouldNotBeNull());
        sent["response_type"].ShouldBe("code");
        sent["code_challenge_method"].ShouldBe("S256");
        sent["state"].Length.ShouldBeGreaterThan(40);
        sent["nonce"].ShouldNotBeEmpty();
        sent["redirect_uri"].ShouldBe(pair.Down.Url("broker/corp/endpoint"));

        (await pair.SignIn("carol")).Location.ShouldNotBeNull().ShouldStartWith(ProviderUnderTest.Callback + "?");
        var carol = (await pair.UserHere("carol")).ShouldNotBeNull();
        carol.GetProperty("email").GetString().ShouldBe("carol@example.test");
        carol.GetProperty("emailVerified").GetBoolean().ShouldBeTrue();
        var link = (await pair.Links("carol")).EnumerateArray().ShouldHaveSingleItem();
        link.GetProperty("identityProvider").GetString().ShouldBe("corp");
        link.GetProperty("userName").GetString().ShouldBe("carol");

        pair.NewBrowser();
        var again = (await pair.SignIn("carol")).Location.ShouldNotBeNull();
        var (status, tokens) = await pair.Down.Token(("grant_type", "authorization_code"), ("client_id", "web"), ("redirect_uri", ProviderUnderTest.Callback), ("code", ProviderUnderTest.Parameters(again)["code"]));
        status.ShouldBe(HttpStatusCode.OK);
        using var info = await pair.Down.Userinfo(tokens.GetProperty("access_token").GetString()!);
        (await ProviderUnderTest.Json(info)).GetProperty("sub").GetString().ShouldBe(carol.GetProperty("id").GetString());
        (await pair.Admin(HttpMethod.Get, "users?search=carol")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task takes_an_answer_once_and_only_in_the_browser_that_asked()
    {
        await using var pair = await BrokeredPair.Start();
        var answer = await pair.Answer("carol");
        var victim = pair.Down.Browse();
        await victim.Get(pair.Down.AuthUrl());
        (await victim.Get(answer)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await pair.AtDown.Get(answer)).Status.ShouldBe(HttpStatusCode.BadRequest); // spent by the attempt
        (await pair.UserHere("carol")).ShouldBeNull();

        pair.NewBrowser();
        var good = await pair.Answer("carol");
        (await pair.AtDown.Get(good.Replace("state=", "state=x", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await pair.AtDown.Follow(await pair.AtDown.Get(good), pair.Down.Address)).Location.ShouldNotBeNull().ShouldContain("code=");
        (await pair.AtDown.Get(good)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await pair.AtDown.Get(pair.Down.Url("broker/corp/endpoint?code=x"))).Text.ShouldContain("Missing state parameter");
    }

    [Theory]
    [InlineData("issuer", "http://elsewhere.example.test")]
    [InlineData("jwksUrl", "http://127.0.0.1:1/keys")]
    [InlineData("jwksUrl", "http://169.254.169.254/keys")]
    [InlineData("tokenUrl", "http://169.254.169.254/token")]
    [InlineData("clientSecret", "wrong")]
    [InlineData("userInfoUrl", "http://127.0.0.1:1/userinfo")]
    [InlineData("jwksUrl", "own")] // keys of another realm: the signature is wrong
    public async Task fails_closed_where_the_provider_does_not_hold_what_the_settings_say(string setting, string value)
    {
        await using var pair = await BrokeredPair.Start(provider: p => p["config"]![setting] = value);
        if (value == "own")
        {
            var provider = await pair.Admin(HttpMethod.Get, "identity-provider/instances/corp");
            var changed = JsonNode.Parse(provider.GetRawText())!;
            changed["config"]!["jwksUrl"] = pair.Down.Protocol + "certs";
            await pair.Admin(HttpMethod.Put, "identity-provider/instances/corp", changed, HttpStatusCode.NoContent);
        }
        var page = await pair.SignIn("carol");
        page.Status.ShouldBe(HttpStatusCode.BadGateway);
        page.Text.ShouldContain("Unexpected error when authenticating with identity provider");
        (await pair.UserHere("carol")).ShouldBeNull();
        pair.AtDown.Cookies.ShouldNotContainKey("KEYCLOAK_IDENTITY");
    }

    [Fact]
    public async Task links_an_account_that_is_there_only_after_its_password()
    {
        await using var pair = await BrokeredPair.Start();
        var page = await pair.SignIn("alice");
        page.Text.ShouldContain("User with Email alice@example.test already exists. How do you want to continue?");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(0);
        page = await pair.AtDown.Follow(await pair.AtDown.Post(page.FormAction, ("submitAction", "linkAccount")), pair.Down.Address);
        page.Text.ShouldContain("Authenticate to link your account with Corporate login");
        page = await pair.AtDown.Post(page.FormAction, ("password", "guess"));
        page.Text.ShouldContain("Invalid username or password.");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(0);
        page = await pair.AtDown.Post(page.FormAction, ("password", "alice-password"));
        page.Location.ShouldNotBeNull().ShouldContain("code=");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(1);
        pair.NewBrowser();
        (await pair.SignIn("alice")).Location.ShouldNotBeNull().ShouldContain("code=");
    }

    [Fact]
    public async Task links_no_account_before_its_one_time_password()
    {
        await using var pair = await BrokeredPair.Start(down: realm => realm["users"]!.AsArray()[0]!["credentials"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "otp", ["secretData"] = "{\"value\":\"abcdefghijklmnopqrst\"}", ["credentialData"] = "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\"}",
        }));
        var page = await pair.SignIn("alice");
        page = await pair.AtDown.Follow(await pair.AtDown.Post(page.FormAction, ("submitAction", "linkAccount")), pair.Down.Address);
        page = await pair.AtDown.Post(page.FormAction, ("password", "alice-password"));
        page.Text.ShouldContain("kc-otp-login-form");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(0);
        page = await pair.AtDown.Post(page.FormAction, ("otp", new OtpNet.Totp("abcdefghijklmnopqrst"u8.ToArray()).ComputeTotp()));
        page.Location.ShouldNotBeNull().ShouldContain("code=");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task links_an_account_by_a_mail_that_is_opened_in_the_same_browser()
    {
        await using var mail = await Mail.MailPeer.Start();
        await using var pair = await BrokeredPair.Start(down: Mail.Reset_by_mail.Realm(mail.Port));
        var page = await pair.SignIn("alice");
        page = await pair.AtDown.Follow(await pair.AtDown.Post(page.FormAction, ("submitAction", "linkAccount")), pair.Down.Address);
        page.Text.ShouldContain("An email with instructions to link Corporate login account alice with your account alice");
        var link = (await mail.Next()).Link;
        (await pair.Down.Browse().Get(link)).Text.ShouldContain("in the browser in which you began");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(0);
        (await pair.AtDown.Get(link)).Location.ShouldNotBeNull().ShouldContain("code=");
        (await pair.Links("alice")).GetArrayLength().ShouldBe(1);
        (await pair.AtDown.Get(link)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task asks_for_what_the_profile_lacks_and_trusts_no_address_that_was_typed()
    {
        await using var pair = await BrokeredPair.Start(up: realm => realm["clients"]!.AsArray()[^1]!["defaultClientScopes"] = new JsonArray("basic"), provider: p => p["config"]!["defaultScope"] = "openid");
        var page = await pair.SignIn("carol");
        page.Text.ShouldContain("kc-idp-review-profile-form");
        page = await pair.AtDown.Post(page.FormAction, ("username", "carol"), ("email", "no address"), ("firstName", "Carol"), ("lastName", "Example"));
        page.Text.ShouldContain("Invalid email address.");
        page = await pair.AtDown.Post(page.FormAction, ("username", "carol"), ("email", "carol@elsewhere.test"), ("firstName", "Carol"), ("lastName", "Example"));
        page.Location.ShouldNotBeNull(page.Text).ShouldContain("code=");
        var carol = (await pair.UserHere("carol")).ShouldNotBeNull();
        carol.GetProperty("emailVerified").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task follows_the_hint_of_the_request_and_hides_what_is_hidden()
    {
        await using var pair = await BrokeredPair.Start(provider: p => p["hideOnLogin"] = true);
        (await pair.AtDown.Get(pair.Down.AuthUrl())).Text.ShouldNotContain("broker/corp");
        var hinted = (await pair.AtDown.Get(pair.Down.AuthUrl(("kc_idp_hint", "corp")))).Location.ShouldNotBeNull();
        hinted.ShouldStartWith(pair.Down.Url("broker/corp/login?"));
        var sent = (await pair.AtDown.Get(hinted)).Location.ShouldNotBeNull();
        (await pair.AtDown.Get(await pair.SignInThere(sent, "carol"))).Location.ShouldNotBeNull().ShouldContain("code=");
        (await pair.AtDown.Get(pair.Down.AuthUrl(("kc_idp_hint", "nobody"), ("prompt", "login")))).Text.ShouldContain("kc-form-login");
    }

    [Fact]
    public async Task lets_only_linked_people_in_where_it_is_for_linking_only()
    {
        await using var pair = await BrokeredPair.Start(provider: p => p["linkOnly"] = true);
        var page = await pair.AtDown.Get(pair.Down.AuthUrl());
        page.Text.ShouldNotContain("broker/corp");
        (await pair.AtDown.Get(pair.Down.AuthUrl(("kc_idp_hint", "corp")))).Location.ShouldBeNull();
    }

    [Fact]
    public async Task gives_what_the_mappers_say_and_takes_it_again_where_the_mode_is_FORCE()
    {
        static JsonObject Mapper(string name, string type, params (string, string)[] config) => new()
        {
            ["name"] = name, ["identityProviderAlias"] = "corp", ["identityProviderMapper"] = type,
            ["config"] = new JsonObject(config.Append(("syncMode", "INHERIT")).Select(c => KeyValuePair.Create(c.Item1, (JsonNode?)c.Item2))),
        };
        await using var pair = await BrokeredPair.Start(
            provider: p => p["config"]!["syncMode"] = "FORCE",
            up: realm => realm["users"]!.AsArray()[^1]!["firstName"] = "Boss",
            down: realm => realm["roles"] = new JsonObject { ["realm"] = new JsonArray(new JsonObject { ["name"] = "guest" }, new JsonObject { ["name"] = "boss" }) },
            mappers:
            [
                Mapper("all", "oidc-hardcoded-role-idp-mapper", ("role", "guest")),
                Mapper("some", "oidc-role-idp-mapper", ("claim", "given_name"), ("claim.value", "Boss"), ("role", "boss")),
                Mapper("attribute", "hardcoded-attribute-idp-mapper", ("attribute", "origin"), ("attribute.value", "corp")),
                Mapper("name", "oidc-username-idp-mapper", ("template", "${ALIAS}-${CLAIM.email | localpart}"), ("target", "LOCAL")),
                Mapper("last", "oidc-user-attribute-idp-mapper", ("claim", "given_name"), ("user.attribute", "lastName")),
            ]);
        (await pair.SignIn("carol")).Location.ShouldNotBeNull().ShouldContain("code=");
        var carol = (await pair.UserHere("corp-carol")).ShouldNotBeNull();
        var id = carol.GetProperty("id").GetString();
        carol.GetProperty("lastName").GetString().ShouldBe("Boss");
        (await Roles()).ShouldBe(["boss", "default-roles-shop", "guest"]);

        using (var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "admin-cli", ["username"] = "admin", ["password"] = "admin-password" }))
        {
            using var tokens = await pair.Up.Http.PostAsync(new Uri(pair.Up.Address, "/realms/master/protocol/openid-connect/token"), form, TestContext.Current.CancellationToken);
            var bearer = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", (await ProviderUnderTest.Json(tokens)).GetProperty("access_token").GetString());
            using var find = new HttpRequestMessage(HttpMethod.Get, new Uri(pair.Up.Address, "/admin/realms/shop/users?username=carol&exact=true")) { Headers = { Authorization = bearer } };
            using var found = await pair.Up.Http.SendAsync(find, TestContext.Current.CancellationToken);
            var above = (await ProviderUnderTest.Json(found))[0].GetProperty("id").GetString();
            using var put = new HttpRequestMessage(HttpMethod.Put, new Uri(pair.Up.Address, $"/admin/realms/shop/users/{above}"))
            {
                Headers = { Authorization = bearer }, Content = System.Net.Http.Json.JsonContent.Create(new JsonObject { ["firstName"] = "Worker" }),
            };
            using var done = await pair.Up.Http.SendAsync(put, TestContext.Current.CancellationToken);
            done.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        pair.NewBrowser();
        (await pair.SignIn("carol")).Location.ShouldNotBeNull().ShouldContain("code=");
        (await Roles()).ShouldBe(["default-roles-shop", "guest"]);
        (await pair.UserHere("corp-carol"))!.Value.GetProperty("firstName").GetString().ShouldBe("Worker");

        async Task<string[]> Roles() => [.. (await pair.Admin(HttpMethod.Get, $"users/{id}/role-mappings/realm")).EnumerateArray().Select(r => r.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task ends_the_session_there_along_with_the_one_here()
    {
        await using var pair = await BrokeredPair.Start();
        await pair.SignIn("carol");
        (await pair.AtUp.Get(pair.Up.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("code=");
        var page = await pair.AtDown.Get(pair.Down.Protocol + "logout?client_id=web&post_logout_redirect_uri=" + Uri.EscapeDataString("http://web.example.test/bye") + "&state=s1");
        var there = (await pair.AtDown.Post(page.FormAction, ("session_code", page.Input("session_code")))).Location.ShouldNotBeNull();
        there.ShouldStartWith(pair.Up.Protocol + "logout?");
        var back = (await pair.AtUp.Get(there)).Location.ShouldNotBeNull();
        back.ShouldStartWith(pair.Down.Url("broker/corp/endpoint/logout_response?"));
        (await pair.AtDown.Get(back)).Location.ShouldBe("http://web.example.test/bye?state=s1");
        (await pair.AtDown.Get(back)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await pair.AtUp.Get(pair.Up.AuthUrl(("prompt", "none")))).Location.ShouldNotBeNull().ShouldContain("login_required");
    }

    [Fact]
    public async Task ends_the_session_there_without_a_browser_where_the_settings_say_so()
    {
        await using var pair = await BrokeredPair.Start(provider: p => p["config"]!["backchannelSupported"] = "true");
        await pair.SignIn("carol");
        var carol = (await pair.UserHere("carol"))!.Value.GetProperty("id").GetString();
        await pair.Admin(HttpMethod.Post, $"users/{carol}/logout", wanted: HttpStatusCode.NoContent);
        await Testbed.Eventually.Holds(async () => (await pair.AtUp.Get(pair.Up.AuthUrl(("prompt", "none")))).Location!.Contains("login_required", StringComparison.Ordinal), "the session there goes on");
    }

    [Fact]
    public async Task keeps_the_tokens_for_applications_that_may_read_them()
    {
        await using var pair = await BrokeredPair.Start(provider: p => (p["storeToken"], p["addReadTokenRoleOnCreate"]) = (true, true));
        var code = ProviderUnderTest.Parameters((await pair.SignIn("carol")).Location.ShouldNotBeNull())["code"];
        var (_, tokens) = await pair.Down.Token(("grant_type", "authorization_code"), ("client_id", "web"), ("redirect_uri", ProviderUnderTest.Callback), ("code", code));
        (await Read(tokens.GetProperty("access_token").GetString()!)).ShouldBe(HttpStatusCode.OK);
        var alice = await pair.Down.SignIn();
        (await Read(alice.GetProperty("access_token").GetString()!)).ShouldBe(HttpStatusCode.Forbidden);
        (await Read("nothing")).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> Read(string token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, pair.Down.Url("broker/corp/token")) { Headers = { Authorization = new("Bearer", token) } };
            using var answer = await pair.Down.Http.SendAsync(request, TestContext.Current.CancellationToken);
            if (answer.IsSuccessStatusCode)
                (await ProviderUnderTest.Json(answer)).GetProperty("access_token").GetString().ShouldNotBeNullOrEmpty();
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task returns_to_the_sign_in_page_when_the_person_refuses_there()
    {
        await using var pair = await BrokeredPair.Start();
        var sent = ProviderUnderTest.Parameters((await pair.AtDown.Get(await pair.Button())).Location.ShouldNotBeNull());
        var page = await pair.AtDown.Get($"{sent["redirect_uri"]}?error=access_denied&state={Uri.EscapeDataString(sent["state"])}");
        page.Text.ShouldContain("Access denied when authenticating with Corporate login");
        (await pair.AtDown.Post(page.FormAction, ("username", "alice"), ("password", "alice-password"))).Location.ShouldNotBeNull().ShouldContain("code=");
    }
}
