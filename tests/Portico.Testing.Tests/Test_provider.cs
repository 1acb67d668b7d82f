using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portico.Realms;

namespace Portico.Testing.Tests;

public sealed class Test_provider
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task runs_beside_others_and_leaves_nothing()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "portico-testing-*");
        string[] made;
        await using (var one = await TestProvider.Start("""{"realm": "one", "enabled": true}"""))
        await using (var two = await TestProvider.Start("""[{"realm": "two", "enabled": true}, {"realm": "three", "enabled": true}]"""))
        {
            one.Address.Port.ShouldNotBe(two.Address.Port);
            (await Realms(one)).ShouldBe(["master", "one"], ignoreOrder: true);
            (await Realms(two)).ShouldBe(["master", "two", "three"], ignoreOrder: true);
            made = [.. Directory.GetDirectories(Path.GetTempPath(), "portico-testing-*").Except(before)];
            made.ShouldNotBeEmpty();
        }
        made.Count(Directory.Exists).ShouldBeLessThan(made.Length);
    }

    [Fact]
    public async Task takes_files_and_realms_that_come_later_and_has_an_administrator()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("portico-realm-").FullName, "late-realm.json");
        await File.WriteAllTextAsync(file, """{"realm": "filed", "enabled": true}""", Ct);
        await using var provider = await TestProvider.Start(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        await provider.CreateRealm("""{"realm": "late", "enabled": true, "clients": [{"clientId": "job", "secret": "s", "serviceAccountsEnabled": true}]}""", Ct);
        (await provider.AccessToken("late", "job", "s", ct: Ct)).Split('.').Length.ShouldBe(3);
        (await provider.AccessToken("master", "admin-cli", username: "admin", password: provider.AdminPassword, ct: Ct)).ShouldNotBeEmpty();
        using var made = await provider.Admin.PostAsJsonAsync("admin/realms/filed/users", new { username = "ann", enabled = true }, Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task says_what_was_wrong()
    {
        (await Should.ThrowAsync<RealmsException>(() => TestProvider.Start("/no/such/realm.json"))).Message.ShouldContain("/no/such/realm.json");
        (await Should.ThrowAsync<RealmsException>(() => TestProvider.Start("""{"realm": "x", "users": [{"username": "u", "groups": ["/nowhere"]}]}"""))).Message.ShouldContain("/nowhere");
        await using var provider = await TestProvider.Start("""{"realm": "one", "enabled": true}""");
        (await Should.ThrowAsync<HttpRequestException>(() => provider.CreateRealm("""{"realm": "one"}""", Ct))).Message.ShouldContain("already exists");
        (await Should.ThrowAsync<HttpRequestException>(() => provider.AccessToken("one", "nobody", "x", ct: Ct))).Message.ShouldContain("invalid_client");
    }

    static async Task<string[]> Realms(TestProvider provider) =>
        [.. (await provider.Admin.GetFromJsonAsync<JsonElement>("admin/realms?briefRepresentation=true", Ct)).EnumerateArray().Select(r => r.GetProperty("realm").GetString()!)];
}
