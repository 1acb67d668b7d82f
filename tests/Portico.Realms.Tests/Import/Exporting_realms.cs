using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Store;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Import;

/// <summary>An export of everything makes the same realm again, to the byte: in another installation, and in the same after the realm was deleted.</summary>
public sealed class Exporting_realms
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DialectKind> Engines => Stores.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task gives_the_same_bytes_after_an_import(DialectKind engine)
    {
        await using var first = await Stores.Open(engine);
        await using var second = await Stores.Open(engine == DialectKind.Sqlite ? DialectKind.Postgres : DialectKind.Sqlite);
        await first.Create(Everything);
        var exported = await Export(first, "shop");

        await second.Create(exported);
        Same(await Export(second, "shop"), exported, "imported elsewhere");
        await second.Reopen();
        Same(await Export(second, "shop"), exported, "read anew");
        await RealmCreation.Delete(second.Store, await second.Find("shop"), Ct);
        await second.Create(exported);
        Same(await Export(second, "shop"), exported, "imported again");
    }

    [Theory]
    [InlineData("""{"realm":"bare"}""")]
    [InlineData("""{"realm":"bare","keycloakVersion":"19.0.1","clientScopes":[{"name":"profile","protocol":"openid-connect"}],"defaultDefaultClientScopes":["profile"]}""")]
    [InlineData("""{"realm":"bare","keycloakVersion":"26.7.4","clientScopes":[{"name":"profile","protocol":"openid-connect"}],"roles":{"realm":[]}}""")]
    [InlineData("""{"realm":"bare","clients":[{"clientId":"b","bearerOnly":true},{"clientId":"p","publicClient":true},{"clientId":"c"},{"clientId":"s","serviceAccountsEnabled":true}]}""")]
    public async Task gives_the_same_bytes_whatever_the_file_left_to_defaults(string json)
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        await stores.Create(json);
        var exported = await Export(stores, "bare");
        await RealmCreation.Delete(stores.Store, await stores.Find("bare"), Ct);
        await stores.Create(exported);
        Same(await Export(stores, "bare"), exported, json);
    }

    [Fact]
    public async Task takes_a_recorded_realm_of_Keycloak_through_unchanged()
    {
        foreach (var file in Recorded())
        {
            await using var stores = await Stores.Open(DialectKind.Sqlite);
            var given = JsonNode.Parse(await File.ReadAllTextAsync(file, Ct))!.AsObject();
            if (given["variables"]?["export"] is JsonObject inside)
                given = inside;
            WithoutMaskedIds(given);
            var text = given.ToJsonString();
            var name = given["realm"]!.GetValue<string>();
            await stores.Create(text);
            var exported = await Export(stores, name);
            await RealmCreation.Delete(stores.Store, await stores.Find(name), Ct);
            await stores.Create(exported);
            Same(await Export(stores, name), exported, file);
            var members = JsonNode.Parse(exported)!.AsObject();
            foreach (var (member, value) in given.Where(m => m.Value is not null))
                members.ShouldContainKey(member, $"{file}: {member} = {value}");
        }
    }

    [Fact]
    public async Task keeps_what_it_does_not_know()
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        await stores.Create(Everything);
        var exported = await Export(stores, "shop");
        foreach (var unknown in new[] { "futureSetting", "futureClient", "futureScope", "futureRole", "futureClientRole", "futureGroup", "futureMapper", "futureUser", "futureComponent", "futureProvider", "futureProviderMapper", "futureAction", "futureFlow", "futureResource" })
            exported.ShouldContain($"\"{unknown}\"");
    }

    [Fact]
    public async Task writes_files_that_only_their_owner_can_read_and_that_can_be_imported()
    {
        using var folder = new TemporaryFolder();
        var options = new RealmsOptions { Database = new DatabaseOptions { SqliteFile = folder.Combine("realms.db") }, KeyFile = folder.Combine("realms.key"), Bind = "127.0.0.1", Logging = static _ => { } };
        await File.WriteAllTextAsync(folder.Combine("shop.json"), Everything, Ct);
        await (await RealmsHost.Start(options with { ImportRealms = [folder.Combine("shop.json")] }, Ct)).DisposeAsync();
        var files = await RealmsTransfer.Export(options, null, null, folder.Combine("out"), withUsers: true, Ct);
        files.Select(Path.GetFileName).ShouldBe(["master-realm.json", "shop-realm.json"]);
        files.Where(f => !IsOwners(f)).ShouldBeEmpty();
        (await Should.ThrowAsync<RealmsException>(() => RealmsTransfer.Export(options, "nobody", folder.Combine("x.json"), null, true, Ct))).Id.ShouldBe(Errors.ExportFailed);
        (await Should.ThrowAsync<RealmsException>(() => RealmsTransfer.Export(options, null, folder.Combine("x.json"), null, true, Ct))).Id.ShouldBe(Errors.ExportFailed);

        var other = options with { Database = new DatabaseOptions { SqliteFile = folder.Combine("other.db") }, KeyFile = folder.Combine("other.key"), ImportRealms = [folder.Combine("out")] };
        await using (var second = await RealmsHost.Start(other, Ct))
        {
            second.ImportedRealms.ShouldBe(["shop"]);
            second.SkippedRealms.ShouldBe(["master"]);
        }
        var again = await RealmsTransfer.Export(other, "shop", folder.Combine("again.json"), null, withUsers: true, Ct);
        (await File.ReadAllTextAsync(again[0], Ct)).ShouldBe(await File.ReadAllTextAsync(folder.Combine("out/shop-realm.json"), Ct));
        var without = await RealmsTransfer.Export(other, "shop", folder.Combine("without.json"), null, withUsers: false, Ct);
        JsonNode.Parse(await File.ReadAllTextAsync(without[0], Ct))!.AsObject().ShouldNotContainKey("users");
    }

    /// <summary>Compares line by line, because a message with two whole realms in it helps nobody.</summary>
    static void Same(string actual, string expected, string what)
    {
        foreach (var (line, wanted) in actual.Split('\n').Zip(expected.Split('\n')))
            line.ShouldBe(wanted, what);
        actual.ShouldBe(expected, what);
    }

    static bool IsOwners(string file) => OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    static async Task<string> Export(Stores stores, string realm) => Encoding.UTF8.GetString(RealmsTransfer.Text(await RealmsTransfer.Everything(stores.Store, await stores.Find(realm), withUsers: true, Ct)).Span);

    /// <summary>Recordings have one word for every id.</summary>
    static void WithoutMaskedIds(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                WithoutMaskedIds(item);
        }
        else if (node is JsonObject map)
        {
            if (map["id"]?.ToString() == "<uuid>")
                map.Remove("id");
            foreach (var (_, value) in map)
                WithoutMaskedIds(value);
        }
    }

    /// <summary>The recordings beside the repository, where there are any.</summary>
    static IEnumerable<string> Recorded() => new[] { "facts/golden/keycloak-26.7.4/realm-export-partial.json", "conformance/keycloak/admin/data-sec-import.json" }
        .Select(f => Path.Combine(Path.GetDirectoryName(RepositoryRoot.Path)!, "shared", f)).Where(File.Exists);

    const string Everything = """
        {
          "realm": "shop", "enabled": true, "displayName": "Shop ü <b>", "futureSetting": {"a": [1, 2.50, null, true]}, "attributes": {"x": "y", "frontendUrl": ""}, "passwordPolicy": "length(3)", "notBefore": 5,
          "smtpServer": {"host": "h", "password": "mail"}, "localizationTexts": {"en": {"k": "v"}},
          "roles": {"realm": [{"name": "zebra", "futureRole": 1, "attributes": {"k": ["b", "a"]}}, {"name": "all", "composites": {"realm": ["zebra"], "client": {"app": ["use"], "account": ["manage-account"]}}}],
                    "client": {"app": [{"name": "use", "futureClientRole": true}, {"name": "abuse", "description": "d"}]}},
          "groups": [{"name": "staff", "futureGroup": 1, "realmRoles": ["zebra"], "clientRoles": {"app": ["use"]}, "attributes": {"n": ["1"]}, "subGroups": [{"name": "b"}, {"name": "a", "description": "text"}]}, {"name": "all"}],
          "defaultGroups": ["/staff/a"],
          "clients": [
            {"clientId": "app", "secret": "app-secret", "futureClient": {}, "redirectUris": ["http://b/*", "http://a/*"], "serviceAccountsEnabled": true, "authorizationSettings": {"resources": [{"name": "r", "futureResource": 1}]},
             "protocolMappers": [{"name": "m", "protocolMapper": "oidc-audience-mapper", "futureMapper": 1, "config": {"included.client.audience": "web", "access.token.claim": "true"}}]},
            {"clientId": "web", "publicClient": true, "fullScopeAllowed": false}, {"clientId": "old", "bearerOnly": true}],
          "scopeMappings": [{"client": "web", "roles": ["zebra"]}], "clientScopeMappings": {"app": [{"client": "web", "roles": ["use"]}]},
          "clientScopes": [{"name": "profile", "protocol": "openid-connect", "futureScope": "s"}, {"name": "extra", "protocol": "openid-connect", "attributes": {"consent.screen.text": ""}}],
          "defaultDefaultClientScopes": ["profile"], "defaultOptionalClientScopes": ["extra"],
          "components": {
            "org.keycloak.keys.KeyProvider": [{"name": "rsa-generated", "providerId": "rsa-generated", "config": {"priority": ["100"]}}, {"name": "hs", "providerId": "hmac-generated", "config": {"algorithm": ["HS512"]}}],
            "org.keycloak.storage.UserStorageProvider": [{"name": "ldap", "providerId": "ldap", "futureComponent": 1, "config": {"enabled": ["false"], "bindCredential": ["bind"]},
              "subComponents": {"org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [{"name": "username", "providerId": "user-attribute-ldap-mapper", "config": {"k": ["v"]}}]}}],
            "org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile", "config": {"kc.user.profile.config": ["{\"attributes\":[{\"name\":\"username\"},{\"name\":\"email\"}],\"unmanagedAttributePolicy\":\"ENABLED\"}"]}}]
          },
          "identityProviders": [{"alias": "z", "providerId": "oidc", "futureProvider": 1, "config": {"clientId": "c", "clientSecret": "broker"}}, {"alias": "a", "providerId": "github", "config": {}}],
          "identityProviderMappers": [{"id": "m1", "name": "n", "identityProviderAlias": "z", "futureProviderMapper": 1, "identityProviderMapper": "oidc-user-attribute-idp-mapper", "config": {}}],
          "requiredActions": [{"alias": "UPDATE_PASSWORD", "name": "Update Password", "providerId": "UPDATE_PASSWORD", "enabled": true, "defaultAction": false, "priority": 30, "config": {}, "futureAction": 1}],
          "authenticationFlows": [{"alias": "my flow", "builtIn": false, "topLevel": true, "providerId": "basic-flow", "authenticationExecutions": [], "futureFlow": 1}],
          "users": [
            {"username": "Zoe", "enabled": true, "email": "Zoe@Example.Test", "firstName": "Z", "emailVerified": true, "createdTimestamp": 1663668115936, "futureUser": [1], "notBefore": 7,
             "realmRoles": ["zebra", "all"], "clientRoles": {"app": ["use", "abuse"], "account": ["view-profile"]}, "groups": ["/staff/b", "/all"], "requiredActions": ["UPDATE_PASSWORD", "VERIFY_EMAIL"], "attributes": {"phone": ["2", "1"]},
             "federatedIdentities": [{"identityProvider": "z", "userId": "1", "userName": "n"}], "clientConsents": [{"clientId": "web", "grantedClientScopes": ["profile", "extra"], "createdDate": 1, "lastUpdatedDate": 2}],
             "credentials": [{"type": "password", "value": "secret", "userLabel": "mine"}, {"type": "otp", "id": "otp-1", "createdDate": 3, "secretData": "{\"value\":\"seed\"}", "credentialData": "{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\"}"}]},
            {"username": "amy", "enabled": false, "credentials": [{"type": "password", "hashedSaltedValue": "AAAA", "salt": "AAAA", "hashIterations": 5, "algorithm": "pbkdf2"}]}]
        }
        """;
}
