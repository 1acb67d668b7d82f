using System.Text;
using System.Text.Json.Nodes;
using Portico.Realms.Import;
using Portico.Realms.Keys;
using Portico.Realms.Store;
using Portico.Storage;

namespace Portico.Realms.Tests.Store;

public sealed class Realm_store
{
    public static TheoryData<DialectKind> Engines => Stores.Engines;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines))]
    public async Task gives_back_after_a_restart_what_a_new_realm_held(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        var made = await stores.Create("""{"realm": "shop", "enabled": true, "clients": [{"clientId": "app", "secret": "s3cret", "serviceAccountsEnabled": true}]}""");
        var kid = (await stores.Store.SigningKey(made, "RS256", Ct)).ShouldNotBeNull().Kid;

        await stores.Reopen();

        var realm = await stores.Find("shop");
        realm.FindClient("app").ShouldNotBeNull().Secret.ShouldBe("s3cret");
        realm.Keys.Active("RS256").ShouldNotBeNull().Kid.ShouldBe(kid);
        realm.Keys.Active("HS512").ShouldNotBeNull().Signing.ShouldNotBeNull();
        realm.Clients.Count.ShouldBe(7);
        realm.ClientScopes.Count.ShouldBe(15);
        realm.DefaultRole.ShouldNotBeNull().Name.ShouldBe("default-roles-shop");
        realm.Settings.AccessTokenLifespan.ShouldBe(300);
        var account = (await stores.Store.Users.ServiceAccount(realm, realm.FindClient("app")!, Ct)).ShouldNotBeNull();
        realm.EffectiveRoles(account).Select(r => r.Name).ShouldBe(["default-roles-shop", "offline_access", "uma_authorization", "view-profile", "manage-account", "manage-account-links"], ignoreOrder: true);
        (await stores.Find("master")).FindClient("shop-realm").ShouldNotBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task makes_a_key_once_for_all_who_need_it_at_the_same_time(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        var realm = await stores.Create("""{"realm": "shop", "enabled": true}""");
        realm.Keys.Active("RS256").ShouldBeNull();

        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => (await stores.Store.SigningKey(realm, "RS256", Ct)).ShouldNotBeNull().Kid, Ct)));
        var complete = await stores.Store.WithAllKeys(await stores.Find("shop"), Ct);

        keys.Distinct().Count().ShouldBe(1);
        complete.Keys.All.Select(k => k.Algorithm).ShouldBe(["RS256", "RSA-OAEP", "HS512", "AES"], ignoreOrder: true);
        complete.Keys.Active("RS256").ShouldNotBeNull().Kid.ShouldBe(keys[0]);
        await stores.Reopen();
        (await stores.Find("shop")).Keys.All.Select(k => k.Kid).ShouldBe(complete.Keys.All.Select(k => k.Kid));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task shows_a_change_at_once_and_undoes_a_failed_one(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        var realm = await stores.Create("""{"realm": "shop"}""");
        await stores.Store.Change(realm, draft =>
        {
            draft.Put(ObjectKind.Role, "r1", new JsonObject { ["id"] = "r1", ["name"] = "one" });
            draft.Realm.FindRole("one").ShouldNotBeNull();
            return Task.CompletedTask;
        }, Ct);
        await Should.ThrowAsync<InvalidDataException>(() => stores.Store.Change(realm, draft =>
        {
            draft.Remove(ObjectKind.Role, "r1");
            throw new InvalidDataException();
        }, Ct));

        (await stores.Find("shop")).FindRole("one").ShouldNotBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task keeps_no_secret_in_clear_text(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        var realm = await stores.Create("""
            {"realm": "shop", "clients": [{"clientId": "app", "secret": "findable-secret"}], "users": [{"username": "ann", "credentials": [{"type": "password", "value": "x"}]}],
             "smtpServer": {"host": "mail", "password": "findable-password"}}
            """);
        realm.Document.GetRawText().ShouldNotContain("findable-password");
        var texts = await stores.Database.Read(session => session.Query("SELECT document FROM realm_object UNION ALL SELECT document FROM realm UNION ALL SELECT data FROM realm_credential", row => row.GetString(0)), Ct);
        texts.ShouldAllBe(t => !t.Contains("findable") && !t.Contains("privateKey"));
        var secrets = await stores.Database.Read(session => session.Query("SELECT secret FROM realm_object WHERE secret IS NOT NULL UNION ALL SELECT secret FROM realm_credential", row => (byte[])row.GetValue(0)), Ct);
        secrets.ShouldAllBe(s => !Encoding.UTF8.GetString(s).Contains("findable") && !Encoding.UTF8.GetString(s).Contains("value"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task refuses_a_secret_that_was_moved_to_another_row(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        await stores.Create("""{"realm": "shop", "clients": [{"clientId": "a", "id": "a", "secret": "1"}, {"clientId": "b", "id": "b", "secret": "2"}]}""");
        await stores.Database.Write(session => session.Execute(
            "UPDATE realm_object SET secret = (SELECT secret FROM realm_object o WHERE o.id = 'a' AND o.kind = 1) WHERE id = 'b' AND kind = 1"), Ct);
        await stores.Reopen();
        (await Should.ThrowAsync<RealmsException>(async () => await stores.Store.Find("shop", Ct))).Id.ShouldBe(Errors.KeyFile);
    }

    [Fact]
    public async Task refuses_to_start_without_its_key_file_or_with_a_damaged_or_foreign_one()
    {
        await using var stores = await Stores.Open(DialectKind.Sqlite);
        var key = await File.ReadAllTextAsync(stores.KeyFile, Ct);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(stores.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.Delete(stores.KeyFile);
        (await Should.ThrowAsync<RealmsException>(stores.Reopen)).Message.ShouldContain("missing");
        await File.WriteAllTextAsync(stores.KeyFile, key.Replace(key[25], key[25] == 'A' ? 'B' : 'A'), Ct);
        (await Should.ThrowAsync<RealmsException>(stores.Reopen)).Message.ShouldContain("damaged");
        File.Delete(stores.KeyFile);
        Envelope.Open(stores.KeyFile).Dispose();
        (await Should.ThrowAsync<RealmsException>(stores.Reopen)).Message.ShouldContain("another database");
        await File.WriteAllTextAsync(stores.KeyFile, key, Ct);
        await stores.Reopen();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task deletes_a_realm_with_its_users_and_its_client_in_master(DialectKind engine)
    {
        await using var stores = await Stores.Open(engine);
        var realm = await stores.Create("""{"realm": "shop", "users": [{"username": "ann", "attributes": {"a": ["1"]}, "credentials": [{"type": "password", "value": "x"}]}]}""");
        (await RealmCreation.Delete(stores.Store, realm, Ct)).ShouldBeTrue();

        (await stores.Store.Find("shop", Ct)).ShouldBeNull();
        (await stores.Find("master")).FindClient("shop-realm").ShouldBeNull();
        (await stores.Database.Read(session => session.Query("SELECT user_id FROM realm_credential WHERE realm_id = @id", row => row.GetString(0), ("id", realm.Id)), Ct)).ShouldBeEmpty();
        await stores.Create("""{"realm": "shop"}""");
    }

    [Fact]
    public async Task shows_a_change_of_another_node_within_a_second()
    {
        await using var one = await Stores.Open(DialectKind.Postgres);
        await one.Create("""{"realm": "shop", "enabled": true}""");
        await using var second = await RealmStore.Open(one.Database, one.KeyFile, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Ct);
        (await second.Find("shop", Ct)).ShouldNotBeNull().FindRole("new").ShouldBeNull();

        await one.Store.Change(await one.Find("shop"), draft =>
        {
            draft.Put(ObjectKind.Role, "r1", new JsonObject { ["id"] = "r1", ["name"] = "new" });
            return Task.CompletedTask;
        }, Ct);

        await Portico.Testbed.Eventually.Answers(async () => (await second.Find("shop", Ct))!.FindRole("new"), "the other node shows the role", TimeSpan.FromSeconds(5));
    }
}
