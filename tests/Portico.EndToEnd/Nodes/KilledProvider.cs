using System.Globalization;
using System.Net;
using System.Text.Json;
using Portico.EndToEnd.Fixtures;
using Portico.Testbed;

namespace Portico.EndToEnd.Nodes;

/// <summary>SIGKILL of the identity provider while a logout notice waits for a client that does not take it.</summary>
public sealed class KilledProvider
{
    [Fact]
    public async Task tells_the_client_of_the_sign_out_after_its_next_start()
    {
        using var folder = new TemporaryFolder();
        using var http = new HttpClient();
        var port = FreePort.Next();
        var issuer = $"http://localhost:{port}/realms/shop";
        await using var peer = await LogoutPeer.Start(issuer);
        await File.WriteAllTextAsync(folder.Combine("realm.json"), $$"""
            {"realm":"shop","enabled":true,
             "clients":[{"clientId":"web","protocol":"openid-connect","publicClient":true,"directAccessGrantsEnabled":true,
                         "attributes":{"backchannel.logout.url":"{{peer.Url}}","backchannel.logout.session.required":"true"} }],
             "users":[{"username":"alice","enabled":true,"email":"alice@example.test","firstName":"A","lastName":"E","credentials":[{"type":"password","value":"alice-password"}]}]}
            """);
        await peer.Answer(503);
        string session;
        await using (var first = await Start())
        {
            using var signedIn = await http.PostAsync(new Uri(issuer + "/protocol/openid-connect/token"), Form(("grant_type", "password"), ("client_id", "web"), ("username", "alice"), ("password", "alice-password"), ("scope", "openid")));
            using var tokens = JsonDocument.Parse(await signedIn.Content.ReadAsStringAsync());
            session = tokens.RootElement.GetProperty("session_state").GetString()!;
            using var signedOut = await http.PostAsync(new Uri(issuer + "/protocol/openid-connect/logout"), Form(("client_id", "web"), ("refresh_token", tokens.RootElement.GetProperty("refresh_token").GetString()!)));
            signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await peer.Next()).GetProperty("sid").GetString().ShouldBe(session);
            await first.Kill();
        }
        await using var second = await Start();
        await peer.Answer(200);
        var patience = TimeSpan.FromMinutes(2); // longer than a claim lasts
        var notice = await peer.Next(patience);
        while (notice.GetProperty("answered").GetInt32() != 200)
            notice = await peer.Next(patience);
        notice.GetProperty("sid").GetString().ShouldBe(session);

        async Task<ChildProcess> Start()
        {
            var process = ChildProcess.Start(Programs.Server, ["realms", "--data", folder.Combine("data"), "--port", port.ToString(CultureInfo.InvariantCulture), "--import-realm", folder.Combine("realm.json")],
                environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["PORTICO_DATABASE"] = null, ["PORTICO_DATA"] = null });
            await process.WaitForHttp(new Uri(issuer + "/.well-known/openid-configuration"), TimeSpan.FromMinutes(2));
            return process;
        }
    }

    static FormUrlEncodedContent Form(params (string Name, string Value)[] members) => new(members.Select(m => KeyValuePair.Create(m.Name, m.Value)));
}
