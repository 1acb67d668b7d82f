using System.Text.Json.Nodes;
using Portico.Keycloak.Guide;

namespace Portico.Keycloak.Tests.Guide;

public sealed class Sso_guide(Provider provider) : IClassFixture<Provider>
{
    static readonly Uri Catalog = new("http://localhost:8585");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly string _realm = "guide-" + Guid.NewGuid().ToString("N")[..12];

    GuideSettings Settings => new()
    {
        Realm = _realm,
        Catalog = Catalog,
        ClientSecret = "a-secret-of-the-test-0123456789",
        User = new GuideUser { Password = "Person-of-the-test-1" },
    };

    [Fact]
    public async Task plans_everything_on_an_empty_server_and_nothing_the_second_time()
    {
        using var keycloak = provider.SignIn();
        var guide = new SsoGuide(keycloak, Settings);

        var first = await guide.Plan(Ct);
        first.Select(s => s.Action).ShouldBe([GuideAction.Create, GuideAction.Create, GuideAction.Create]);
        (await keycloak.Get(_realm, Ct)).ShouldBeNull("planning changes nothing");
        await guide.Apply(first, Ct);

        var second = await guide.Plan(Ct);
        second.ShouldAllBe(s => s.Action == GuideAction.Keep);
    }

    [Fact]
    public async Task makes_a_confidential_client_with_both_flows_and_a_service_account()
    {
        using var keycloak = provider.SignIn();
        await Apply(keycloak, Settings);

        var client = await Client(keycloak);
        client["publicClient"]!.GetValue<bool>().ShouldBeFalse();
        client["standardFlowEnabled"]!.GetValue<bool>().ShouldBeTrue();
        client["implicitFlowEnabled"]!.GetValue<bool>().ShouldBeTrue();
        client["serviceAccountsEnabled"]!.GetValue<bool>().ShouldBeTrue();
        client["redirectUris"]!.AsArray().Select(u => u!.ToString()).ShouldBe(["http://localhost:8585/*"]);
        client["webOrigins"]!.AsArray().Select(u => u!.ToString()).ShouldBe(["http://localhost:8585"]);
        client["defaultClientScopes"]!.AsArray().Select(u => u!.ToString()).ShouldContain("email");
        (await ServiceToken(Settings.ClientSecret!)).ShouldContain("access_token");
    }

    [Fact]
    public async Task brings_a_changed_client_back_and_keeps_what_it_does_not_name()
    {
        using var keycloak = provider.SignIn();
        await Apply(keycloak, Settings);
        var client = await Client(keycloak);
        client["implicitFlowEnabled"] = false;
        client["description"] = "ours";
        client["redirectUris"] = new JsonArray("https://other.example.com/*");
        await keycloak.Put($"{_realm}/clients/{client["id"]}", client, Ct);

        var plan = await new SsoGuide(keycloak, Settings).Plan(Ct);
        var change = plan.Single(s => s.Action == GuideAction.Change);
        change.Differences.ShouldContain("implicitFlowEnabled: false -> true");
        change.Differences.ShouldContain("redirectUris: + http://localhost:8585/*");
        await new SsoGuide(keycloak, Settings).Apply(plan, Ct);

        client = await Client(keycloak);
        client["implicitFlowEnabled"]!.GetValue<bool>().ShouldBeTrue();
        client["description"]!.ToString().ShouldBe("ours");
        client["redirectUris"]!.AsArray().Select(u => u!.ToString()).ShouldBe(["https://other.example.com/*", "http://localhost:8585/*"], ignoreOrder: true);
        (await ServiceToken(Settings.ClientSecret!)).ShouldContain("access_token");
    }

    [Fact]
    public async Task follows_the_catalog_to_another_address_without_touching_the_secret()
    {
        using var keycloak = provider.SignIn();
        await Apply(keycloak, Settings);
        await Apply(keycloak, Settings with { Catalog = new Uri("http://localhost:9999"), ClientSecret = null, User = null });

        (await Client(keycloak))["redirectUris"]!.AsArray().Select(u => u!.ToString()).ShouldContain("http://localhost:9999/*");
        (await ServiceToken(Settings.ClientSecret!)).ShouldContain("access_token");
    }

    [Fact]
    public async Task refuses_the_realm_master()
    {
        using var keycloak = provider.SignIn();
        var refusal = await Should.ThrowAsync<KeycloakException>(() => new SsoGuide(keycloak, Settings with { Realm = "master" }).Plan(Ct));
        refusal.Id.ShouldBe(Errors.MasterRealm);
    }

    [Fact]
    public async Task names_a_wrong_password()
    {
        using var keycloak = provider.SignIn(password: "wrong");
        var refusal = await Should.ThrowAsync<KeycloakException>(() => new SsoGuide(keycloak, Settings).Plan(Ct));
        refusal.Id.ShouldBe(Errors.SignInRefused);
        refusal.Message.ShouldContain("Invalid user credentials");
        refusal.Message.ShouldNotContain("wrong");
    }

    [Fact]
    public async Task names_an_account_that_may_not()
    {
        using (var keycloak = provider.SignIn())
            await Apply(keycloak, Settings);
        using var person = new AdminApi(
            provider.Address,
            new AdminCredentials { Realm = _realm, ClientId = "open-metadata", ClientSecret = Settings.ClientSecret, Username = "admin-user", Password = "Person-of-the-test-1" },
            TimeProvider.System);
        var refusal = await Should.ThrowAsync<KeycloakException>(() => new SsoGuide(person, Settings).Plan(Ct));
        refusal.Id.ShouldBe(Errors.Forbidden);
    }

    [Fact]
    public async Task names_a_server_that_does_not_answer()
    {
        using var keycloak = new AdminApi(new Uri($"http://127.0.0.1:{Testbed.FreePort.Next()}"), new AdminCredentials { Username = "admin", Password = "x" }, TimeProvider.System);
        var refusal = await Should.ThrowAsync<KeycloakException>(() => new SsoGuide(keycloak, Settings).Plan(Ct));
        refusal.Id.ShouldBe(Errors.Unreachable);
    }

    async Task Apply(AdminApi keycloak, GuideSettings settings)
    {
        var guide = new SsoGuide(keycloak, settings);
        await guide.Apply(await guide.Plan(Ct), Ct);
    }

    async Task<JsonObject> Client(AdminApi keycloak) =>
        (await keycloak.Get($"{_realm}/clients?clientId=open-metadata", Ct)).ShouldBeOfType<JsonArray>().Single().ShouldBeOfType<JsonObject>();

    async Task<string> ServiceToken(string secret)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri(provider.Address, $"realms/{_realm}/protocol/openid-connect/token"),
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "open-metadata"), new("client_secret", secret)]), Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
