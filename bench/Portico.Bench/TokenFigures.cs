using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Portico.EndToEnd.Fixtures;

namespace Portico.Bench;

/// <summary>What the provider's answers cost, against the one RSA-2048 signature that a token needs at least.</summary>
static class TokenFigures
{
    const double MostSignatures = 1.7;
    const int Rounds = 7;

    public static async Task<IReadOnlyList<Figure>> Measure()
    {
        await using var server = await PorticoServer.Start();
        using var key = RSA.Create(2048);
        var data = RandomNumberGenerator.GetBytes(900);
        Task<double> Signature() => Task.FromResult(Load.Cpu(() => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));

        var endpoint = new Uri($"{server.Realm}/protocol/openid-connect/token");
        Task ClientCredentials(int _) => Load.Post(server, endpoint, ("grant_type", "client_credentials"), ("client_id", "open-metadata"), ("client_secret", server.ClientSecret));

        var tokens = new string[64];
        for (var i = 0; i < 8; i++)
            tokens[i] = await SignIn(server, endpoint, "refresh_token");
        async Task Refresh(int connection) => tokens[connection] = Member(
            await Load.Post(server, endpoint, ("grant_type", "refresh_token"), ("client_id", "open-metadata"), ("client_secret", server.ClientSecret), ("refresh_token", tokens[connection])),
            "refresh_token");

        var access = await SignIn(server, endpoint, "access_token");
        Task UserInfo(int _) => Load.Get(server, new Uri($"{server.Realm}/protocol/openid-connect/userinfo"), access);

        var (cost, signature, ratio) = await Measure(server, 1500, ClientCredentials, Signature);
        var (refresh, _, refreshRatio) = await Measure(server, 1000, Refresh, Signature);
        var (userinfo, _, userinfoRatio) = await Measure(server, 3000, UserInfo, Signature);
        return
        [
            new("CPU per client-credentials token / one bare RSA-2048 signature", Text(cost, signature, ratio), "<= 1.7 x", ratio <= MostSignatures),
            new("CPU per refresh (access, refresh and ID token) / one signature", Text(refresh, signature, refreshRatio)),
            new("CPU per userinfo / one signature", Text(userinfo, signature, userinfoRatio)),
        ];
    }

    /// <summary>A token of a person who signs in with a password.</summary>
    public static async Task<string> SignIn(PorticoServer server, Uri endpoint, string member) => Member(
        await Load.Post(server, endpoint, ("grant_type", "password"), ("client_id", "open-metadata"), ("client_secret", server.ClientSecret),
            ("username", "admin-user"), ("password", server.UserPassword), ("scope", "openid")),
        member);

    public static string Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString()!;
    }

    static async Task<(double Cost, double Base, double Ratio)> Measure(PorticoServer server, int count, Func<int, Task> request, Func<Task<double>> signature)
    {
        await Load.Warm(server, count, request);
        return await Load.Compare(Rounds, async () => (await Load.Run(server, count, request)).Milliseconds, signature);
    }

    static string Text(double cost, double signature, double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} x ({cost:0.000} ms / {signature:0.000} ms)");
}
