using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Realms.Keys;
using Portico.Storage;
using Portico.Testbed;

namespace Portico.Realms.Tests.Protocol;

/// <summary>The demonstration realm's keys and client secret can be read by everybody; the recording of its import has them.</summary>
public sealed class Published_secrets
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<JsonObject> Demonstration()
    {
        var file = SharedFolder.Find("conformance", "keycloak", "admin", "data-sec-import.json");
        Assert.SkipUnless(file is not null, SharedFolder.Missing);
        return JsonNode.Parse(await File.ReadAllTextAsync(file!, Ct))!["variables"]!["export"]!.DeepClone().AsObject();
    }

    static RealmsOptions Options(TemporaryFolder folder, string bind) => new()
    {
        Database = new DatabaseOptions { SqliteFile = folder.Combine("realms.db") }, KeyFile = folder.Combine("realms.key"), Bind = bind, AdminPassword = "admin-password",
        ImportRealms = [folder.Combine("realm.json")], Logging = static _ => { },
    };

    static async Task<(HttpStatusCode Status, JsonElement Json)> Token(RealmsHost host, string secret, string? as_ = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/realms/data-sec/protocol/openid-connect/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "open-metadata", ["client_secret"] = secret }),
        };
        request.Headers.Host = as_;
        using var answer = await http.SendAsync(request, Ct);
        return (answer.StatusCode, await ProviderUnderTest.Json(answer));
    }

    [Fact]
    public async Task work_on_this_machine_and_are_refused_elsewhere_until_they_are_replaced()
    {
        var realm = await Demonstration();
        realm["realm"] = "data-sec";
        var published = realm["clients"]!.AsArray().Single(c => c!["clientId"]!.GetValue<string>() == "open-metadata")!["secret"]!.GetValue<string>();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("realm.json"), realm.ToJsonString(), Ct);

        string old;
        await using (var host = await RealmsHost.Start(Options(folder, "127.0.0.1"), Ct))
        {
            var (status, json) = await Token(host, published);
            status.ShouldBe(HttpStatusCode.OK);
            old = json.GetProperty("access_token").GetString()!;
            (await Token(host, published, "id.example.test")).Json.GetProperty("error").GetString().ShouldBe("PORTICO-IDP-036"); // through a proxy that is reached from elsewhere
        }
        (await Should.ThrowAsync<RealmsException>(() => RealmsHost.Start(Options(folder, "*"), Ct))).Message.ShouldContain("rotate-published");

        var lines = await RealmsHost.RotatePublished(Options(folder, "*"), Ct);
        var secret = lines.Single(l => l.Contains("secret of client open-metadata", StringComparison.Ordinal)).Split(' ')[^1];
        lines.Count(l => l.Contains(": key ", StringComparison.Ordinal)).ShouldBe(4);
        lines.ShouldContain(l => l.Contains("password of user admin", StringComparison.Ordinal));
        (await RealmsHost.RotatePublished(Options(folder, "*"), Ct)).ShouldBeEmpty();

        await using var open = await RealmsHost.Start(Options(folder, "*"), Ct);
        (await Token(open, published)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await Token(open, secret)).Status.ShouldBe(HttpStatusCode.OK);
        using var http = new HttpClient();
        using var info = new HttpRequestMessage(HttpMethod.Get, new Uri(open.Address, "/realms/data-sec/protocol/openid-connect/userinfo"));
        info.Headers.Authorization = new AuthenticationHeaderValue("Bearer", old);
        using var answer = await http.SendAsync(info, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task that_come_by_the_admin_API_are_refused_elsewhere_too()
    {
        var realm = await Demonstration();
        realm["realm"] = "data-sec";
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("realm.json"), """{"realm":"other","enabled":true}""", Ct);
        await using var host = await RealmsHost.Start(Options(folder, "*"), Ct);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.OwnerToken);
        using var content = new StringContent(realm.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var made = await http.PostAsync(new Uri(host.Address, "/admin/realms"), content, Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Token(host, "any")).Json.GetProperty("error").GetString().ShouldBe("PORTICO-IDP-036");
        using var other = await http.GetAsync(new Uri(host.Address, "/realms/other"), Ct);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
