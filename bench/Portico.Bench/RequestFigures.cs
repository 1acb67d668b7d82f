using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Portico.EndToEnd.Fixtures;

namespace Portico.Bench;

/// <summary>
/// Requests that <c>portico realms</c> answers on SQLite while <c>wrk</c> asks beside it, and npm <c>oidc-provider</c> (state in memory) in turn with it. Of several rounds the best counts:
/// whatever else the machine does only takes away.
/// </summary>
static class RequestFigures
{
    const int Rounds = 3;
    const int Seconds = 3;
    const int Users = 100;
    const double MostMilliseconds = 0.45;
    const double MostMegabytes = 90;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var node = await RealmsProcess.Start();
        await AddUsers(node);
        await node.Restart();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var memory = ServerProcess.ResidentMegabytes(node.ProcessId);
        await using var peer = await OidcPeer.Start();
        var token = node.Realm + "protocol/openid-connect/token";
        (string, string)[] self = [("client_id", ProviderServer.Confidential), ("client_secret", ProviderServer.Secret)];
        (string, string)[] other = [("client_id", "open-metadata"), ("client_secret", "a-secret-of-the-tests")];
        (string, string)[] repeating = [("client_id", "repeating"), ("client_secret", "a-third-secret-of-the-tests")];
        (string, string)[] opaque = [("client_id", "opaque"), ("client_secret", "a-fourth-secret-of-the-tests")];
        async Task<string> Mine(string member) => (await node.SignIn()).GetProperty(member).GetString()!;
        async Task<string> Theirs(string member, (string, string)[] client) => (await peer.SignIn(client[0].Item2, client[1].Item2)).GetProperty(member).GetString()!;
        async Task<Figure> Compare(string what, double least, string address, Func<Task<string>> script, (string Address, Func<Task<string>> Script)? beside = null)
        {
            var (mine, theirs) = (new List<Load.Cost>(), new List<Load.Cost>());
            for (var i = 0; i <= Rounds; i++) // the first warms up
            {
                mine.Add(await Wrk.Run(node.ProcessId, address, await script(), Seconds));
                if (beside is { } b)
                    theirs.Add(await Wrk.Run(peer.ProcessId, b.Address, await b.Script(), Seconds));
            }
            var best = Best(mine);
            var text = Text(best) + (theirs.Count > 0 ? $"; oidc-provider {Text(Best(theirs))}" : "");
            return new(what, text, $">= {least.ToString("N0", CultureInfo.InvariantCulture)}/s", best.PerSecond >= least);
        }

        using var key = RSA.Create(2048);
        var data = RandomNumberGenerator.GetBytes(900);
        var signature = Enumerable.Range(0, Rounds).Select(_ => Load.Cpu(() => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))).Min();
        var credentials = await Compare("client_credentials, RS256", 3500, token, () => Task.FromResult(Wrk.Form([.. self, ("grant_type", "client_credentials")])),
            (peer.Endpoint("token"), () => Task.FromResult(Wrk.Form([.. other, ("grant_type", "client_credentials"), ("scope", "openid")]))));
        var milliseconds = double.Parse(credentials.Measured.Split(' ')[1], CultureInfo.InvariantCulture);
        return
        [
            credentials with { Budget = ">= 3,500/s, <= 0.45 ms", Kept = credentials.Kept && milliseconds <= MostMilliseconds, Measured = string.Create(CultureInfo.InvariantCulture, $"{credentials.Measured}; bare RSA-2048 signature {signature:0.000} ms") },
            await Compare("Refresh (access, refresh and ID token)", 1800, token, async () => Wrk.Form([.. self, ("grant_type", "refresh_token"), ("refresh_token", await Mine("refresh_token"))]),
                (peer.Endpoint("token"), async () => Wrk.Form([.. repeating, ("grant_type", "refresh_token"), ("refresh_token", await Theirs("refresh_token", repeating))]))),
            await Compare("userinfo", 15000, node.Realm + "protocol/openid-connect/userinfo", async () => Wrk.Bearer(await Mine("access_token")),
                (peer.Endpoint("userinfo"), async () => Wrk.Bearer(await Theirs("access_token", opaque)))),
            await Compare("Introspection", 12000, token + "/introspect", async () => Wrk.Form([.. self, ("token", await Mine("access_token"))]),
                (peer.Endpoint("token/introspect"), async () => Wrk.Form([.. opaque, ("token", await Theirs("access_token", opaque))]))),
            await Compare("Discovery", 40000, node.Realm + ".well-known/openid-configuration", () => Task.FromResult(""), (peer.Issuer + "/.well-known/openid-configuration", () => Task.FromResult(""))),
            await Compare("Admin API, users?max=20", 8000, $"{node.Address}admin/realms/{ProviderServer.Realm}/users?max=20", async () => Wrk.Bearer(await node.AdminToken())),
            new("Idle memory of the provider alone", string.Create(CultureInfo.InvariantCulture, $"{memory:0} MB"), "< 90 MB", memory < MostMegabytes),
        ];
    }

    static Load.Cost Best(List<Load.Cost> rounds) => new(rounds.Skip(1).Min(r => r.Milliseconds), rounds.Skip(1).Max(r => r.PerSecond));

    static string Text(Load.Cost cost) => string.Create(CultureInfo.InvariantCulture, $"{cost.PerSecond:N0}/s, {cost.Milliseconds:0.000} ms");

    static async Task AddUsers(RealmsProcess node)
    {
        var token = await node.AdminToken();
        for (var i = 0; i < Users; i++)
        {
            var (status, text) = await node.Admin(HttpMethod.Post, $"/{ProviderServer.Realm}/users", token, $$"""{"username": "user{{i:000}}", "enabled": true, "email": "user{{i:000}}@example.test", "firstName": "First", "lastName": "Last{{i}}"}""");
            if (status != HttpStatusCode.Created)
                throw new InvalidOperationException($"A user was answered {status}: {text}");
        }
    }
}
