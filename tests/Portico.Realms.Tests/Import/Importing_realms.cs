using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Passwords;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Import;

public sealed class Importing_realms
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task takes_a_folder_with_users_in_files_of_their_own_and_leaves_what_exists()
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("shop-realm.json"), """{"realm": "shop", "enabled": true, "displayName": "${PORTICO_NOT_SET:Shop \u00fc}", "roles": {"realm": [{"name": "buyer"}]}}""", Ct);
        await File.WriteAllTextAsync(folder.Combine("shop-users-0.json"), """{"realm": "shop", "users": [{"username": "Ann", "enabled": true, "realmRoles": ["buyer"]}]}""", Ct);
        await File.WriteAllTextAsync(folder.Combine("other.json"), """[{"realm": "one"}, {"realm": "master", "displayName": "never"}]""", Ct);

        (await Bootstrap.ImportFiles(stores.Store, stores.Hasher, [folder.Path], Ct)).Imported.ShouldBe(["one", "shop"]);
        var (imported, skipped) = await Bootstrap.ImportFiles(stores.Store, stores.Hasher, [folder.Path], Ct);
        imported.ShouldBeEmpty();
        skipped.ShouldBe(["one", "master", "shop"]);

        var shop = await stores.Find("shop");
        shop.Settings.DisplayName.ShouldBe("Shop ü");
        var ann = (await stores.Store.Users.FindByUsername(shop, "ANN", Ct)).ShouldNotBeNull();
        shop.EffectiveRoles(ann).Select(r => r.Name).ShouldBe(["buyer"]);
        (await stores.Find("master")).Settings.DisplayName.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"realm": "x", "roles": {"realm": [{"name": "a", "composites": {"realm": ["nobody"]}}]}}""", "composite role 'a' names the realm role 'nobody'")]
    [InlineData("""{"realm": "x", "users": [{"username": "u", "groups": ["/nowhere"]}]}""", "user 'u' names the group '/nowhere'")]
    [InlineData("""{"realm": "x", "users": [{"username": "u"}, {"username": "U"}]}""", "user 'U' is there twice")]
    [InlineData("""{"realm": "x", "clients": [{"clientId": "c"}, {"clientId": "c"}]}""", "client 'c' is there twice")]
    [InlineData("""{"realm": "x", "scopeMappings": [{"client": "nobody", "roles": []}]}""", "scope mapping names 'nobody'")]
    [InlineData("""{"realm": "x", "passwordPolicy": "length(8)", "users": [{"username": "u", "credentials": [{"type": "password", "value": "short"}]}]}""", "Password policy not met")]
    [InlineData("""{"enabled": true}""", "has no name")]
    [InlineData("{\"realm\": \"x\",\n  \"enabled\": tru }", "line 2")]
    [InlineData("7", "a realm is a JSON object")]
    public async Task names_the_file_and_the_place_of_a_mistake(string json, string place)
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        using var folder = new TemporaryFolder();
        var file = folder.Combine("broken.json");
        await File.WriteAllTextAsync(file, json, Ct);

        var e = await Should.ThrowAsync<RealmsException>(() => Bootstrap.ImportFiles(stores.Store, stores.Hasher, [file], Ct));

        e.Id.ShouldBe(Errors.ImportFailed);
        e.Message.ShouldContain(file);
        e.Message.ShouldContain(place);
        (await stores.Store.Find("x", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task refuses_a_path_that_is_not_there()
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        (await Should.ThrowAsync<RealmsException>(() => Bootstrap.ImportFiles(stores.Store, stores.Hasher, ["/no/such/file.json"], Ct))).Message.ShouldContain("/no/such/file.json");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task keeps_members_that_it_does_not_know(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        await stores.Create("""
            {"realm": "shop", "futureSetting": {"a": [1]}, "clients": [{"clientId": "app", "futureFlag": true}], "clientScopes": [{"name": "s", "futureText": "x"}], "users": [{"username": "u", "futureList": ["y"]}]}
            """);
        await stores.Reopen();
        var shop = await stores.Find("shop");
        shop.Document.GetRawText().ShouldContain("futureSetting");
        shop.FindClient("app")!.Document.GetRawText().ShouldContain("futureFlag");
        shop.FindScope("s")!.Document.GetRawText().ShouldContain("futureText");
        JsonNode.Parse((await stores.Store.Users.FindByUsername(shop, "u", Ct))!.Extra!)!["futureList"]!.ToJsonString().ShouldBe("""["y"]""");
    }

    [Fact]
    public async Task keeps_the_keys_secrets_and_passwords_of_a_file()
    {
        await using var source = await Stores.Open(DialectKind.Sqlite);
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var realm = await source.Create($$$"""
            {"realm": "shop", "id": "the-id", "keycloakVersion": "19.0.1", "clientScopes": [{"name": "profile", "protocol": "openid-connect"}], "defaultDefaultClientScopes": ["profile"],
             "clients": [{"clientId": "app", "secret": "from-the-file", "defaultClientScopes": ["profile"]}],
             "users": [{"username": "u", "id": "user-id", "credentials": [{"type": "password", "secretData": "{\"value\":\"p1vvUeFElrPckhj3PsobmSyr9c+R+jAODvXMQmmOMLLtJqW3Jq87NRI5AyB0NpgxoVzq321pUBqhErxZTGmESg==\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}", "credentialData": "{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\"}"}]}],
             "components": {"org.keycloak.keys.KeyProvider": [{"name": "rsa-generated", "providerId": "rsa-generated", "config": {"privateKey": ["{{{Convert.ToBase64String(rsa.ExportRSAPrivateKey())}}}"], "priority": ["100"]}}]}}
            """);
        realm.Id.ShouldBe("the-id");
        realm.FindClient("app")!.Secret.ShouldBe("from-the-file");
        realm.Keys.Active("RS256")!.PublicKey.ShouldBe(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()));
        var user = (await source.Store.Users.FindById(realm, "user-id", Ct)).ShouldNotBeNull();
        (await source.Hasher.Verify(user.Password!, "old-Password", Ct)).ShouldBeTrue();
        (await source.Hasher.Verify(user.Password!, "old-password", Ct)).ShouldBeFalse();
        PasswordHasher.NeedsRehash(realm, user.Password!).ShouldBeTrue();
        // Scopes that Keycloak's migrations add to a file of that age.
        realm.DefaultScopesOf(realm.FindClient("app")!).Select(s => s.Name).ShouldBe(["profile", "basic"]);
        realm.FindScope("service_account").ShouldNotBeNull();
    }

    public static TheoryData<DialectKind> Engines => Stores.Engines;
}
